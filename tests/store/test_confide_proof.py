"""Confide is proved whole by what the audit trail kept, and nothing that is shown counts what was told."""

import json
from datetime import timedelta

import pytest

from appliance.config import Home, Settings
from appliance.store import Store
from appliance.store.confide import ConfideStore
from appliance.store.confide_file import path_of
from appliance.store.confide_proof import WHAT, WHO, faults_of, keep_seal, newest_seal
from appliance.support import bundle
from tests.store.confided import DAY, LEAD, tampered, told


def ticked(store: Store, confide: ConfideStore, days: int = 3) -> None:
    for day in range(days):
        keep_seal(store.audit, float(day), confide.tick(DAY + timedelta(day)))


def test_the_trail_holds_one_line_a_day_which_says_nothing(store: Store, confide: ConfideStore) -> None:
    ticked(store, confide)
    for _ in range(5):
        told(confide)
        keep_seal(store.audit, 3.0, confide.tick(DAY + timedelta(2)))
    lines = store.audit.recent()
    assert [(line.who, line.what) for line in lines] == [(WHO, WHAT)] * 3
    assert {len(line.object) for line in lines} == {64}
    assert newest_seal(store.audit) == lines[0].object


def test_what_others_write_there_is_not_taken_for_a_seal(store: Store, confide: ConfideStore) -> None:
    ticked(store, confide)
    seal = newest_seal(store.audit)
    store.audit.add(4.0, "Mrs Ash of Lollipop", WHAT, "00")
    store.audit.add(5.0, WHO, "confide sealed again", "00")
    assert newest_seal(store.audit) == seal


def test_a_whole_one_is_whole(home: Home, store: Store, confide: ConfideStore) -> None:
    assert faults_of(home, store.audit) == []
    told(confide)
    ticked(store, confide)
    assert faults_of(home, store.audit) == []


def test_nothing_is_wrong_where_there_is_no_confide_yet(home: Home, store: Store) -> None:
    assert faults_of(home, store.audit) == []
    assert not path_of(home).exists()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        pytest.param(
            "DELETE FROM confide_entries WHERE number > 2", "the seal that the audit trail kept", id="cut off"
        ),
        pytest.param("UPDATE confide_entries SET body = x'00'", "not as it was written", id="rewritten"),
    ],
)
def test_what_was_rewritten_is_told(
    home: Home, store: Store, confide: ConfideStore, statement: str, fault: str
) -> None:
    told(confide)
    ticked(store, confide)
    confide.close()
    tampered(home, statement)
    assert fault in "\n".join(faults_of(home, store.audit))


def test_a_file_that_was_taken_away_is_told(home: Home, store: Store, confide: ConfideStore) -> None:
    ticked(store, confide)
    confide.close()
    path_of(home).unlink()
    assert faults_of(home, store.audit) == ["Confide’s file is gone."]


def test_what_is_sent_to_who_helps_is_the_same_however_much_was_told(
    home: Home, store: Store, confide: ConfideStore
) -> None:
    def sent() -> object:
        made = json.loads(bundle(home, Settings(), store, None, (), now=1.0))
        return {name: part for name, part in made.items() if name != "disk_mb"} | {"files": made["disk_mb"]["store"]}

    ticked(store, confide)
    before = sent()
    for _ in range(30):
        told(confide, size=100_000)
    assert sent() == before
    assert "confide" not in json.dumps(before).lower()
    assert not [table for table in store.sizes() if "confide" in table]
    assert len(confide.reports(LEAD)) == 30
