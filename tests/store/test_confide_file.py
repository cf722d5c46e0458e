"""Several processes at once, one that is killed, a disk that is full: nothing is lost that was said to be kept, and
nothing half is left."""

import contextlib
import multiprocessing
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.errors import StorageError
from appliance.store import migrations
from appliance.store.confide import ConfideStore
from appliance.store.confide_file import migrate, path_of
from tests.core.samples import locked
from tests.store.confided import DAY, HEAD, LEAD, TEACHER, new_entry, new_report, notice, sealed, told

FORKING = multiprocessing.get_context("fork")


def in_a_process(home: Home, work: Callable[[ConfideStore], None]) -> multiprocessing.process.BaseProcess:
    """As the children's process does: forked, with a store of its own that it opens for this."""

    def run() -> None:
        with ConfideStore.open(home) as confide:
            work(confide)
        os._exit(0)

    made = FORKING.Process(target=run)
    made.start()
    return made


def write(count: int) -> Callable[[ConfideStore], None]:
    def work(confide: ConfideStore) -> None:
        for _ in range(count):
            assert confide.add_report(new_report(notices=(notice(),)))

    return work


class TestOpening:
    def test_the_folder_and_its_files_are_closed_to_others(self, tmp_path: Path) -> None:
        home = Home(tmp_path / "new")
        home.root.mkdir()
        with ConfideStore.open(home) as confide:
            told(confide)
            assert stat.S_IMODE(home.confide.stat().st_mode) == 0o700
            names = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.confide.iterdir()}
            assert {"confide.db"} <= set(names) <= {"confide.db", "confide.db-wal", "confide.db-shm"}
            assert set(names.values()) == {0o600}
            assert stat.S_IMODE((home.keys / "confide-chain.key").stat().st_mode) == 0o600

    def test_it_is_synced_fully_and_deletes_by_writing_over(self, confide: ConfideStore) -> None:
        assert confide._file.rows("PRAGMA synchronous")[0][0] == 2
        assert confide._file.rows("PRAGMA secure_delete")[0][0] == 1

    def test_it_is_migrated_once(self, home: Home) -> None:
        assert migrate(home) == ["confide/0001_confide"]
        assert migrate(home) == []

    def test_a_step_that_is_new_is_taken_when_it_is_opened(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        ConfideStore.open(home).close()
        later = migrations.confide.__class__("confide")
        later._migrations = [
            *migrations.confide._migrations,
            later._Migration("0002_x", lambda database: database.execute("CREATE TABLE confide_x (x INTEGER) STRICT")),
        ]
        monkeypatch.setattr(migrations, "confide", later)
        with ThreadPoolExecutor(8) as pool:
            opened = list(pool.map(lambda _: ConfideStore.open(home), range(8)))
        for one in opened:
            assert one._file.rows("SELECT * FROM confide_x") == []
            one.close()

    @pytest.mark.alone
    def test_it_is_open_in_a_few_milliseconds(self, home: Home) -> None:
        ConfideStore.open(home).close()
        spent = []
        for _ in range(50):
            began = time.perf_counter()
            ConfideStore.open(home).close()
            spent.append(time.perf_counter() - began)
        assert sorted(spent)[25] < 0.01

    def test_twenty_processes_that_make_it_at_once_make_one(self, home: Home) -> None:
        makers = [in_a_process(home, write(1)) for _ in range(20)]
        for maker in makers:
            maker.join(60)
        assert [maker.exitcode for maker in makers] == [0] * 20
        with ConfideStore.open(home) as confide:
            assert len(confide.reports(LEAD)) == 20
            assert confide.faults() == []
        assert {path.name for path in home.confide.iterdir()} == {"confide.db"}

    def test_who_may_only_read_makes_nothing(self, home: Home) -> None:
        with pytest.raises(StorageError, match="cannot be opened"):
            ConfideStore.open(home, read_only=True)
        assert list(home.confide.iterdir()) == []
        assert not home.keys.exists()

    def test_who_may_only_read_writes_nothing(self, home: Home, confide: ConfideStore) -> None:
        with ConfideStore.open(home, read_only=True) as reader:
            told(confide)
            assert len(reader.reports(LEAD)) == 1
            with pytest.raises(StorageError, match="may not be written"):
                reader.add_report(new_report())

    @pytest.mark.parametrize("content", [b"not a database at all" * 1000, None], ids=["something else", "a folder"])
    def test_what_is_no_file_of_ours_is_told_in_words(self, home: Home, content: bytes | None) -> None:
        path_of(home).mkdir() if content is None else path_of(home).write_bytes(content)
        with pytest.raises(StorageError, match=r"confide\.db: the file (is not a store|cannot be opened)"):
            ConfideStore.open(home)

    def test_an_empty_file_becomes_one(self, home: Home) -> None:
        path_of(home).touch(mode=0o600)
        with ConfideStore.open(home) as confide:
            told(confide)
            assert confide.faults() == []

    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "home").write_text("a file")
        with pytest.raises(StorageError, match=r"confide\.db: "):
            ConfideStore.open(Home(tmp_path / "home"))


