"""Figures of visits through somebody's eyes."""

import pytest

from appliance.model import Handling, Right, Sight, Viewer, the_box
from appliance.store import Store
from appliance.store.seen.visit_figures import SeenVisitFigures
from tests.reports.small_school import DAY, NOW, browse, found_a_school, this_week


@pytest.fixture(autouse=True)
def school(store: Store) -> None:
    found_a_school(store)
    browse(
        store,
        ("Amy", "bbc.co.uk", Handling.READ, ""),
        ("Amy", "bbc.co.uk", Handling.READ, ""),
        ("Ben", "bbc.co.uk", Handling.PASSED, ""),
        ("Cem", "maths.test", Handling.READ, ""),
        ("", "maths.test", Handling.READ, ""),
        ("Ben", "maths.test", Handling.ASKED, ""),
        ("Ben", "bets.test", Handling.BLOCKED, "access rule 2: Gambling"),
        ("Cem", "bets.test", Handling.BLOCKED, "access rule 2: Gambling"),
        ("Amy", "films.test", Handling.WARNED, "access rule 4: Films"),
        ("Amy", "www.google.com", Handling.BLOCKED, "access rule 5: Search"),
    )
    browse(store, ("Amy", "bbc.co.uk", Handling.READ, ""), at=NOW - 30 * DAY)


def eyes(store: Store, sight: Sight | None = None) -> SeenVisitFigures:
    if sight is None:
        return store.seen_by(the_box("test")).visit_figures
    viewer = Viewer(account=1, name="x", rights=frozenset({Right.ACTIVITY}), sight=sight)
    return store.seen_by(viewer).visit_figures


@pytest.mark.parametrize(
    ("sight", "sites"),
    [
        pytest.param(None, [("bbc.co.uk", 3, 2), ("maths.test", 2, 1)], id="the box"),
        pytest.param(Sight(everyone=True), [("bbc.co.uk", 3, 2), ("maths.test", 1, 0)], id="a head"),
        pytest.param(Sight(groups=("class-3b",)), [("bbc.co.uk", 1, 1)], id="a teacher"),
        pytest.param(Sight(), [], id="a governor"),
    ],
)
def test_sites_count_what_is_seen(store: Store, sight: Sight | None, sites: list[tuple[str, int, int]]) -> None:
    assert [(row.site, row.visits, row.pupils) for row in eyes(store, sight).sites(this_week(), 200)] == sites


@pytest.mark.parametrize(
    ("sight", "stopped", "searches"),
    [
        pytest.param(None, {"Gambling": 2, "Films": 1, "Search": 1}, 1, id="the box"),
        pytest.param(Sight(groups=("class-3b",)), {"Gambling": 1}, 0, id="a teacher"),
        pytest.param(Sight(), {}, 0, id="a governor"),
    ],
)
def test_what_was_stopped_counts_what_is_seen(
    store: Store, sight: Sight | None, stopped: dict[str, int], searches: int
) -> None:
    rows = eyes(store, sight).stopped(this_week(), 200)
    assert {row.why.partition(": ")[2]: row.visits for row in rows} == stopped
    assert eyes(store, sight).stopped_searches(this_week()) == searches


def test_mistakes_are_those_of_who_is_seen(store: Store) -> None:
    store.mistakes.add(NOW - 60, "tablet-1", "p-Amy", "https://tudors.test/", "for my homework")
    store.mistakes.add(NOW - 50, "tablet-2", "p-Cem", "https://carers.test/", "please")
    assert [row.url for row in eyes(store).mistakes(this_week(), 10)] == [
        "https://carers.test/",
        "https://tudors.test/",
    ]
    assert [row.url for row in eyes(store, Sight(everyone=True)).mistakes(this_week(), 10)] == ["https://tudors.test/"]
    assert eyes(store, Sight()).mistakes(this_week(), 10) == ()
