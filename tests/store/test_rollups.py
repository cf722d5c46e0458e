"""The sums of days: the same by adding as by filling, and always those of the visits."""

import random
from datetime import date

import msgspec
import pytest

from appliance.config import Home
from appliance.errors import StorageError
from appliance.model import Handling, Visit
from appliance.store import Store, migrations
from appliance.store._sqlite import SqliteFile
from appliance.store.rollups import day_of
from tests.core.samples import visit

_SUMS = (
    "SELECT * FROM host_days ORDER BY day, person, device, host, handling",
    "SELECT * FROM person_days ORDER BY day, person, device",
    "SELECT * FROM hosts ORDER BY number",
)
_SEARCH = "https://www.google.com/search?q=cats"


def _visits(number: int) -> list[Visit]:
    chance = random.Random(7)
    return [
        msgspec.structs.replace(
            visit(place, at=1_790_000_000.0 + chance.random() * 400_000),
            person=chance.choice(("", "p1", "p2")),
            device=chance.choice(("ipad-1", "ipad-2")),
            host=chance.choice(("a.example.org", "www.bbc.co.uk", "www.google.com")),
            url=chance.choice(("https://a.example.org/", _SEARCH)),
            handling=chance.choice(tuple(Handling)),
        )
        for place in range(number)
    ]


def _sums(store: Store) -> list[list[tuple[object, ...]]]:
    return [[tuple(row) for row in store._activity.rows(sql)] for sql in _SUMS]


def test_days_are_summed_by_who_where_and_how(store: Store) -> None:
    first = msgspec.structs.replace(visit(1, at=1_790_000_000.0), person="p1")
    blocked = msgspec.structs.replace(first, at=first.at + 5, handling=Handling.BLOCKED, url=_SEARCH)
    store.activity.add([first, msgspec.structs.replace(first, at=first.at + 9)])
    store.activity.add([blocked])
    day = day_of(first.at)
    hosts, people, names = _sums(store)
    assert hosts == [
        (day, "p1", "ipad-12", 1, "blocked", 1, 1, first.at + 5, first.at + 5),
        (day, "p1", "ipad-12", 1, "read", 2, 0, first.at, first.at + 9),
    ]
    assert people == [(day, "p1", "ipad-12", 3, 1, 1, first.at, first.at + 9)]
    assert names == [(1, "www.example.org", "example.org")]


def test_sums_of_visits_from_before_are_those_that_adding_makes(home: Home, store: Store) -> None:
    visits = sorted(_visits(500), key=lambda each: each.host)
    for place in range(0, len(visits), 50):
        store.activity.add(visits[place : place + 50])
    added = _sums(store)
    for table in ("host_days", "person_days", "hosts"):
        store._activity.rows(f"DROP TABLE {table}")
    store._activity.rows("DELETE FROM _sqlite_migrations WHERE name = '0003_rollups'")
    assert "activity/0003_rollups" in store.migrate()
    filled = _sums(store)
    by_name = {number: host for number, host, _ in filled[2]}
    was = {number: host for number, host, _ in added[2]}
    assert sorted((*row[:3], by_name[row[3]], *row[4:]) for row in filled[0]) == sorted(
        (*row[:3], was[row[3]], *row[4:]) for row in added[0]
    )
    assert filled[1] == added[1]


def test_what_could_not_be_stored_leaves_no_number_behind(store: Store) -> None:
    bad = msgspec.structs.replace(visit(1), url="\ud800", host="never.example")
    with pytest.raises((StorageError, UnicodeEncodeError)):
        store.activity.add([visit(1), bad])
    store.activity.add([msgspec.structs.replace(visit(2), host="other.example")])
    store.activity.add([visit(3)])
    (hosts, _, names) = _sums(store)
    assert {name for _, name, _ in names} == {"other.example", "www.example.org"}
    assert {row[3] for row in hosts} == {number for number, _, _ in names}


@pytest.mark.parametrize("at", [-1e300, -5.0, 1e300], ids=["long ago", "before 1970", "never"])
def test_a_clock_gone_wrong_is_some_day(store: Store, at: float) -> None:
    store.activity.add([visit(1, at=at)])
    assert date.fromordinal(_sums(store)[1][0][0])


def test_days_begin_at_midnight_here() -> None:
    assert day_of(1_790_000_000.0) == date(2026, 9, 21).toordinal()


def test_an_empty_file_needs_no_filling(home: Home) -> None:
    file = SqliteFile(home.store / "activity.db", "NORMAL", read_only=False, busy_seconds=0.1)
    with file.database() as database:
        migrations.activity.apply(database)
    assert file.rows("SELECT * FROM host_days") == []
    file.close()
