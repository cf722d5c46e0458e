"""The audit trail on screen."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from webui.audit import PAGE_LENGTH


@pytest.fixture
def trail(store: Store) -> Store:
    store.audit.add(NOW - 90_000, "Mrs Ash", "viewed", "capture 1")
    store.audit.add(NOW - 60, "Mr Bell", "term added", "school/1: oak lane")
    return store


def test_it_says_who_did_what_newest_first(adult: Person, trail: Store) -> None:
    page = adult.get("/audit").text
    assert page.index("Mr Bell") < page.index("Mrs Ash")
    assert "school/1: oak lane" in page


@pytest.mark.parametrize(
    ("query", "shown", "left_out"),
    [
        pytest.param("who=ash", "capture 1", "oak lane", id="who, in any case"),
        pytest.param("what=term", "oak lane", "capture 1", id="what"),
        pytest.param("object=CAPTURE", "capture 1", "oak lane", id="with what"),
        pytest.param("since=2026-11-17", "oak lane", "capture 1", id="from a day on"),
        pytest.param("until=2026-11-16", "capture 1", "oak lane", id="up to a day, as a whole"),
    ],
)
def test_filters(adult: Person, trail: Store, query: str, shown: str, left_out: str) -> None:
    page = adult.get(f"/audit?{query}").text
    assert shown in page
    assert left_out not in page


def test_a_day_that_is_none_is_said_beside_it(adult: Person) -> None:
    answer = adult.get("/audit?since=yesterday")
    assert answer.status_code == 422
    assert "Not a valid date" in answer.text
    assert "yesterday" in answer.text


def test_older_entries_are_a_page_away(adult: Person, store: Store) -> None:
    for number in range(PAGE_LENGTH + 5):
        store.audit.add(NOW, "Mrs Ash", "viewed", f"capture {number};")
    assert "capture 3;" not in adult.get("/audit?who=ash").text
    assert "capture 3;" in adult.get("/audit?who=ash&before=10").text


def test_it_can_be_checked_on_screen(adult: Person, trail: Store) -> None:
    adult.post("/audit/check")
    assert "The trail is whole: 2 entries" in adult.get("/audit").text
    with trail._cases.transaction() as connection:
        connection.execute("DROP TRIGGER audit_is_not_changed")
        connection.execute("UPDATE audit SET who = 'nobody' WHERE id = 1")
    adult.post("/audit/check")
    assert "Entry 1 is not as it was written." in adult.get("/audit").text


def test_accounts_are_called_by_their_names(adult: Person, store: Store) -> None:
    number = store.accounts.add("Mr Oak", "oak@school.test", "Mrs Ash", NOW)
    store.accounts.end(number, "Mrs Ash", NOW)
    assert f"account {number} (Mr Oak)" in adult.get("/audit").text


def test_taking_it_away_is_in_it(adult: Person, trail: Store) -> None:
    answer = adult.get("/audit.csv")
    assert answer.text.startswith("\ufeffEntry,When,Who")
    assert "oak lane" in answer.text
    assert trail.audit.recent(1)[0].what == "audit trail downloaded"


@pytest.mark.parametrize("duty", [Duty.TEACHER, Duty.GOVERNOR, Duty.IT, Duty.OFFICE, Duty.LEADER])
def test_it_is_for_leads_and_the_head(sign_in: Callable[..., Person], duty: Duty) -> None:
    assert sign_in(duty).get("/audit").status_code == 403
