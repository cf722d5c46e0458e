"""Figures through somebody's eyes, worked out by hand from tests/reports/small_school.py."""

import pytest

from appliance.model import Right, Severity, Sight, Viewer, the_box
from appliance.reports.rows import Total
from appliance.store import Store
from appliance.store.seen.figures import SeenFigures
from tests.reports.small_school import DAY, FORBIDDEN, NOW, found_a_school, four_weeks, number_of, this_week


@pytest.fixture(autouse=True)
def school(store: Store) -> None:
    found_a_school(store)


def eyes(store: Store, sight: Sight | None = None) -> SeenFigures:
    if sight is None:
        return store.seen_by(the_box("test")).figures
    viewer = Viewer(account=1, name="x", rights=frozenset({Right.CAPTURES}), sight=sight)
    return store.seen_by(viewer).figures


HEAD = Sight(everyone=True)
TEACHER_3B = Sight(groups=("class-3b",))
PASTORAL_3B = Sight(groups=("class-3b",), named=("young-carers",))
LIBRARIAN = Sight(rooms=("Library",))
NOBODY = Sight()


@pytest.mark.parametrize(
    ("sight", "captures", "unknown", "dismissed"),
    [
        pytest.param(None, 6, 1, 1, id="the box"),
        pytest.param(HEAD, 4, 1, 1, id="a head, without the vulnerable child and staff"),
        pytest.param(TEACHER_3B, 1, 0, 1, id="a teacher, only the class, without its vulnerable child"),
        pytest.param(PASTORAL_3B, 2, 0, 1, id="who is named for young carers"),
        pytest.param(LIBRARIAN, 1, 1, 0, id="a librarian"),
        pytest.param(NOBODY, 0, 0, 0, id="a governor"),
    ],
)
def test_a_total_counts_what_is_seen(
    store: Store, sight: Sight | None, captures: int, unknown: int, dismissed: int
) -> None:
    assert eyes(store, sight).total(this_week()) == Total(captures=captures, unknown=unknown, dismissed=dismissed)


@pytest.mark.parametrize(
    ("sight", "counts"),
    [
        pytest.param(None, {"Amy": 3, "Cem": 2, "Ben": 1}, id="the box: no staff among pupils"),
        pytest.param(HEAD, {"Amy": 3, "Ben": 1}, id="a head"),
        pytest.param(TEACHER_3B, {"Ben": 1}, id="a teacher"),
        pytest.param(PASTORAL_3B, {"Cem": 2, "Ben": 1}, id="who is named"),
        pytest.param(LIBRARIAN, {}, id="a librarian, in whose room nobody was known"),
        pytest.param(NOBODY, {}, id="a governor"),
    ],
)
def test_pupils_are_those_that_are_seen(store: Store, sight: Sight | None, counts: dict[str, int]) -> None:
    rows = eyes(store, sight).pupils(four_weeks(), 200)
    assert {row.name: row.captures for row in rows} == counts
    assert [row.name for row in rows] == list(counts)


def test_a_pupil_is_counted_by_hand(store: Store) -> None:
    amy = eyes(store).pupils(four_weeks(), 1)[0]
    assert (amy.person, amy.captures, amy.times, amy.severe, amy.moderate, amy.minor) == ("p-Amy", 3, 4, 2, 0, 1)
    ben = eyes(store).pupils(four_weeks(), 200)[2]
    assert (ben.dismissed, ben.last_at) == (1, NOW - 3600)
    assert [row.name for row in eyes(store).pupils(four_weeks(), 200, "Eating disorders")] == ["Cem"]


def test_terms_count_pupils_once_and_come_with_their_newest_capture(store: Store) -> None:
    terms = {row.term: row for row in eyes(store).terms(four_weeks(), 200)}
    bullying = terms["Bullying/1"]
    assert (bullying.captures, bullying.times, bullying.pupils, bullying.dismissed) == (2, 3, 2, 1)
    assert bullying.newest == number_of(store, 3)
    assert bullying.words == "so stupid"
    assert terms["Gambling/1"].pupils == 1


