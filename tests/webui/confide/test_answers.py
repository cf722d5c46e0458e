"""Answers: found by the receipt, opened with its key, and nothing else with them."""

import re
from datetime import date

import pytest
from flask import Flask

from appliance.confide.model import Note, Reply
from appliance.confide.sealing import CHILD, seal
from appliance.store.confide import NewEntry
from tests.webui.confide.given import DEPUTY, FRONT, LEAD, TODAY, Child, Page
from tests.webui.confide.test_pages import come, sent
from tests.webui.test_hostile_text import MIX
from webui.confide import limits
from webui.confide.answers import find
from webui.confide.door import ConfideDoor
from webui.confide.steps import Trouble

KEYS = {one.account: one.key for one in FRONT.readers if one.account in {LEAD, DEPUTY}}


def add(app: Flask, door: ConfideDoor, content: Reply | Note, day: date = TODAY, key: bytes = b"") -> None:
    """To the only report."""
    with app.test_request_context():
        (row,) = door.store().reports(LEAD)
        to_child = {CHILD: key or row.child} if isinstance(content, Reply) else {}
        sealed = seal(content, {**KEYS, **to_child})
        assert door.store().add(NewEntry(report=row.id, day=day, of_child=False, sealed=sealed, seen_by=LEAD))


def words(page: Page) -> str:
    return " ".join(page.text.split())


def test_answers_are_shown_with_their_day_and_notes_are_not(app: Flask, door: ConfideDoor, child: Child) -> None:
    receipt = sent(child)
    add(app, door, Reply(by=LEAD, shown="Lena Lind", words="We will help."))
    add(app, door, Note(by=LEAD, words="zzqnote"))
    add(app, door, Reply(by=DEPUTY, shown=f"Dora {MIX}", words=f"Come to my room. {MIX}"), date(2026, 11, 19))
    page = come(child, receipt)
    assert "Here is your answer" in page.heading
    assert re.search(r"Lena Lind, Wednesday 18 November ?We will help\.", words(page))
    assert re.search(r"Thursday 19 November ?Come to my room\.", words(page))
    assert "zzqnote" not in page.html
    assert "Nobody has read it yet." not in page.text


def test_that_somebody_has_read_it(app: Flask, door: ConfideDoor, child: Child) -> None:
    receipt = sent(child)
    add(app, door, Note(by=LEAD, words="zzqnote"))
    page = come(child, receipt)
    assert "There is no answer yet" in page.heading
    assert "Somebody has read what you told us." in page.text


def test_an_answer_that_was_damaged_hides_no_other(app: Flask, door: ConfideDoor, child: Child) -> None:
    receipt = sent(child)
    add(app, door, Reply(by=LEAD, shown="Lena Lind", words="zzqdamaged"), key=FRONT.readers[4].key)
    add(app, door, Reply(by=LEAD, shown="Lena Lind", words="We will help."))
    page = come(child, receipt)
    assert "We will help." in page.text
    assert "zzqdamaged" not in page.html


def test_what_was_erased_is_said_to_be_gone(app: Flask, door: ConfideDoor, child: Child) -> None:
    receipt = sent(child)
    with app.test_request_context():
        (row,) = door.store().reports(LEAD)
        assert door.store().erase(row.id, LEAD, DEPUTY, TODAY)
    page = come(child, receipt)
    assert "not here any more" in page.heading
    assert "q13" not in page.fields
    child.send({**page.fields, "q0": "answers", "q1": "next", "q13": "Hello?"})
    assert "That is sent too." not in child.page.text


def test_only_what_could_be_a_receipt_is_looked_for(
    app: Flask, door: ConfideDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = []
    monkeypatch.setattr(limits, "was_wrong", lambda: wrong.append(1))
    with app.test_request_context():
        assert find("no such words at all", door) is Trouble.UNKNOWN
        assert wrong == []
        assert find("apple apple apple apple 00", door) is Trouble.UNKNOWN
        assert len(wrong) <= 1
