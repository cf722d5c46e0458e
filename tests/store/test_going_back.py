"""A box goes back to the release from before when a newer one does not come up well, and its store has then the newer
form. So a step only adds: the release from before reads and writes what it knows, and leaves the rest alone.

What has to go, goes two releases later: the first stops to read it, the second takes it away.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlite_utils import Database, Migrations

from appliance.config import Home
from appliance.store import Store, migrations

# The newest steps of the oldest release that a box may go back to. They move on when no box runs that release any more.
RELEASED = {"cases": "0023_evidence", "activity": "0004_reports", "confide": "0001_confide"}


class Form(NamedTuple):
    """`tables`: name → column → (type, may it be left out). `unique` and `triggers`: (table, what it is made by)."""

    tables: dict[str, dict[str, tuple[str, bool]]]
    unique: frozenset[tuple[str, tuple[str, ...]]]
    triggers: frozenset[tuple[str, str]]


def form(database: Database) -> Form:
    names = [name for name in database.table_names() if not name.startswith(("_sqlite", "sqlite_"))]
    tables = {
        name: {
            column.name: (column.type, not column.notnull or column.default_value is not None)
            for column in database.table(name).columns
        }
        for name in names
    }
    unique = {(name, tuple(index.columns)) for name in names for index in database.table(name).indexes if index.unique}
    triggers = {(trigger.table, " ".join(trigger.sql.split())) for trigger in database.triggers}
    return Form(tables, frozenset(unique), frozenset(triggers))


def breaks(before: Form, after: Form) -> list[str]:
    """What the release from before would stumble over."""
    found = [f"table {name} is gone" for name in before.tables.keys() - after.tables.keys()]
    for name in before.tables.keys() & after.tables.keys():
        old, new = before.tables[name], after.tables[name]
        found += [f"{name}.{column} is gone" for column in old.keys() - new.keys()]
        found += [f"{name}.{column} is another" for column in old.keys() & new.keys() if old[column] != new[column]]
        found += [f"{name}.{column} cannot be left out" for column in new.keys() - old.keys() if not new[column][1]]
    stricter = {one for one in after.unique - before.unique if one[0] in before.tables}
    found += [f"{name} is stricter about {', '.join(columns)}" for name, columns in stricter]
    found += [f"{name} does more" for name, _ in after.triggers - before.triggers if name in before.tables]
    return sorted(found)


def until(steps: Migrations, last: str) -> Migrations:
    """The same steps, up to one."""
    names = [step.name for step in steps._migrations]
    made = Migrations(steps.name)
    made._migrations = steps._migrations[: names.index(last) + 1]
    return made


@pytest.mark.parametrize("file", RELEASED)
def test_every_step_since_the_last_release_only_adds(tmp_path: Path, file: str) -> None:
    steps: Migrations = getattr(migrations, file)
    database = Database(sqlite3.connect(tmp_path / file))
    until(steps, RELEASED[file]).apply(database)
    before = form(database)
    assert before.tables
    steps.apply(database)
    assert breaks(before, form(database)) == []
    database.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Database]:
    database = Database(sqlite3.connect(tmp_path / "small.db"))
    database.executescript(
        "CREATE TABLE pupils (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT; CREATE TABLE old (a)"
    )
    yield database
    database.close()


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        ("ALTER TABLE pupils ADD COLUMN year INTEGER", []),
        ("ALTER TABLE pupils ADD COLUMN year INTEGER NOT NULL DEFAULT 0", []),
        ("CREATE TABLE newer (id INTEGER NOT NULL, UNIQUE (id))", []),
        ("CREATE INDEX quicker ON pupils (name)", []),
        ("ALTER TABLE pupils DROP COLUMN name", ["pupils.name is gone"]),
        (
            "ALTER TABLE pupils RENAME COLUMN name TO called",
            ["pupils.called cannot be left out", "pupils.name is gone"],
        ),
        ("DROP TABLE old", ["table old is gone"]),
        ("CREATE UNIQUE INDEX once ON pupils (name)", ["pupils is stricter about name"]),
        (
            "CREATE TRIGGER no BEFORE INSERT ON pupils BEGIN SELECT RAISE(ABORT, 'no'); END",
            ["pupils does more"],
        ),
        (
            "DROP TABLE pupils; CREATE TABLE pupils (id TEXT PRIMARY KEY, name TEXT NOT NULL, year INTEGER NOT NULL)",
            ["pupils.id is another", "pupils.year cannot be left out"],
        ),
    ],
)
def test_a_step_that_would_break_the_release_before_is_found(small: Database, step: str, wanted: list[str]) -> None:
    before = form(small)
    small.executescript(step)
    found = breaks(before, form(small))
    assert [one for one in found if "stricter about id" not in one] == wanted


def test_the_release_before_opens_and_writes_a_store_of_the_one_after(tmp_path: Path) -> None:
    """Played with a step that this release does not know."""
    home = Home(tmp_path / "lollipop")
    home.make()
    with Store.open(home) as store:
        store.migrate()
    for path in home.store.glob("*.db"):
        with sqlite3.connect(path) as newer:
            newer.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('cases', '9999_new', '1')"
            )
            tables = {row[0] for row in newer.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "audit" in tables:
                newer.execute("CREATE TABLE of_the_future (id INTEGER NOT NULL)")
                newer.execute("ALTER TABLE incidents ADD COLUMN of_the_future TEXT NOT NULL DEFAULT ''")
        newer.close()
    with Store.open(home) as store:
        assert store.migrate() == []
        assert store.check() == []
        store.incidents.add("machine", 1.0, "Still told.", "core")
        assert "Still told." in [one.text for one in store.incidents.recent()]
