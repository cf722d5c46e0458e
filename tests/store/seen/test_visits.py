"""Visits are found by an index, and what is looked at for a page is bounded."""

from itertools import pairwise
from typing import Any

import pytest

from appliance.model import Sight, Viewer, the_box
from appliance.store import Store
from appliance.store._sqlite import SqliteFile
from appliance.store.seen import visits
from appliance.store.seen.asked import Kind, LogFilter
from tests.bench.log.mixes import NASTY, by_chance
from tests.store.seen.logged import NOW, fill

VIEWERS = (
    the_box("t"),
    Viewer(account=1, name="x", rights=frozenset(), sight=Sight(groups=("class-3b",))),
    Viewer(account=1, name="x", rights=frozenset(), sight=Sight(rooms=("Library",))),
)


@pytest.fixture
def school(store: Store) -> Store:
    fill(store)
    return store


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[object, ...]]]:
    """Every statement that is run on the file of visits."""
    found: list[tuple[str, tuple[object, ...]]] = []
    rows = SqliteFile.rows

    def noting(self: SqliteFile, sql: str, *values: object) -> list[Any]:
        if self.path.name == "activity.db":
            found.append((sql, values))
        return rows(self, sql, *values)

    monkeypatch.setattr(SqliteFile, "rows", noting)
    return found


def test_no_mix_of_filters_reads_the_visits_or_their_sums_from_end_to_end(
    school: Store, run: list[tuple[str, tuple[object, ...]]]
) -> None:
    for viewer in VIEWERS:
        log = school.seen_by(viewer).activity
        for asked in (NASTY | by_chance(60)).values():
            log.page(asked, NOW)
            log.bars(asked, NOW)
        log.choices(NOW)
    statements = list(run)
    assert len(statements) > 200
    for sql, values in statements:
        plan = [row["detail"] for row in school._activity.rows(f"EXPLAIN QUERY PLAN {sql}", *values)]
        scans = [step for step in plan if step.startswith("SCAN") and "seats" not in step and "json_each" not in step]
        assert scans == [], sql


def test_a_search_that_looked_at_enough_says_how_far_it_came(school: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "MOST_LOOKED_AT", 20)
    log, asked, place = school.seen_by(the_box("t")).activity, LogFilter(text="is nowhere"), None
    reached = [NOW]
    for _ in range(500):
        page = log.page(asked, NOW, place)
        assert page.lines == ()
        place = page.older
        if page.reached is None:
            break
        reached.append(page.reached)
    assert place is None
    assert len(reached) > 5
    assert all(later > earlier for later, earlier in pairwise(reached)), "each page comes further"


def test_a_full_page_needs_no_word_about_how_far_it_came(school: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "MOST_LOOKED_AT", 20)
    page = school.seen_by(the_box("t")).activity.page(LogFilter(kinds=(Kind.VISIT,)), NOW, length=3)
    assert (len(page.lines), page.reached) == (3, None)
