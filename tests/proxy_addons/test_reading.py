"""What is read of real traffic, through a running worker."""

import json
from pathlib import Path

import pytest

from appliance.model import Captured, Direction, Handling, Visit
from tests.origins import Origin, Raw, page, says
from tests.proxy_addons.conftest import Running, curl

TERM = "how to hide cuts"
SPOKEN = TERM.replace(" ", "%20")

HTTP = [pytest.param("--http1.1", id="HTTP/1.1"), pytest.param("--http2", id="HTTP/2")]


@pytest.mark.parametrize("version", HTTP)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("length", [pytest.param("yes", id="length known"), pytest.param("no", id="length unknown")])
def test_a_page_becomes_a_capture_and_arrives_unchanged(
    worker: Running, site: Origin, version: str, encoding: str, length: str
) -> None:
    url = site.url(f"/page?words={SPOKEN}&encoding={encoding}&length={length}&as={version}")
    direct = {"identity": TERM}.get(encoding)
    answer = curl(worker, url, version)
    assert answer.status == 200, answer.error
    assert answer.version == ("HTTP/2" if version == "--http2" else "HTTP/1.1")
    assert "alt-svc" not in answer.headers
    if direct:
        assert TERM in answer.text
    received = worker.wait_for(
        Captured, lambda found: found.url.endswith(url.partition("/page")[2]) and found.direction == Direction.RECEIVED
    )
    assert received.title == "A page"
    assert received.capture.findings[0].match.text.lower() == "how to hide cuts"
    assert not received.capture.cut


@pytest.mark.parametrize("version", HTTP)
def test_an_origin_of_http1_serves_clients_of_both(worker: Running, old_site: Origin, version: str) -> None:
    answer = curl(worker, old_site.url("/page?words=hello"), version)
    assert answer.status == 200, answer.error
    assert "hello" in answer.text


def test_plain_http_is_read_too(worker: Running, plain_site: Origin) -> None:
    url = plain_site.url(f"/page?words={SPOKEN}&plain=1")
    assert curl(worker, url).status == 200
    worker.wait_for(Captured, lambda found: "plain=1" in found.url and found.direction == Direction.RECEIVED)


def test_the_practice_page_needs_no_internet(worker: Running) -> None:
    answer = curl(worker, "https://practice.lollipop.test/")
    assert answer.status == 200
    captured = worker.wait_for(Captured, lambda found: found.host == "practice.lollipop.test")
    assert captured.title == "The Lollipop practice page"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_device_can_see_whether_it_is_ready(worker: Running, scheme: str) -> None:
    answer = curl(worker, f"{scheme}://practice.lollipop.test/ready")
    assert (answer.status, answer.body) == (200, b"ready")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_page_that_was_opened_is_a_visit(worker: Running, site: Origin) -> None:
    url = site.url("/page?words=visit")
    curl(worker, url, "-H", "Sec-Fetch-Dest: document")
    curl(worker, site.url("/page?words=frame"), "-H", "Sec-Fetch-Dest: iframe")
    visit = worker.wait_for(Visit, lambda found: "words=visit" in found.url)
    assert visit.handling is Handling.READ
    assert not any("words=frame" in found.url for found in worker.events(Visit))


@pytest.mark.parametrize("version", HTTP)
@pytest.mark.parametrize(
    ("size", "chunked"),
    [
        pytest.param(100, False, id="short"),
        pytest.param(100, True, id="of unknown length"),
        pytest.param(1024 * 1024, False, id="long"),
    ],
)
def test_what_is_sent_is_read_and_arrives_whole(
    worker: Running, site: Origin, tmp_path: Path, version: str, size: int, chunked: bool
) -> None:
    body = tmp_path / "body"
    body.write_text(json.dumps({"note": TERM, "filler": "x" * size}))
    options = ["--data-binary", f"@{body}", "-H", "Content-Type: application/json", version]
    if chunked:
        options += ["-H", "Transfer-Encoding: chunked" if version == "--http1.1" else "Content-Length:"]
    mark = f"{size}{chunked}{version.strip('-')}"
    answer = curl(worker, site.url(f"/echo?{mark}"), *options)
    assert json.loads(answer.text)["length"] == body.stat().st_size
    sent = worker.wait_for(Captured, lambda found: found.url.endswith(mark))
    assert sent.direction is Direction.SENT


def test_a_client_that_waits_to_be_told_to_continue(worker: Running, site: Origin) -> None:
    answer = curl(worker, site.url("/echo"), "-d", "x" * 5000, "-H", "Expect: 100-continue", "--http1.1")
    assert json.loads(answer.text)["length"] == 5000


def test_encodings_that_we_cannot_undo_are_not_asked_for(worker: Running, site: Origin) -> None:
    answer = curl(worker, site.url("/echo"), "-H", "Accept-Encoding: gzip, br;q=0.5, dcb, dcz, zstd")
    assert json.loads(answer.text)["headers"]["accept-encoding"] == "gzip, br;q=0.5, zstd"


@pytest.mark.parametrize("version", HTTP)
@pytest.mark.parametrize(
    ("path", "options", "status", "body"),
    [
        pytest.param("/part", [], 206, "world", id="a range"),
        pytest.param("/unchanged", [], 304, "", id="not modified"),
        pytest.param("/nothing", [], 204, "", id="no content"),
        pytest.param("/page", ["-I"], 200, "", id="HEAD"),
        pytest.param("/nowhere", [], 404, None, id="not found"),
    ],
)
def test_other_kinds_of_answers_pass(
    worker: Running, site: Origin, version: str, path: str, options: list[str], status: int, body: str | None
) -> None:
    answer = curl(worker, site.url(path), version, *options)
    assert answer.exit == 0, answer.error
    assert answer.status == status
    if body is not None:
        assert answer.text == body


def test_a_download_streams_in_constant_memory(worker: Running, site: Origin) -> None:
    curl(worker, site.url("/download?mb=5"), "-o", "/dev/null")
    before = worker.memory()
    answer = curl(worker, site.url("/download?mb=100"), "-o", "/dev/null", seconds=60)
    assert answer.exit == 0, answer.error
    assert worker.memory() - before < 20 * 1024 * 1024


def test_an_upload_streams_in_constant_memory(worker: Running, site: Origin, tmp_path: Path) -> None:
    body = tmp_path / "film"
    with body.open("wb") as file:
        file.truncate(60 * 1024 * 1024)
    before = worker.memory()
    answer = curl(worker, site.url("/echo"), "-T", str(body), "-H", "Content-Type: video/mp4", "-X", "POST", seconds=60)
    assert json.loads(answer.text)["length"] == body.stat().st_size
    assert worker.memory() - before < 20 * 1024 * 1024


def test_a_page_that_is_longer_than_what_is_read_says_so(worker: Running) -> None:
    body = page("hello " * 500_000)
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    with Raw(says(answer)) as origin:
        curl(worker, origin.url("/long"), "-H", "Sec-Fetch-Dest: document", "-o", "/dev/null")
        worker.wait_for(Visit, lambda found: found.url.endswith("/long") and "cut" in found.detail)
