"""Every change with who, what, why and when; a second person; undo."""

import html
import re
import threading
from collections.abc import Callable

import pytest
from flask import Flask

from appliance.access.changes import ChangeState, PutRule, TakeRule
from appliance.access.rules import AccessRule, Effect, Subject, SubjectKind, Target, TargetKind
from appliance.access_changes import Said, filtering_off
from appliance.duties import Duty
from appliance.store import Store
from tests.access.given import rule
from tests.webui import primary
from tests.webui.conftest import NOW, Person
from tests.webui.test_proposals import hidden

type SignIn = Callable[..., Person]
VIDEO = PutRule(rule=rule(0, what="category:video"))


def reasons(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r"Why: <bdi>(.*?)</bdi>", page)]


def test_nothing_was_changed_yet(adult: Person) -> None:
    assert "No change was made" in adult.get("/changes").text


def test_somebody_else_approves(sign_in: SignIn, store: Store) -> None:
    lead, head = sign_in(Duty.DSL), sign_in(Duty.HEAD)
    number = store.access.ask(VIDEO, "too much", "Designated safeguarding lead 0", NOW)
    assert "somebody else has to approve it" in lead.get("/changes").text
    lead.post(f"/changes/{number}/approve")
    assert "somebody else has to approve it" in lead.get("/changes").text
    assert store.access.load(NOW).rules == ()
    head.post(f"/changes/{number}/approve")
    assert len(store.access.load(NOW).rules) == 1
    assert "approved by <bdi>Head teacher 1</bdi>" in lead.get("/changes").text


def test_two_approve_at_once_and_one_is_told(sign_in: SignIn, store: Store) -> None:
    people = [sign_in(Duty.DSL), sign_in(Duty.HEAD), sign_in(Duty.DEPUTY)]
    number = store.access.ask(VIDEO, "too much", "Ms Ada", NOW)
    threads = [threading.Thread(target=one.post, args=(f"/changes/{number}/approve",)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(store.access.load(NOW).rules) == 1
    told = [one.get("/changes").text for one in people]
    assert sum("Approved: change" in page for page in told) == 1
    assert sum("does not wait any more" in page for page in told) == 2


def test_turning_down_takes_a_sentence(sign_in: SignIn, store: Store) -> None:
    head = sign_in(Duty.HEAD)
    number = store.access.ask(VIDEO, "too much", "Ms Ada", NOW)
    head.post(f"/changes/{number}/decline", answer=" ")
    assert "Write a sentence" in head.get("/changes").text
    head.post(f"/changes/{number}/decline", answer="Let us talk first.")
    row = store.access.change(number)
    assert (row.state, row.answer) == (ChangeState.DECLINED, "Let us talk first.")
    assert "Let us talk first." in head.get("/changes").text
    head.post(f"/changes/{number}/decline", answer="Again")
    assert "does not wait any more" in head.get("/changes").text


def test_what_one_asked_for_oneself_is_taken_back_without_a_word(sign_in: SignIn, store: Store) -> None:
    lead = sign_in(Duty.DSL)
    number = store.access.ask(VIDEO, "too much", "Designated safeguarding lead 0", NOW)
    lead.post(f"/changes/{number}/decline", answer="")
    assert store.access.change(number).state is ChangeState.DECLINED


def test_undo_is_a_change_of_its_own(adult: Person, store: Store) -> None:
    number = store.access.make(VIDEO, "too much", "Ms Ada", NOW)
    page = adult.get(f"/changes/{number}/undo").text
    assert "Remove “Rule 0”" in page
    assert "can open youtube.com" in page
    fields = hidden(page)
    assert adult.post("/changes", **(fields | {"reason": "a mistake"})).status_code == 303
    assert store.access.load(NOW).rules == ()
    assert "Taken back by change 2." in adult.get("/changes").text
    answer = adult.post("/changes", **(fields | {"reason": "again", "once": ""}))
    assert "was undone already" in answer.text


def test_what_was_never_made_cannot_be_undone(adult: Person, store: Store) -> None:
    number = store.access.ask(VIDEO, "too much", "Ms Ada", NOW)
    assert adult.get(f"/changes/{number}/undo").status_code == 404
    assert adult.get("/changes/99/undo").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["third", "second", "first"]),
        ("?who=Mr+Bell", ["second"]),
        ("?who=Nobody", ["third", "second", "first"]),
        ("?since=2026-11-17", ["third"]),
        ("?until=2026-11-16", ["second", "first"]),
        ("?since=2026-11-16&until=2026-11-16", ["second"]),
        ("?since=nonsense&until=0001-01-01", []),
        ("?until=9999-12-31", ["third", "second", "first"]),
        ("?before=3", ["second", "first"]),
        ("?before=-9", []),
    ],
)
def test_by_person_and_day(adult: Person, store: Store, query: str, shown: list[str]) -> None:
    for reason, by, days in (("first", "Ms Ada", 2), ("second", "Mr Bell", 1), ("third", "Ms Ada", 0)):
        store.access.make(VIDEO, reason, by, NOW - days * 86_400)
    assert reasons(adult.get(f"/changes{query}").text) == shown