def test_what_is_hidden_is_not_spelt_out(store: Store) -> None:
    terms = {row.term: row for row in eyes(store).terms(four_weeks(), 200)}
    assert terms["Illegal content/1"].words == ""
    hidden = [row for row in eyes(store).searches(four_weeks(), 200) if row.category == "Illegal content"]
    assert [row.words for row in hidden] == [""]
    assert FORBIDDEN not in str(eyes(store).searches(four_weeks(), 200))


def test_only_false_alarms_count_as_such(store: Store) -> None:
    (row,) = eyes(store).dismissed_terms(four_weeks(), 10)
    assert (row.term, row.captures, row.newest) == ("Bullying/1", 1, number_of(store, 3))


def test_categories_are_counted(store: Store) -> None:
    rows = eyes(store).categories(four_weeks())
    assert {row.category: (row.captures, row.severe, row.dismissed) for row in rows} == {
        "Bullying": (2, 0, 1),
        "Eating disorders": (2, 1, 0),
        "Gambling": (2, 0, 0),
        "Illegal content": (1, 1, 0),
        "Self-harm": (1, 1, 0),
    }


def test_weeks_are_those_of_the_period_without_false_alarms(store: Store) -> None:
    rows = eyes(store).category_weeks(four_weeks())
    assert {(row.week, row.name): row.captures for row in rows} == {
        (2, "Bullying"): 1,
        (2, "Eating disorders"): 1,
        (3, "Eating disorders"): 1,
        (3, "Gambling"): 2,
        (3, "Illegal content"): 1,
        (3, "Self-harm"): 1,
    }
    assert [(row.week, row.name) for row in eyes(store).category_weeks(four_weeks(), "p-Cem")] == [
        (2, "Eating disorders"),
        (3, "Eating disorders"),
    ]
    assert eyes(store, TEACHER_3B).category_weeks(four_weeks(), "p-Cem") == ()


def test_terms_of_a_pupil_by_week(store: Store) -> None:
    rows = eyes(store).term_weeks(four_weeks(), "p-Cem", "Eating disorders")
    assert [(row.week, row.term, row.words, row.captures) for row in rows] == [
        (2, "Eating disorders/1", "no food", 1),
        (3, "Eating disorders/2", "thin", 1),
    ]


def test_hours_and_programs(store: Store) -> None:
    hours = eyes(store).hours(this_week(), "p-Amy")
    assert [row.hour for row in hours] == [int((NOW - 2 * 3600) // 3600), int((NOW - 3600) // 3600)]
    (agent,) = eyes(store).agents(this_week(), 10)
    assert agent.captures == 6


def test_searches_come_by_urgency_and_say_who(store: Store) -> None:
    rows = eyes(store, HEAD).searches(four_weeks(), 200)
    assert [(row.name, row.category, row.severity) for row in rows] == [
        ("Amy", "Self-harm", Severity.SEVERE),
        ("Amy", "Illegal content", Severity.SEVERE),
    ]
    weeks = eyes(store).search_weeks(four_weeks())
    assert {(row.week, row.name) for row in weeks} == {
        (3, "Eating disorders"),
        (3, "Illegal content"),
        (3, "Self-harm"),
    }


def test_risks_are_what_is_alike_by_pupil_and_week(store: Store) -> None:
    rows = eyes(store).risks(NOW, 12)
    cem = [(row.week, row.severity, row.captures, row.repeats) for row in rows if row.name == "Cem"]
    assert cem == [(0, Severity.MODERATE, 1, 0), (1, Severity.SEVERE, 1, 0)]
    amy = [(row.category, row.repeats) for row in rows if row.name == "Amy"]
    assert sorted(amy) == [("Bullying", 1), ("Illegal content", 0), ("Self-harm", 0)]
    assert {row.name for row in rows} == {"Amy", "Ben", "Cem"}
    assert {row.name for row in eyes(store, TEACHER_3B).risks(NOW, 12)} == {"Ben"}
    assert eyes(store).risks(NOW - 20 * DAY, 1) == ()


def test_a_name_is_told_only_of_who_is_seen(store: Store) -> None:
    assert eyes(store).name_of("p-Cem") == "Cem"
    assert eyes(store, HEAD).name_of("p-Cem") == ""
    assert eyes(store).name_of("nobody") == ""
