"""From nothing to open: what is still to do, and when it may be opened."""

from collections.abc import Callable

import pytest

from appliance.confide.choice import ConfideChoice
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
    assert "It can be opened once a safeguarding lead has a key." in page
    assert "Open Confide for children" not in page
    assert "nobody has an account with this duty" in page  # as chair of governors


def test_it_does_not_open_while_no_lead_could_read(sign_in: Callable[..., Person], store: Store) -> None:
    head = sign_in(Duty.HEAD)
    assert head.post("/confide/settings/key", passphrase=GOOD, again=GOOD).status_code == 303
    assert head.post("/confide/settings/open").status_code == 303
    assert not is_open(store)
    assert "It stays closed" in head.get("/confide/settings").text


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


def test_what_is_missing_is_said_before_it_is_opened(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    store.accounts.end(school.chair, "test", 0.0)
    store.choices.put(ConfideChoice(faces=(Face(id="x", account=school.head, name="Mrs Blum"),)), "test", 0.0)
    page = lead.get("/confide/settings").text
    assert "The chair of governors has no key." in page
    assert "Nobody can be chosen by a photograph." in page
    assert "There is no recovery kit." not in page
    assert "Open it all the same" in page
    assert "1 waits for a key." in page


def test_all_is_done_once_something_came_to_whoever_looks(school: School) -> None:
    lead = school.sign_in(school.lead)
    assert lead.get("/confide/settings").text.count("(done)") == 4
    school.tell(to=(school.teacher,))
    assert lead.get("/confide/settings").text.count("(done)") == 4  # not theirs: they learn nothing of it
    school.tell(to=(school.lead,))
    assert "All of this is done" in lead.get("/confide/settings").text
