"""What pupils' devices get through the whole gateway: real curl, real nginx, every process as its own user."""

import time

import pytest

from tests.lab.internet import SAD
from tests.lab.school import EXPLICIT, EXPLICIT6, TRANSPARENT, School
from tests.lab.topology import GATEWAY, GATEWAY_OUTSIDE, PUPIL, PUPIL1, PUPIL2, WEB

pytestmark = pytest.mark.network

HTTP1, HTTP2, IPV4, IPV6 = "--http1.1", "--http2", "-4", "-6"
WAYS = pytest.mark.parametrize(
    "way",
    [
        pytest.param((*TRANSPARENT, IPV4), id="transparent, IPv4"),
        pytest.param((*TRANSPARENT, IPV6), id="transparent, IPv6"),
        pytest.param(EXPLICIT, id="explicit, IPv4"),
        pytest.param(EXPLICIT6, id="explicit, IPv6"),
    ],
)
VERSIONS = pytest.mark.parametrize("version", [HTTP1, HTTP2], ids=["HTTP/1.1", "HTTP/2"])
SEARCH = f"https://www.google.com/search?q={SAD.replace(' ', '+')}"


@WAYS
@VERSIONS
def test_a_page_comes_through_the_worker_by_our_certificate(school: School, way: tuple[str, ...], version: str) -> None:
    page = school.fetch(PUPIL1, "https://www.lab.test/", version, *way)
    assert (page.status, page.error) == (200, "")
    assert page.version == ("2" if version == HTTP2 else "1.1")
    assert "Romans" in page.text
    assert any(f"x-from: {address}" in page.text.lower() for address in GATEWAY_OUTSIDE)


@WAYS
@VERSIONS
def test_a_search_becomes_a_capture(school: School, way: tuple[str, ...], version: str) -> None:
    seen = school.new_capture(lambda: school.fetch(PUPIL1, SEARCH, version, *way))
    row, hit = seen.row, seen.hits[0]
    assert (row.device, row.room, row.category) == ("tablet-1", "Year 6", "Self-harm")
    assert hit.address == PUPIL[PUPIL1][int(IPV6 in way or way == EXPLICIT6)]
    assert hit.url == SEARCH


def test_a_posted_form_becomes_a_capture_over_plain_http_too(school: School) -> None:
    seen = school.new_capture(lambda: school.fetch(PUPIL2, "http://www.lab.test/form", "--data", f"diary={SAD}"))
    assert seen.row.device in PUPIL[PUPIL2]
    assert (seen.hits[0].host, seen.hits[0].channel) == ("www.lab.test", "typed")


def test_both_ways_in_are_open_at_once_and_lead_to_one_worker(school: School) -> None:
    time.sleep(1.2)  # until what earlier tests did is counted
    before = requests(school)
    for way in (TRANSPARENT, EXPLICIT) * 2:
        assert school.fetch(PUPIL1, "https://www.lab.test/", IPV4, *way).status == 200
    school.lab.wait_for("the workers' counts", lambda: sum(requests(school).values()) >= sum(before.values()) + 4)
    assert len([worker for worker, count in requests(school).items() if count > before[worker]]) == 1


def requests(school: School) -> dict[str, int]:
    """Counts as each worker tells them once a second."""
    status = school.box.status()
    assert status is not None
    return {worker.name: worker.pulse.requests for worker in status.workers if worker.pulse}


@WAYS
def test_http_3_is_not_offered(school: School, way: tuple[str, ...]) -> None:
    control = school.lab.run(GATEWAY, "curl", "-sSik", "https://www.lab.test/")
    assert "alt-svc" in control.stdout.lower()
    page = school.fetch(PUPIL1, "https://www.lab.test/", *way)
    assert page.status == 200
    assert "alt-svc" not in page.text.lower()


@WAYS
def test_an_event_stream_arrives_live(school: School, way: tuple[str, ...]) -> None:
    stream = school.fetch(PUPIL1, "https://www.lab.test/events", "-N", *way, seconds=1.5)
    assert "data: number 3" in stream.text


def test_a_raw_address_is_read_too(school: School) -> None:
    seen = school.new_capture(lambda: school.fetch(PUPIL1, f"http://{WEB[0]}/form", "--data", f"diary={SAD}"))
    assert seen.hits[0].host == WEB[0]


def test_a_site_with_a_certificate_nobody_vouches_for_is_not_shown(school: School) -> None:
    """The lab's own name is not in the site's certificate."""
    school.lab.name("other.lab.test", *WEB)
    page = school.fetch(PUPIL1, "https://other.lab.test/")
    assert page.status in {502, 503, 526}
    assert "Romans" not in page.text
