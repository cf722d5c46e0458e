"""One's own passphrase: choosing, changing, beginning again."""

from collections.abc import Callable

import pytest
from flask import Flask

from appliance.confide.reader_keys import is_kept_with, unwrap
from appliance.duties import Duty
from appliance.errors import ConfideError
from appliance.store import Store
from tests.webui.confide_reader.school import DAY, KIT, PASSPHRASE, School
from tests.webui.conftest import Clock, Person
from webui.box import Box

GOOD = "purple otter bridge seven"
OTHER = "yellow kettle under snow"


@pytest.fixture
def box(app: Flask) -> Box:
    found: Box = app.extensions["lollipop"]
    return found


def number_of(box: Box) -> int:
    return box.store.accounts.all()[0].number


def test_a_passphrase_is_chosen_and_stands_nowhere(sign_in: Callable[..., Person], box: Box, store: Store) -> None:
    lead = sign_in(Duty.DSL)
    assert "There is no recovery kit yet." in lead.get("/confide/settings/key").text
    answer = lead.post("/confide/settings/key", passphrase=GOOD, again=GOOD)
    assert answer.status_code == 303
    held = box.confide.key_of(number_of(box))
    assert held
    assert len(unwrap(held, GOOD)) == 32
    assert held.recovery == b""
    assert not [one for one in store.audit.recent(500) if GOOD in f"{one.what}{one.object}"]
    assert store.audit.recent()[0].what == "confide: key made"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        pytest.param({}, "Choose a passphrase.", id="nothing"),
        pytest.param({"passphrase": GOOD}, "not the same", id="once alone"),
        pytest.param({"passphrase": GOOD, "again": GOOD + " "}, "not the same", id="a blank more"),
        pytest.param({"passphrase": "short", "again": "short"}, "at least 10", id="short"),
        pytest.param({"passphrase": "password123", "again": "password123"}, "easily guessed", id="common"),
        pytest.param({"passphrase": "x" * 5000, "again": "x" * 5000}, "at most", id="very long"),
    ],
)
def test_what_will_not_do_is_said(sign_in: Callable[..., Person], box: Box, sent: dict[str, str], says: str) -> None:
    answer = sign_in(Duty.DSL).post("/confide/settings/key", **sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert "x" * 5000 not in answer.text
    assert box.confide.key_of(number_of(box)) is None


def test_with_a_kit_the_new_key_is_covered(sign_in: Callable[..., Person], box: Box) -> None:
    box.confide.put_kit(KIT, DAY)
    chair = sign_in(Duty.CHAIR)
    assert "Then the recovery kit opens your key" in chair.get("/confide/settings/key").text
    chair.post("/confide/settings/key", passphrase=GOOD, again=GOOD)
    held = box.confide.key_of(number_of(box))
    assert held
    assert is_kept_with(held, KIT)
    assert "gets you back in" in chair.get("/confide/settings/key").text


def test_a_second_choosing_does_not_replace_the_key(school: School) -> None:
    before = school.confide.key_of(school.lead)
    school.sign_in(school.lead).post("/confide/settings/key", passphrase=GOOD, again=GOOD)
    assert school.confide.key_of(school.lead) == before


def test_changing_keeps_the_key_and_what_it_opens(school: School) -> None:
    before = school.confide.key_of(school.lead)
    answer = school.sign_in(school.lead).post(
        "/confide/settings/key/change", now=PASSPHRASE, passphrase=OTHER, again=OTHER
    )
    assert answer.status_code == 303
    after = school.confide.key_of(school.lead)
    assert before
    assert after
    assert after.public == before.public
    assert unwrap(after, OTHER) == unwrap(before, PASSPHRASE)
    with pytest.raises(ConfideError):
        unwrap(after, PASSPHRASE)


def test_a_wrong_passphrase_changes_nothing_and_makes_wait(school: School, clock: Clock) -> None:
    lead, before = school.sign_in(school.lead), school.confide.key_of(school.lead)
    fields = {"passphrase": OTHER, "again": OTHER}
    for _ in range(3):
        assert lead.post("/confide/settings/key/change", now="wrong", **fields).status_code == 422
    refused = lead.post("/confide/settings/key/change", now=PASSPHRASE, **fields)
    assert "Please wait" in refused.text
    assert school.confide.key_of(school.lead) == before
    clock.time += 11
    assert lead.post("/confide/settings/key/change", now=PASSPHRASE, **fields).status_code == 303


def test_a_new_key_is_made_only_by_who_knows_what_is_lost(school: School, store: Store) -> None:
    lead, before = school.opened(school.lead), school.confide.key_of(school.lead)
    assert "Look for the sheet of paper first." in lead.get("/confide/settings/key/anew").text
    refused = lead.post("/confide/settings/key/anew", passphrase=OTHER, again=OTHER)
    assert "Tick this if you know" in refused.text
    assert school.confide.key_of(school.lead) == before
    assert lead.post("/confide/settings/key/anew", passphrase=OTHER, again=OTHER, sure="y").status_code == 303
    after = school.confide.key_of(school.lead)
    assert before
    assert after
    assert after.public != before.public
    assert store.audit.recent()[0].what == "confide: key made anew, the one before is lost"


def test_a_new_key_is_for_who_has_one(sign_in: Callable[..., Person], box: Box) -> None:
    lead = sign_in(Duty.DSL)
    assert lead.get("/confide/settings/key/anew").status_code == 404
    assert lead.post("/confide/settings/key/anew", passphrase=GOOD, again=GOOD, sure="y").status_code == 404
    assert box.confide.key_of(number_of(box)) is None


@pytest.mark.parametrize("path", ["key", "key/anew"])
def test_it_wants_a_proof_not_long_ago(school: School, clock: Clock, path: str) -> None:
    lead = school.sign_in(school.lead)
    clock.time += 31 * 60
    assert "/prove" in lead.get(f"/confide/settings/{path}").location
    assert "/prove" in lead.post(f"/confide/settings/{path}", passphrase=GOOD, again=GOOD).location