class TestAtOnce:
    def test_threads_and_processes_write_one_chain(self, home: Home, confide: ConfideStore) -> None:
        processes = [in_a_process(home, write(5)) for _ in range(24)]
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda _: write(10)(confide), range(4)))
        for process in processes:
            process.join(60)
        assert [process.exitcode for process in processes] == [0] * 24
        assert len(confide.reports(LEAD)) == len(confide.due(1e12)) == 160
        assert confide.faults() == []

    def test_the_same_form_from_many_at_once_is_one_report(self, home: Home, confide: ConfideStore) -> None:
        new, more = new_report(), new_entry(told(confide).id, LEAD, of_child=True, once=b"once" * 4)

        def twice(store: ConfideStore) -> None:
            store.add_report(new)
            store.add(more)

        for process in [in_a_process(home, twice) for _ in range(12)]:
            process.join(60)
        assert len(confide.reports(LEAD)) == 2
        assert sum(len(row.entries) for row in confide.reports(LEAD)) == 3

    def test_two_that_erase_or_write_on_at_once_leave_it_whole(self, home: Home, confide: ConfideStore) -> None:
        report = told(confide)

        def erase(store: ConfideStore) -> None:
            store.erase(report.id, LEAD, HEAD, DAY)

        def write_on(store: ConfideStore) -> None:
            for _ in range(20):
                store.add(new_entry(report.id, LEAD, of_child=True))

        for process in [in_a_process(home, work) for work in (write_on, erase, write_on, erase)]:
            process.join(60)
        row = confide.report(report.id, LEAD)
        assert row is not None
        assert row.erased
        assert {entry.body for entry in row.entries} == {b""}
        assert confide.faults() == []

    def test_faults_are_not_seen_where_somebody_writes(self, home: Home, confide: ConfideStore) -> None:
        def work(store: ConfideStore) -> None:
            for _ in range(60):
                report = told(store)
                store.hand_over(new_entry(report.id, LEAD, HEAD, TEACHER, seen_by=LEAD), {1: b"box"}, TEACHER)

        writers = [in_a_process(home, work) for _ in range(2)]
        looks = 0
        while any(writer.is_alive() for writer in writers) or not looks:
            assert confide.faults() == []
            looks += 1
        assert looks > 1

    def test_who_cannot_write_now_is_told(self, home: Home, confide: ConfideStore) -> None:
        with locked(path_of(home)), ConfideStore.open(home, busy_seconds=0.1) as other:
            assert other.reports(LEAD) == ()
            with pytest.raises(StorageError, match="another program holds the store locked"):
                other.add_report(new_report())
        assert confide.add_report(new_report())


