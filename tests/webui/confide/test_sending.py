"""What is sealed, for whom, and who is told when."""

import pytest
from flask import Flask
from msgspec.structs import replace

from appliance.confide.due import MOST_SECONDS
from appliance.confide.model import ON_DUTY, Report, Safe
from appliance.confide.receipt import keys_of
from appliance.store.rows.confide import ChildsReport, NoticeRow
from tests.webui.confide.given import DEPUTY, FRONT, LEAD, NOW, TODAY, told
from tests.webui.confide.test_steps import WHOLE
from webui.confide.door import ConfideDoor
from webui.confide.sending import Pictures, readers_of, send, write_on
from webui.confide.steps import Draft
from webui.confide.whom import Whom

ROUTE = Whom(FRONT, TODAY).route("", ON_DUTY)


def sent(app: Flask, door: ConfideDoor, draft: Draft = WHOLE, pictures: Pictures | None = None) -> str:
    with app.test_request_context():
        return send(draft, pictures or Pictures(), ROUTE, door)


def notices(app: Flask, door: ConfideDoor) -> tuple[NoticeRow, ...]:
    with app.test_request_context():
        return door.store().due(1e12)


def kept(app: Flask, door: ConfideDoor, receipt: str) -> ChildsReport:
    with app.test_request_context():
        found = door.store().by_receipt(keys_of(receipt, door.secret).lookup)
    assert found
    return found


def test_its_readers_are_told_somewhen_and_not_of_what(app: Flask, door: ConfideDoor) -> None:
    sent(app, door)
    rows = notices(app, door)
    assert {one.account for one in rows} == {LEAD, DEPUTY}
    assert all(NOW <= one.due <= NOW + MOST_SECONDS for one in rows)
    assert not any(one.urgent or one.more for one in rows)


@pytest.mark.parametrize("change", [{"safe": Safe.NO}, {"words": "I want to kill myself"}])
def test_what_would_not_wait_is_told_at_once(app: Flask, door: ConfideDoor, change: dict[str, object]) -> None:
    receipt = sent(app, door, replace(WHOLE, **change))
    assert {(one.due, one.urgent) for one in notices(app, door)} == {(NOW, True)}
    (report,) = told(door.home, LEAD)
    assert isinstance(report, Report)
    assert report.urgent
    with app.test_request_context():
        assert write_on(WHOLE, "I want to kill myself", Pictures(), kept(app, door, receipt), door)
    assert sorted((one.urgent, one.more) for one in notices(app, door)) == [(True, False)] * 2 + [(True, True)] * 2


def test_the_same_form_is_one_report_and_any_change_another(app: Flask, door: ConfideDoor) -> None:
    forms = [
        (WHOLE, Pictures()),
        (replace(WHOLE, words="Else."), Pictures()),
        (replace(WHOLE, adult="p3"), Pictures()),
        (replace(WHOLE, once=b"p" * 16), Pictures()),
        (WHOLE, Pictures(came=(b"a",))),
        (WHOLE, Pictures(came=(b"a", b"b"))),
        (WHOLE, Pictures(came=(b"ab",))),
    ]
    first = [sent(app, door, *form) for form in forms]
    assert len(set(first)) == len(forms)
    assert [sent(app, door, *form) for form in forms] == first
    assert len(told(door.home, LEAD)) == len(forms)


def test_the_file_alone_gives_no_receipt_away(app: Flask, door: ConfideDoor) -> None:
    """Not even to who has the box's secret: what the receipt is made of is not in it."""
    receipt = sent(app, door)
    keys = keys_of(receipt, door.secret)
    disk = b"".join(one.read_bytes() for one in door.home.root.rglob("*") if one.is_file())
    assert keys.lookup in disk
    for secret in (WHOLE.once, keys.private, receipt.encode()):
        assert secret not in disk


def test_a_draft_that_answered_nothing_is_never_sealed(app: Flask, door: ConfideDoor) -> None:
    with pytest.raises(ValueError, match="first question"):
        sent(app, door, replace(WHOLE, about=None))
    assert told(door.home, LEAD) == []


def test_only_those_of_its_readers_who_are_here_read_more(app: Flask, door: ConfideDoor) -> None:
    found = kept(app, door, sent(app, door))
    assert {one.account for one in readers_of(found, FRONT)} == {LEAD, DEPUTY}
    assert readers_of(found, None) == ()
    assert [one.account for one in readers_of(found, replace(FRONT, readers=FRONT.readers[1:]))] == [DEPUTY]
