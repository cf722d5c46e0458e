"""What pupils' devices get through the whole gateway: real curl, real nginx, every process as its own user."""

import sys
import time
from pathlib import Path

import pytest

from tests.lab.internet import SAD
from tests.lab.school import EXPLICIT, EXPLICIT6, TRANSPARENT, School
from tests.lab.topology import (
    GATEWAY,
    GATEWAY_INSIDE,
    GATEWAY_OUTSIDE,
    INTERNET,
    PUPIL,
    PUPIL1,
    PUPIL2,
    ROUTER,
    WEB,
)

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
    assert (row.device, row.room, row.category) == ("tablet-1", "Year 6", "Suicide")
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


# --- what a device says of where it goes ---

EXEMPT, APP = "swcdn.apple.com", "app.lab.test"


def covered(name: str, *options: str) -> tuple[str, ...]:
    """A fetch from the router's address, where another site answers, under the name of one that passes unread."""
    return (f"https://{name}/sad", "-k", "--resolve", f"{name}:443:{ROUTER[0]}", *options)


@pytest.fixture(scope="module")
def other_site(school: School) -> str:
    """A site of its own at another address, that answers whatever name it is asked by."""
    stand_in = str(Path(__file__).with_name("tls_site.py"))
    folder = str(school.lab.folder)
    school.lab.spawn(INTERNET, sys.executable, stand_in, ROUTER[0], folder, log="other-site")
    school.lab.wait_for("the other site", lambda: school.lab.answers(INTERNET, ROUTER[0], 443), log="other-site")
    return "the other site"


def test_an_exempt_name_passes_to_its_own_site(school: School, other_site: str) -> None:
    own = school.fetch(PUPIL1, f"https://{EXEMPT}/", "--cacert", str(school.lab.folder / "roots.pem"))
    assert (own.status, "Romans" in own.text) == (200, True), own.error


def test_an_exempt_name_covers_no_other_address(school: School, other_site: str) -> None:
    assert other_site in school.lab.run(GATEWAY, "curl", "-sk", f"https://{ROUTER[0]}/").stdout
    page = school.fetch(PUPIL1, *covered(EXEMPT, "-H", "Host: blocked.lab.test"))
    assert other_site not in page.text


def test_an_exempt_name_that_leads_nowhere_is_refused(school: School, other_site: str) -> None:
    page = school.fetch(PUPIL1, *covered("nowhere.swcdn.apple.com"))
    assert (page.status, other_site in page.text) == (0, False)


def test_an_exempt_name_that_leads_into_the_box_is_refused(school: School) -> None:
    school.lab.name("box.swcdn.apple.com", *GATEWAY_INSIDE)
    page = school.fetch(PUPIL1, "https://box.swcdn.apple.com/", "-k", "--resolve", f"box.swcdn.apple.com:443:{WEB[0]}")
    assert page.status == 0


def test_a_name_that_an_app_refused_covers_no_other_address(school: School, other_site: str) -> None:
    roots = str(school.lab.folder / "roots.pem")
    assert school.fetch(PUPIL1, "https://www.lab.test/", IPV4).status == 200, "the device trusts us"
    for _ in range(3):
        school.fetch(PUPIL1, f"https://{APP}/", IPV4, "--cacert", roots)
    own = school.fetch(PUPIL1, f"https://{APP}/", IPV4, "--cacert", roots)
    assert (own.status, "Romans" in own.text) == (200, True), own.error
    assert other_site not in school.fetch(PUPIL1, *covered(APP)).text


@WAYS
@pytest.mark.parametrize("host", ["blocked.lab.test:", "Blocked.Lab.Test.", "blocked.lab.test:x"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_blocked_name_is_blocked_however_it_is_spelt(
    school: School, way: tuple[str, ...], host: str, scheme: str
) -> None:
    page = school.fetch(PUPIL1, f"{scheme}://www.lab.test/", HTTP1, "-H", f"Host: {host}", *way)
    assert page.status == (400 if host.endswith("x") else 403)
