"""What is taken of a screen for a capture."""

import pytest
from msgspec.structs import replace

from appliance.actions.picture import ILLEGAL_KEPT, Chosen, Order, Present, failed, plan
from appliance.helpers.protocol import TakePicture, TakeRecording
from appliance.model import ILLEGAL, Captured, HelperKind, OrderKind, Severity
from tests.core.samples import captured

NOW = 1_000_000.0
COMPUTER = Present(helper="computer", kind=HelperKind.DESKTOP, here=True)
BROWSER = Present(helper="browser", kind=HelperKind.BROWSER, here=True)
PICTURE, RECORDING = TakePicture(), TakeRecording()


def event(severity: Severity = Severity.MODERATE, at: float = NOW) -> Captured:
    return captured(1, at=at, severity=severity)


def illegal() -> Captured:
    """Beside an ordinary finding, which leads."""
    ordinary = event(Severity.SEVERE)
    (finding,) = ordinary.capture.findings
    hidden = replace(finding, match=replace(finding.match, category=ILLEGAL), raises=False)
    return replace(ordinary, capture=replace(ordinary.capture, findings=(finding, hidden)))


@pytest.mark.parametrize(
    ("captured_", "helpers", "chosen", "orders"),
    [
        pytest.param(event(), (COMPUTER,), Chosen(), [PICTURE], id="a picture"),
        pytest.param(
            event(Severity.SEVERE), (COMPUTER,), Chosen(), [PICTURE, RECORDING], id="and of severe a recording"
        ),
        pytest.param(
            event(Severity.SEVERE), (COMPUTER,), Chosen(recordings=False), [PICTURE], id="no recordings chosen"
        ),
        pytest.param(event(), (COMPUTER,), Chosen(pictures=False), [], id="no pictures chosen"),
        pytest.param(event(), (), Chosen(), [], id="no helper ever"),
        pytest.param(event(at=NOW - 61), (COMPUTER,), Chosen(), [], id="waited too long"),
        pytest.param(event(at=NOW - 59), (COMPUTER,), Chosen(), [PICTURE], id="waited a little"),
        pytest.param(event(at=NOW + 3600), (COMPUTER,), Chosen(), [], id="a clock that went wrong"),
    ],
)
def test_what_is_ordered(
    captured_: Captured, helpers: tuple[Present, ...], chosen: Chosen, orders: list[object]
) -> None:
    planned = plan(captured_, helpers, chosen, NOW)
    assert [one.do for one in planned] == orders
    assert all(one.why == "" and one.helper == "computer" for one in planned)


def test_a_computer_sees_all_of_its_screen_and_its_browser_only_a_page() -> None:
    for helpers in ((BROWSER, COMPUTER), (COMPUTER, BROWSER)):
        assert [one.helper for one in plan(event(), helpers, Chosen(), NOW)] == ["computer"]


def test_a_browser_that_is_here_goes_before_a_computer_that_is_not() -> None:
    helpers = (replace(COMPUTER, here=False), BROWSER)
    assert plan(event(), helpers, Chosen(), NOW) == (Order(helper="browser", do=PICTURE),)


def test_a_helper_that_is_away_is_said_so() -> None:
    (order,) = plan(event(), (replace(COMPUTER, here=False),), Chosen(), NOW)
    sentence = failed(OrderKind.SCREENSHOT, order.why)
    assert sentence == "No picture: the device is off or its helper is away."


def test_of_a_screen_that_may_be_another_childs_nothing_is_taken() -> None:
    (order,) = plan(event(Severity.SEVERE), (replace(COMPUTER, meant=False),), Chosen(), NOW)
    assert failed(OrderKind.SCREENSHOT, order.why).startswith("No picture: several devices share this address")


def test_nothing_is_taken_where_any_finding_is_illegal() -> None:
    assert illegal().capture.hidden
    assert plan(illegal(), (COMPUTER,), Chosen(), NOW) == (Order(helper="computer", do=PICTURE, why=ILLEGAL_KEPT),)


@pytest.mark.parametrize(
    ("kind", "why", "sentence"),
    [
        pytest.param(OrderKind.MESSAGE, "", "The message was not shown.", id="nothing said"),
        pytest.param(OrderKind.RECORDING, "Tablet 3 is off.", "No recording: Tablet 3 is off.", id="a name"),
        pytest.param(OrderKind.LOG_OFF, "It is locked.", "Not logged off: it is locked.", id="a plain word"),
        pytest.param(OrderKind.SCREENSHOT, "No picture: asleep.", "No picture: asleep.", id="said already"),
    ],
)
def test_why_it_was_not_done_is_a_sentence(kind: OrderKind, why: str, sentence: str) -> None:
    assert failed(kind, why) == sentence
