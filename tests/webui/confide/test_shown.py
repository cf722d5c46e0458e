"""What stands in a page, and what does not any more."""

from msgspec.structs import replace

from tests.webui.confide.given import FRONT, TODAY
from tests.webui.confide.test_steps import WHOLE
from webui.confide.shown import ConfidePage
from webui.confide.steps import Asked, Step
from webui.confide.whom import Whom


def page(step: Step, at: Step = Step.WELCOME, **asked: str) -> ConfidePage:
    return ConfidePage(step=step, asked=Asked(draft=WHOLE, at=at, **asked), front=FRONT, whom=Whom(FRONT, TODAY))


def test_pages_beside_the_walk_lead_back_to_where_it_was_left() -> None:
    for step in (Step.TALK, Step.PRIVATE):
        assert page(step, Step.WHO).carried[0] == ("q0", "who")
    assert page(Step.WHO, Step.SAFE).carried[0] == ("q0", "who")
    assert page(Step.NOBODY, Step.SEND).carried[0] == ("q0", "send")


def test_what_was_sent_is_carried_no_further() -> None:
    for one in (page(Step.SENT, Step.SEND, receipt="a b c d 12"), page(Step.TALK, Step.SENT, receipt="a b c d 12")):
        assert dict(one.carried) == {"q0": "sent", "q3": "en", "q12": "a b c d 12"}
    assert ("q6", WHOLE.words) in page(Step.SEND).carried


def test_who_reads_it_and_whom_it_is_about() -> None:
    shown = ConfidePage(
        step=Step.SEND, asked=Asked(draft=replace(WHOLE, adult="p3")), front=FRONT, whom=Whom(FRONT, TODAY)
    )
    assert shown.names == ("Lena Lind", "Dora Dale", "Hana Heath")
    assert shown.subject == "Tess Thorn"
    assert [one.name for one in shown.adults] == [one.name for one in FRONT.staff]
    assert page(Step.SEND).subject == ""
