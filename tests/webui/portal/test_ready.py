from datetime import UTC, datetime

import pytest
from cryptography import x509

from appliance import ca
from appliance.config import Home
from tests.webui.portal.given import PortalCore, Pupil
from webui.portal.platforms import PLATFORMS

IPAD = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X)"
FILES = ["lollipop.crt", "lollipop.mobileconfig", "lollipop-supervised.mobileconfig", "lollipop.ps1"]


@pytest.mark.usefixtures("authority")
def test_the_device_is_recognised(pupil: Pupil) -> None:
    page = pupil.get("/ready", **{"User-Agent": IPAD}).text
    assert "On iPad and iPhone" in page
    assert 'href="/ready/lollipop.mobileconfig"' in page
    assert "Which device is this?" in pupil.get("/ready", **{"User-Agent": "x"}).text


@pytest.mark.usefixtures("authority")
@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_every_platform_has_steps_and_files_that_are_there(pupil: Pupil, platform: object, core: PortalCore) -> None:
    page = pupil.get(f"/ready/{platform.name}")
    assert page.status_code == 200
    files = [part.partition('"')[0] for part in page.text.split('class="button" href="')[1:]]
    assert files
    for file in files:
        answer = pupil.get(file)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="lollipop')
    assert core.of_people == [], "a device is made ready before anybody signs in"


def test_the_certificate_is_the_schools(pupil: Pupil, authority: x509.Certificate) -> None:
    answer = pupil.get("/ready/lollipop.crt")
    assert x509.load_pem_x509_certificate(answer.data) == authority
    assert answer.content_type == "application/x-x509-ca-cert"


@pytest.mark.usefixtures("authority")
def test_during_a_rotation_there_are_two(pupil: Pupil, home: Home) -> None:
    assert pupil.get("/ready/lollipop-2.crt").status_code == 404
    now = datetime.now(UTC)
    ca.rotate(home, "St Aidan’s", now)
    home.certificate.write_text(ca.export(home, now))
    assert pupil.get("/ready/lollipop-2.crt").status_code == 200
    assert "Certificate 2" in pupil.get("/ready/android").text
    assert pupil.get("/ready/lollipop-0.crt").status_code == 404


@pytest.mark.usefixtures("authority")
def test_the_check_may_ask_for_the_probe_and_nothing_else(pupil: Pupil) -> None:
    policy = pupil.get("/ready").headers["Content-Security-Policy"]
    assert "connect-src 'self' http://practice.lollipop.test https://practice.lollipop.test;" in policy
    assert "practice" not in pupil.get("/").headers["Content-Security-Policy"]


@pytest.mark.usefixtures("authority")
def test_files_name_us_as_the_reader_found_us(pupil: Pupil) -> None:
    pupil.host = "lollipop:8001"
    assert b"http://lollipop:8001/proxy.pac" in pupil.get("/ready/lollipop-supervised.mobileconfig").data


@pytest.mark.parametrize("file", ["", *(f"/{file}" for file in FILES)])
def test_before_there_is_a_certificate_it_says_so(pupil: Pupil, file: str) -> None:
    assert pupil.get(f"/ready{file}").status_code == 503


def test_a_platform_that_there_is_not(pupil: Pupil) -> None:
    assert pupil.get("/ready/toaster").status_code == 404
