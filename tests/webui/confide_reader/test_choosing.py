"""Who reads, and what children read."""

from collections.abc import Callable

import pytest

from appliance.confide.choice import ConfideChoice
from appliance.duties import Duty
from appliance.store import Store
from tests.webui.confide_reader.school import School
from tests.webui.conftest import Clock, Person


def chosen(store: Store) -> ConfideChoice:
    return store.choices.get(ConfideChoice)


def test_who_may_read_is_listed_with_the_reason(school: School) -> None:
    page = school.sign_in(school.lead).get("/confide/settings/who").text
    for said in ("Safeguarding lead", "Head teacher", "Chair of governors", "Children can choose them"):
        assert said in page
    assert page.count("has a passphrase") == 4
    assert page.count("Ask by mail") == 1  # the head
    assert "Olga Penn" in page  # can be named
    assert "Nobody has an account as chair of governors" not in page


def test_a_school_without_a_chair_is_told(sign_in: Callable[..., Person]) -> None:
    assert "Nobody has an account as chair of governors" in sign_in(Duty.DSL).get("/confide/settings/who").text


def test_readers_are_named(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    answer = lead.post("/confide/settings/who", leads="asked", others=str(school.outsider))
    assert answer.status_code == 303
    assert (chosen(store).leads_read, chosen(store).readers) == (False, (school.outsider,))
    assert "Named by the school" in lead.get("/confide/settings/who").text
    assert store.audit.recent()[0].object == "leads read what they are asked; also Olga Penn"
    lead.post("/confide/settings/who", leads="all")
    assert (chosen(store).leads_read, chosen(store).readers) == (True, ())


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"leads": "some"},
        {"leads": "all", "others": "999999"},
        {"leads": "all", "others": "<script>"},
        {"leads": "all", "others": "9" * 5000},
    ],
)
def test_what_was_not_offered_is_not_taken(school: School, store: Store, sent: dict[str, str]) -> None:
    before = chosen(store)
    assert school.sign_in(school.lead).post("/confide/settings/who", **sent).status_code == 422
    assert chosen(store) == before


def test_who_reads_wants_a_proof_not_long_ago(school: School, store: Store, clock: Clock) -> None:
    lead, before = school.sign_in(school.lead), chosen(store)
    clock.time += 31 * 60
    assert "/prove" in lead.post("/confide/settings/who", leads="asked").location
    assert chosen(store) == before


WORDS = {"name": "named", "welcome": "You can tell us.\r\nWe listen.", "hours": "On  school days, from 8 to 4"}


def test_what_children_read_is_kept_and_shown(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    assert lead.post("/confide/settings/words", **WORDS).status_code == 303
    after = chosen(store)
    assert not after.anonymous
    assert after.welcome == "You can tell us.\nWe listen."
    assert after.hours == "On school days, from 8 to 4"
    assert after.is_open  # nothing else is another now
    page = lead.get("/confide/settings/words").text
    assert 'value="named" checked' in page
    assert "On school days, from 8 to 4" in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": "perhaps"}, "Not a valid choice"),
        ({"name": ""}, "Not a valid choice"),
        ({"welcome": "x" * 301}, "at most 300 letters"),
        ({"hours": "x" * 121}, "at most 120 letters"),
        ({"hours": "8 to\u202e4"}, "cannot be seen"),
    ],
)
def test_words_that_will_not_do_are_said(school: School, store: Store, wrong: dict[str, str], says: str) -> None:
    before = chosen(store)
    answer = school.sign_in(school.lead).post("/confide/settings/words", **(WORDS | wrong))
    assert answer.status_code == 422
    assert says in answer.text
    assert chosen(store) == before
