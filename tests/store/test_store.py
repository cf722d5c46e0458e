"""The store as a whole."""

import threading

import pytest

from appliance.config import Home
from appliance.errors import StorageError
from appliance.model import the_box
from appliance.store import Store
from tests.core.samples import captured


def test_a_new_store_is_migrated_once(home: Home) -> None:
    with Store.open(home) as store:
        assert {"cases/0001_first", "activity/0001_first"} < set(store.migrate())
        assert store.migrate() == []


def test_a_store_that_was_never_set_up_says_what_to_do(home: Home) -> None:
    with Store.open(home) as store, pytest.raises(StorageError, match="lollipop migrate"):
        store.seen_by(the_box("test")).captures.latest()


def test_a_sound_store_has_nothing_to_tell(store: Store) -> None:
    store.captures.add([captured(1)])
    assert store.check() == []


def test_a_lost_trigger_is_told(store: Store) -> None:
    with store._cases.transaction() as connection:
        connection.execute("DROP TRIGGER audit_is_not_changed")
    assert store.check() == ["cases.db: the trigger audit_is_not_changed is gone"]


def test_a_stray_hit_is_told(store: Store) -> None:
    store.captures.add([captured(1)])
    store._cases.rows("PRAGMA foreign_keys = OFF")
    with store._cases.transaction() as connection:
        connection.execute("DELETE FROM captures")
    assert store.check() == ["cases.db: rows of hits refer to something that is gone"]


def test_a_read_only_store_reads_and_does_not_write(home: Home, store: Store) -> None:
    store.captures.add([captured(1)])
    with Store.open(home, read_only=True) as reader:
        assert reader.captures.count() == 1
        with pytest.raises(StorageError, match="may not be written"):
            reader.captures.add([captured(2)])


def test_a_read_only_store_that_is_not_there_is_told(home: Home) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        Store.open(home, read_only=True)


def test_a_reader_sees_what_another_process_wrote(home: Home, store: Store) -> None:
    with Store.open(home) as other:
        store.captures.add([captured(1)])
        assert other.captures.count() == 1


def test_threads_take_turns(store: Store) -> None:
    """The console's threads share one store."""
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            for round_ in range(20):
                store.captures.add([captured(f"{number}/{round_}", term=f"t/{number}")])
                store.seen_by(the_box("test")).captures.latest()
        except StorageError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sum(row.count for row in store.seen_by(the_box("test")).captures.latest()) == 100