def test_many_are_on_several_pages(adult: Person, store: Store) -> None:
    for number in range(53):
        store.access.make(VIDEO, f"r{number}", "Ms Ada", NOW)
    first = adult.get("/changes").text
    (older,) = re.findall(r'rel="next" href="(.*?)"', first)
    assert len(reasons(first)) == 50
    assert reasons(adult.get(html.unescape(older)).text) == ["r2", "r1", "r0"]


def test_who_looks_after_the_box_reads_but_not_of_one_pupil(sign_in: SignIn, store: Store) -> None:
    ids = primary.fill(store, NOW)
    office = sign_in(Duty.OFFICE)
    amy = AccessRule(number=0, name="Amy and games", effect=Effect.BLOCK,
                     who=(Subject(kind=SubjectKind.PERSON, name=ids["amy"]),),
                     what=(Target(kind=TargetKind.CATEGORY, value="games"),))  # fmt: skip
    number = store.access.make(PutRule(rule=amy), "Amy cannot stop", "Mrs Head", NOW)
    store.access.ask(VIDEO, "too much", "Mrs Head", NOW)
    page = office.get("/changes").text
    assert "A change about one pupil" in page
    assert "Amy" not in page
    assert "too much" in page
    assert "Approve" not in page
    assert "Undo" not in page
    assert "Amy Ash" in sign_in(Duty.DSL).get("/changes").text
    assert office.get(f"/changes/{number}/undo").status_code == 403


def test_filtering_off_is_loud(adult: Person, store: Store) -> None:
    store.access.make(filtering_off(Said(by="a", reason="b", at=NOW), NOW + 3600), "an exam", "Mrs Head", NOW)
    for path in ("/changes", "/sites", "/requests", "/lesson"):
        assert "Filtering is switched off until today 15:05" in adult.get(path).text, path


def test_the_matrix(sign_in: SignIn, store: Store) -> None:
    deciders, readers = {Duty.DSL, Duty.DEPUTY, Duty.HEAD}, {Duty.OFFICE, Duty.IT}
    for duty in Duty:
        somebody = sign_in(duty)
        number = store.access.ask(VIDEO, "too much", "Ms Ada", NOW)
        made = store.access.make(VIDEO, "too much", "Ms Ada", NOW)
        assert (somebody.get("/changes").status_code == 200) is (duty in deciders | readers), duty
        for answer in (
            somebody.get(f"/changes/{made}/undo"),
            somebody.get("/changes/second-person?wanted=yes"),
            somebody.post(f"/changes/{number}/decline", answer="no"),
            somebody.post(f"/changes/{number}/approve"),
        ):
            assert (answer.status_code != 403) is (duty in deciders), duty
        assert (store.access.change(number).state is ChangeState.WAITING) is (duty not in deciders)


def test_nobody_approves_their_own_by_another_name_or_from_another_place(
    sign_in: SignIn, store: Store, app: Flask
) -> None:
    lead, head = sign_in(Duty.DSL), sign_in(Duty.HEAD)
    number = store.access.ask(VIDEO, "too much", "Designated safeguarding lead 0", NOW, account=1)
    store.accounts.describe(1, "Quite Another", "new@school.test", "test", NOW)
    store.accounts.describe(2, "Designated safeguarding lead 0", "head@school.test", "test", NOW)
    elsewhere = Person(app.test_client(), store.sign_in.begin(1, NOW))
    elsewhere.client.set_cookie("lollipop", elsewhere.token)
    for one in (lead, elsewhere):
        assert "You asked for it" in one.get("/changes").text
        one.post(f"/changes/{number}/approve")
        assert store.access.load(NOW).rules == ()
    head.post(f"/changes/{number}/approve")
    assert len(store.access.load(NOW).rules) == 1


def test_removing_a_rule_about_one_pupil_is_not_told_to_it_support(sign_in: SignIn, store: Store) -> None:
    amy = Subject(kind=SubjectKind.PERSON, name="p1")
    about = AccessRule(number=0, name="for Amy only", effect=Effect.BLOCK, who=(amy,), by="test")
    store.access.make(PutRule(rule=about), "secret reason", "Ms Ada", NOW)
    store.access.ask(TakeRule(number=1), "secret reason", "Ms Ada", NOW)
    page = sign_in(Duty.IT).get("/changes").text
    assert "A change about one pupil" in page
    assert "for Amy only" not in page
    assert "secret reason" not in page
