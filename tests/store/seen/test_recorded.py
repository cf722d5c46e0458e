"""What stands beside visits is found by time, or by an index that holds all filters."""

from typing import Any

import pytest

from appliance.model import Sight, Viewer, the_box
from appliance.store import Store
from appliance.store._sqlite import SqliteFile
from appliance.store.seen.asked import LogFilter
from tests.bench.log.mixes import NASTY, by_chance
from tests.store.seen.logged import NOW, fill

TABLES = ("captures", "bans", "aup_answers", "signed_in", "mistakes")


@pytest.mark.parametrize(
    "viewer",
    [
        the_box("t"),
        Viewer(account=1, name="x", rights=frozenset(), sight=Sight(groups=("class-3b",), rooms=("Library",))),
    ],
    ids=["everyone", "a class and a room"],
)
def test_no_mix_of_filters_reads_a_table_from_end_to_end(
    store: Store, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, visits=1)
    statements: list[tuple[str, tuple[object, ...]]] = []
    rows = SqliteFile.rows

    def noting(self: SqliteFile, sql: str, *values: object) -> list[Any]:
        if "found AS MATERIALIZED" in sql:
            statements.append((sql, values))
        return rows(self, sql, *values)

    monkeypatch.setattr(SqliteFile, "rows", noting)
    for asked in [*NASTY.values(), *by_chance(40).values(), LogFilter(category="Self-harm", channel="search")]:
        store.seen_by(viewer).activity.page(asked, NOW)
    assert len(statements) > 60
    for sql, values in statements:
        plan = [row["detail"] for row in rows(store._cases, f"EXPLAIN QUERY PLAN {sql}", *values)]
        assert [step for step in plan if step.startswith(tuple(f"SCAN {table}" for table in TABLES))] == [], sql
        assert not any("TEMP B-TREE" in step for step in plan[:3]), f"the newest come first without sorting: {sql}"
