"""Figures of the whole school: bounded, for those who may see figures, and for nobody else."""

import pytest

from appliance.duties import RIGHTS, Duty
from appliance.model import Right, Sight, Viewer
from appliance.reports.governors import SchoolCounts
from appliance.store import Store
from tests.reports.small_school import HOUR, NOW, found_a_school, four_weeks, number_of


@pytest.fixture(autouse=True)
def school(store: Store) -> None:
    found_a_school(store)


def counts(store: Store, *rights: Right) -> SchoolCounts:
    viewer = Viewer(account=1, name="x", rights=frozenset(rights), sight=Sight())
    return store.seen_by(viewer).school_figures.counts(four_weeks())


def test_all_captures_count_and_small_ones_are_not_told(store: Store) -> None:
    found = counts(store, Right.FIGURES)
    assert found.captures.said == "8"
    assert {name: one.said for name, one in found.categories} == dict.fromkeys(
        ("Bullying", "Eating disorders", "Gambling", "Illegal content", "Self-harm"), "fewer than 5"
    )
    assert [(name, one.said) for name, one in found.severities] == [
        ("severe", "fewer than 5"),
        ("moderate", "fewer than 5"),
        ("minor", "fewer than 5"),
    ]
    assert dict(found.statuses)["unclassified"].said == "5"
    assert found.false_share == "not shown"


def test_waiting_is_told_only_of_five_or_more(store: Store) -> None:
    assert counts(store, Right.FIGURES).opened_after is None
    for what in (1, 2, 3, 4, 5):
        _opened(store, what, hours=what)
    found = counts(store, Right.FIGURES)
    assert found.opened_after == 3 * HOUR
    assert found.never_opened.said == "fewer than 5"
    assert found.settled_after is None


def test_how_long_until_settled_and_how_many_were_escalated(store: Store) -> None:
    for what in (1, 2, 3, 4, 5):
        _step(store, what, "status", "resolved", hours=what)
        _step(store, what, "status", "resolved", hours=what + 50)
        _step(store, what, "escalated", "Mr Head", hours=1)
    found = counts(store, Right.FIGURES)
    assert found.settled_after == 3 * HOUR
    assert found.escalated.said == "5"


@pytest.mark.parametrize("duty", [duty for duty in Duty if Right.FIGURES not in RIGHTS[duty]])
def test_who_may_see_no_figures_sees_a_school_without_any(store: Store, duty: Duty) -> None:
    found = counts(store, *RIGHTS[duty])
    assert (found.captures.value, found.categories, found.pupils) == (0, (), 0)


def test_pupils_and_their_rules(store: Store) -> None:
    found = counts(store, Right.FIGURES)
    assert (found.pupils, found.accepted.said) == (3, "0")


def test_what_adults_did_is_counted_as_it_is(store: Store) -> None:
    viewer = Viewer(account=1, name="x", rights=frozenset({Right.FIGURES}), sight=Sight())
    with store._cases.transaction() as connection:
        connection.execute("INSERT INTO terms_off VALUES ('x', '', ?, 'test')", (NOW,))
    found = store.seen_by(viewer).school_figures.filtering(four_weeks(), second_person=True)
    assert (found.made, found.terms_off, found.second_person) == (0, 1, True)


def _opened(store: Store, what: int, hours: float) -> None:
    with store._cases.transaction() as connection:
        sql = "UPDATE captures SET opened_at = first_at + ? WHERE id = ?"
        connection.execute(sql, (hours * HOUR, number_of(store, what)))


def _step(store: Store, what: int, kind: str, now: str, hours: float) -> None:
    number = number_of(store, what)
    with store._cases.transaction() as connection:
        connection.execute(
            "INSERT INTO triage (capture, at, account, name, kind, was, now, text)"
            " SELECT id, first_at + ?, 0, 'x', ?, 'unclassified', ?, '' FROM captures WHERE id = ?",
            (hours * HOUR, kind, now, number),
        )
