"""From nothing to open: what is still to do, and when it may be opened."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from appliance.confide.choice import Absence, ConfideChoice
from appliance.confide.front import Face
from appliance.duties import Duty
from appliance.store import Store
from tests.webui.confide_reader.school import School
from tests.webui.conftest import Clock, Person

GOOD = "purple otter bridge seven"


def is_open(store: Store) -> bool:
    return store.choices.get(ConfideChoice).is_open


def test_nothing_is_done_at_first(sign_in: Callable[..., Person]) -> None:
    page = sign_in(Duty.DSL).get("/confide/settings").text
    assert page.count("(done)") == 0
    assert "Confide is closed" in page
    for lack in (
        "Print the recovery kit first.",
        "No safeguarding lead has a passphrase",
        "The chair of governors has no",
    ):
        assert lack in page
    assert "Open Confide for children" not in page
    assert "nobody has an account with this duty" in page  # as chair of governors


def test_it_does_not_open_while_nobody_could_read(sign_in: Callable[..., Person], store: Store) -> None:
    head = sign_in(Duty.HEAD)
    assert head.post("/confide/settings/key", passphrase=GOOD, again=GOOD).status_code == 303
    assert head.post("/confide/settings/open").status_code == 303
    assert not is_open(store)
    assert "It stays closed. Print the recovery kit first." in head.get("/confide/settings").text


def test_who_opened_it_hears_where_children_cannot_write_any_more(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    assert "Confide is open for children" in lead.get("/confide/settings").text
    day = date(2026, 11, 17)
    away = tuple(Absence(account=one, first=day, last=day, cover=school.head) for one in (school.lead, school.deputy))
    before = store.choices.get(ConfideChoice)
    store.choices.put(replace(before, absences=away), "test", 0.0)
    page = lead.get("/confide/settings").text
    assert "You opened Confide, but children cannot write" in page
    assert "Every safeguarding lead is away" in page
    store.choices.put(before, "test", 0.0)
    store.accounts.end(school.chair, "test", 0.0)
    assert "What is about the head would reach nobody." in lead.get("/confide/settings").text


def test_it_opens_and_closes_and_says_so_in_the_audit_trail(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    assert lead.post("/confide/settings/close").status_code == 303
    assert not is_open(store)
    assert "Confide is closed" in lead.get("/confide/settings").text
    assert lead.post("/confide/settings/open").status_code == 303
    assert is_open(store)
    assert "Confide is open for children" in lead.get("/confide/settings").text
    whats = [one.what for one in store.audit.recent()]
    assert whats.index("confide: opened for children") < whats.index("confide: closed for children")


def test_opening_twice_changes_nothing(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    lead.post("/confide/settings/open")
    before = len(store.audit.recent(500))
    lead.post("/confide/settings/open")
    assert len(store.audit.recent(500)) == before


@pytest.mark.parametrize("path", ["open", "close"])
def test_it_wants_a_proof_not_long_ago(school: School, store: Store, clock: Clock, path: str) -> None:
    lead, before = school.sign_in(school.lead), is_open(store)
    clock.time += 31 * 60
    assert "/prove" in lead.post(f"/confide/settings/{path}").location
    assert is_open(store) is before


def test_what_would_be_better_first_is_said_before_it_is_opened(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    store.choices.put(ConfideChoice(faces=(Face(id="x", account=school.head, name="Mrs Blum"),)), "test", 0.0)
    page = lead.get("/confide/settings").text
    assert "Nobody can be chosen by a photograph yet." in page
    assert "Open Confide for children" in page
    assert "1 waits for a passphrase." in page


def test_all_is_done_once_something_came_to_whoever_looks(school: School) -> None:
    lead = school.sign_in(school.lead)
    assert lead.get("/confide/settings").text.count("(done)") == 4
    school.tell(to=(school.teacher,))
    assert lead.get("/confide/settings").text.count("(done)") == 4  # not theirs: they learn nothing of it
    school.tell(to=(school.lead,))
    assert "All of this is done" in lead.get("/confide/settings").text
