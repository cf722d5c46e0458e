import pytest
from msgspec.structs import replace

from appliance.portal_wire import AskSeat
from tests.webui.portal.given import NOBODY, PortalCore, Pupil

PROBES = [
    pytest.param("captive.apple.com", "/hotspot-detect.html", 200, "<TITLE>Success</TITLE>", id="Apple"),
    pytest.param("connectivitycheck.gstatic.com", "/generate_204", 204, "", id="Android and ChromeOS"),
    pytest.param("www.msftconnecttest.com", "/connecttest.txt", 200, "Microsoft Connect Test", id="Windows"),
    pytest.param("www.msftncsi.com", "/ncsi.txt", 200, "Microsoft NCSI", id="older Windows"),
    pytest.param("detectportal.firefox.com", "/success.txt", 200, "success\n", id="Firefox"),
    pytest.param("nmcheck.gnome.org", "/check_network_status.txt", 200, "NetworkManager is online\n", id="GNOME"),
]


@pytest.mark.parametrize(("host", "path", "status", "body"), PROBES)
def test_a_device_that_may_go_on_is_told_what_it_expects(
    pupil: Pupil, host: str, path: str, status: int, body: str
) -> None:
    pupil.host = host
    answer = pupil.get(path)
    assert answer.status_code == status
    assert body in answer.text


@pytest.mark.parametrize(("host", "path", "status", "body"), PROBES)
def test_a_device_that_must_sign_in_opens_the_portal(
    pupil: Pupil, core: PortalCore, host: str, path: str, status: int, body: str
) -> None:
    core.says[AskSeat] = replace(NOBODY, captive_ok=False)
    pupil.host = host
    assert pupil.get(path).location == "http://lollipop:8001/"


@pytest.mark.parametrize("host", ["rebind.example", "lollipop.evil.example", "8.8.8.8", "evil@x", "[::1"])
def test_under_a_foreign_name_nothing_is_done(pupil: Pupil, core: PortalCore, host: str) -> None:
    pupil.host = host
    for answer in (pupil.get("/"), pupil.get("/class/class-3b"), pupil.post("/finished")):
        assert answer.status_code in {302, 400}
        assert answer.status_code == 400 or answer.location == "http://lollipop:8001/"
    assert core.of_people == []
