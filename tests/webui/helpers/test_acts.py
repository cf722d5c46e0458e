"""What somebody wants done on a device, understood."""

import pytest

from appliance.helper_wire import AskLock, AskOrder, AskUnlock
from appliance.helpers.protocol import LogOff, ShowMessage, TakePicture
from webui.helpers.acts import Act, Do, parse, question
from webui.whom import Whom

AMY, TABLET = Whom(person="p1"), Whom(device="tablet-1")


def test_each_button_becomes_one_question() -> None:
    lock = parse({"do": "lock", "minutes": "15", "reason": "  Eyes   front "})
    assert lock
    assert question(lock, AMY, 0, "Ms Ada", "Ms Ada, sign-in 1") == AskLock(
        seconds=900, reason="Eyes front", by="Ms Ada, sign-in 1", person="p1"
    )
    assert question(Act(do=Do.UNLOCK), TABLET, 0, "x", "y") == AskUnlock(by="y", device="tablet-1")
    for do, said in ((Do.MESSAGE, ShowMessage(text="Hello", sender="Ms Ada")), (Do.PICTURE, TakePicture()),
                     (Do.LOG_OFF, LogOff(text="Hello"))):  # fmt: skip
        asked = question(Act(do=do, text="Hello"), TABLET, 7, "Ms Ada", "y")
        assert asked == AskOrder(do=said, by="y", device="tablet-1", capture=7)


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "lock", "minutes": "", "reason": "x"},
        {"do": "lock", "minutes": "61", "reason": "x"},
        {"do": "lock", "minutes": "10", "reason": ""},
        {"do": "lock", "minutes": "10", "reason": "x" * 201},
        {"do": "message", "text": "\r\n "},
        {"do": "message", "text": "x" * 501},
        {"do": "log-off", "text": "x" * 501},
    ],
)
def test_what_is_missing_or_too_long_is_said(fields: dict[str, str]) -> None:
    act = parse(fields)
    assert act
    assert act.problem.endswith((".", "screen."))


def test_logging_off_needs_no_message_and_a_strange_button_is_none() -> None:
    act = parse({"do": "log-off"})
    assert act
    assert not act.problem
    assert parse({"do": "format disk"}) is None
    assert parse({}) is None


def test_a_sender_is_never_too_long_for_a_device() -> None:
    asked = question(Act(do=Do.MESSAGE, text="x"), TABLET, 0, "n" * 500, "y")
    assert isinstance(asked, AskOrder)
    assert isinstance(asked.do, ShowMessage)
    assert len(asked.do.sender) == 200
