"""The form of the files. What a released step makes is pinned: a change needs a new step."""

import hashlib

import pytest

from appliance.config import Home
from appliance.model import the_box
from appliance.store import Store, migrations
from appliance.store._sqlite import SqliteFile
from appliance.store.confide import ConfideStore

# If this fails you changed a released step: add the next one instead, and its line here.
PINNED = {
    "cases": {
        "0001_first": "1a1fee9c85befe86",
        "0002_scores_and_the_schools_policy": "64a9c55ffefef7d7",
        "0003_persons": "957021140c38e6de",
        "0008_aup": "13e12f9271ec4c48",  # taken together with 0004 to 0007
        "0021_askers": "8a7c803eef0a98a2",  # taken together with 0009 to 0020
        "0022_helpers": "73ab393489a15789",
        "0023_evidence": "33200e54002d562f",
    },
    "activity": {
        "0001_first": "bbd2f2a0be7b3397",
        "0002_persons": "fc6e6dabc5075ad6",
        "0004_reports": "5466f1ee8a36a6d5",  # taken together with 0003
    },
    "confide": {
        "0001_confide": "10fc1c167467438e",
    },
}


def test_steps_are_numbered_without_a_gap() -> None:
    for steps in (migrations.cases, migrations.activity, migrations.confide):
        numbers = [int(step.name.split("_")[0]) for step in steps._migrations]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.fixture
def files(store: Store, confide: ConfideStore) -> dict[str, SqliteFile]:
    return {"cases": store._cases, "activity": store._activity, "confide": confide._file}


@pytest.mark.parametrize("file", list(PINNED))
def test_the_form_of_a_file_is_the_one_that_was_released(files: dict[str, SqliteFile], file: str) -> None:
    rows = files[file].rows(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '\\_sqlite%' ESCAPE '\\' ORDER BY name"
    )
    text = "\n".join(" ".join(row[0].split()) for row in rows)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert digest == list(PINNED[file].values())[-1]


def test_every_table_is_strict(files: dict[str, SqliteFile]) -> None:
    for file in files.values():
        loose = [row["name"] for row in file.rows("PRAGMA table_list") if row["type"] == "table" and not row["strict"]]
        assert {name for name in loose if not name.startswith(("sqlite_", "_sqlite"))} == set()


def test_captures_from_before_there_were_scores_get_one(home: Home) -> None:
    file = SqliteFile(home.store / "cases.db", "FULL", read_only=False, busy_seconds=0.1)
    with file.database() as database:
        migrations.cases.apply(database, stop_before="0002_scores_and_the_schools_policy")
        database.execute(
            "INSERT INTO captures VALUES (1, 1.0, 2.0, 3, 'ipad', '10.0.0.1', '', 'self-harm/1', 'Self-harm', 'severe',"
            " '', 'typed', '', '', '', '', 0, 0, '', 'worker-1', 0, '', 0, '[]')"
        )
    file.close()
    with Store.open(home, busy_seconds=0.1) as store:
        store.migrate()
        (row,) = store.seen_by(the_box("test")).captures.queue()
    assert (row.score, row.count, row.recipients) == (60, 3, ())
