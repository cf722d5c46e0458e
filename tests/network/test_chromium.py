"""A real browser on a pupil's device, trusting the school's certificate by policy as a school's devices do."""

import base64
import json
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.internet import SAD
from tests.lab.school import School
from tests.lab.topology import GATEWAY_INSIDE, PUPIL1

pytestmark = [
    pytest.mark.network,
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("chromium"), reason="not installed: chromium"),
]

EXPLICIT = f"--proxy-server=http://{GATEWAY_INSIDE[0]}:8080"


@pytest.fixture(scope="module", autouse=True)
def trust(school: School) -> Iterator[None]:
    """`ip netns exec` lays this folder over /etc/chromium for what runs on the device."""
    Path("/etc/chromium").mkdir(exist_ok=True)
    folder = Path("/etc/netns") / school.lab.namespace(PUPIL1) / "chromium"
    managed = folder / "policies" / "managed"
    managed.mkdir(parents=True)
    der = ssl.PEM_cert_to_DER_cert(school.box.home.certificate.read_text())
    (managed / "school.json").write_text(json.dumps({"CACertificates": [base64.b64encode(der).decode()]}))
    yield
    shutil.rmtree(folder)


def browse(school: School, folder: Path, url: str, *options: str) -> str:
    """The page as the browser has it when it is loaded. QUIC stays on, as it is on real devices."""
    done = school.lab.run(
        PUPIL1,
        *("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", f"--user-data-dir={folder}"),
        *("--timeout=8000", "--dump-dom", *options, url),
        timeout=40,
    )
    return done.stdout


WAYS = pytest.mark.parametrize("way", [(), (EXPLICIT,)], ids=["transparent", "explicit"])


@WAYS
def test_a_page_is_shown_and_what_it_says_is_captured(school: School, tmp_path: Path, way: tuple[str, ...]) -> None:
    pages: list[str] = []
    url = f"https://www.google.com/search?q={SAD.replace(' ', '+')}&from=chromium-{len(way)}"
    seen = school.new_capture(lambda: pages.append(browse(school, tmp_path, url, *way)))
    assert "Romans" in pages[0]
    assert (seen.row.device, seen.row.category) == ("tablet-1", "Suicide")
    assert url in {hit.url for hit in seen.hits}


@WAYS
def test_a_banned_pupil_sees_the_page_that_says_why(school: School, tmp_path: Path, way: tuple[str, ...]) -> None:
    school.box.ban("tablet-1", 60, reason="Please see Mrs Reed.")
    try:
        assert "Please see Mrs Reed." in browse(school, tmp_path, "https://www.lab.test/", *way)
    finally:
        school.box.lift("tablet-1")