class TestKilled:
    def test_what_was_said_to_be_kept_is_there_and_nothing_half(self, home: Home, confide: ConfideStore) -> None:
        for _round in range(12):
            kept, telling = os.pipe()

            def work(store: ConfideStore, to: int = telling) -> None:
                while True:
                    new = new_report(size=40_000, notices=(notice(),))
                    store.add_report(new)
                    os.write(to, new.lookup)
                    (row, *_) = store.reports(LEAD)[:1]
                    store.erase(row.id, LEAD, HEAD, DAY)

            writer = in_a_process(home, work)
            os.close(telling)
            said = os.read(kept, 32)
            time.sleep(0.005 * _round)
            os.kill(writer.pid or 0, signal.SIGKILL)
            writer.join()
            with os.fdopen(kept, "rb") as rest:
                said += rest.read()
            lookups = [said[at : at + 32] for at in range(0, len(said), 32)]
            assert all(confide.by_receipt(lookup) for lookup in lookups)
            assert confide.faults() == []
            rows = confide.reports(LEAD)
            assert len(rows) == len(confide.due(1e12))
            assert {bool(entry.body) for row in rows if row.erased for entry in row.entries} <= {False}
        confide.tick(DAY)
        assert {path.name for path in home.confide.iterdir()} <= {"confide.db", "confide.db-wal", "confide.db-shm"}


FULL = """
import os, sys
from pathlib import Path
from appliance.config import Home
from appliance.errors import StorageError
from appliance.store.confide import ConfideStore
from tests.store.confided import DAY, HEAD, LEAD, new_report, notice
home = Home(Path(sys.argv[1]))
kept = []
try:
    with ConfideStore.open(home) as confide:
        while len(kept) < 5000:
            new = new_report(size=20_000, notices=(notice(),))
            confide.add_report(new)
            kept.append(new.lookup.hex())
except StorageError as error:
    print(error)
print(*kept)
"""


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", folder], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


class TestFull:
    @pytest.mark.parametrize("full", ["file", "disk"])
    def test_it_is_told_and_nothing_half_is_left(self, tmp_path: Path, full: str) -> None:
        with contextlib.ExitStack() as stack:
            root = tmp_path / "box" if full == "file" else stack.enter_context(small_disk(tmp_path / "disk"))
            home = Home(root)
            home.make()
            limit = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2**21, 2**21))) if full == "file" else None
            done = subprocess.run(  # it has one thread
                [sys.executable, "-c", FULL, str(root)], preexec_fn=limit, capture_output=True, text=True, check=True
            )
            trouble, kept = done.stdout.splitlines()
            assert trouble.startswith("confide.db: the disk")
            lookups = [bytes.fromhex(one) for one in kept.split()]
            assert len(lookups) > 20
            with ConfideStore.open(home, read_only=True) as confide:
                assert all(confide.by_receipt(lookup) for lookup in lookups)
                assert len(confide.reports(LEAD)) == len(lookups) == len(confide.due(1e12))
                assert confide.faults() == []

    def test_where_there_is_no_room_for_the_file_none_is_left(self, tmp_path: Path) -> None:
        home = Home(tmp_path)
        home.make()
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
        try:
            with pytest.raises(StorageError, match=r"confide\.db|new-.*\.db"):
                ConfideStore.open(home)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert list(home.confide.iterdir()) == []
        ConfideStore.open(home).close()

    def test_an_erasure_that_finds_no_room_to_sweep_is_made_all_the_same(
        self, confide: ConfideStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        report = told(confide)

        def full() -> None:
            raise StorageError("confide.db: the disk is full")

        with monkeypatch.context() as patch:
            patch.setattr(confide._file, "rewrite", full)
            assert confide.erase(report.id, LEAD, HEAD, DAY)
            assert confide.report(report.id, LEAD).erased  # type: ignore[union-attr]
            with pytest.raises(StorageError, match="the disk is full"):
                confide.tick(DAY)
        confide.tick(DAY)
        assert confide.faults() == []


def test_threads_of_one_process_share_one_store(confide: ConfideStore) -> None:
    report = told(confide)
    failures: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(20):
                confide.add(new_entry(report.id, LEAD, HEAD, of_child=True, sealed=sealed(LEAD, HEAD)))
                confide.reports(LEAD)
        except StorageError as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [entry.number for entry in confide.reports(LEAD)[0].entries] == list(range(1, 102))
