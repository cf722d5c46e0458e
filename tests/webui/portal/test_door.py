import pytest

from appliance.portal_wire import AskClasses, AskSeat, Classes
from tests.webui.portal.given import PortalCore, Pupil


@pytest.mark.parametrize(
    ("there", "known"),
    [
        ("10.0.0.21", "10.0.0.21"),
        ("::ffff:10.0.0.21", "10.0.0.21"),
        ("fe80::1%eth0", "fe80::1"),
        ("fd00:0:0::1", "fd00::1"),
    ],
)
def test_a_browser_stands_where_its_device_is_known(pupil: Pupil, core: PortalCore, there: str, known: str) -> None:
    pupil.address = there
    pupil.get("/")
    assert {one.address for one in core.heard(AskSeat)} == {known}


def test_what_a_browser_says_of_its_address_does_not_count(pupil: Pupil, core: PortalCore) -> None:
    pupil.get("/", **{"X-Forwarded-For": "10.0.0.99", "Forwarded": "for=10.0.0.99"})
    assert {one.address for one in core.heard(AskSeat)} == {"10.0.0.21"}


def test_an_answer_that_does_not_fit_is_trouble(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskSeat] = Classes(classes=())
    assert pupil.get("/").status_code == 503
    assert not list(core.heard(AskClasses))
