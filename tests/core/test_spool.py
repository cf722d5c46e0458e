"""The queue on disk: what was accepted comes out once and in order, whatever happened in between."""

import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core import segment
from appliance.core.spool import SpoolReader, SpoolWriter
from appliance.errors import StorageError
from appliance.model import Event, SpoolCursor, SpoolFull, Visit
from tests.core.samples import captured, fill, visit, wait_for

MiB = 1024 * 1024
START = SpoolCursor()


def read_all(folder: Path, at_once: int = 100, cursor: SpoolCursor = START) -> tuple[list[Event], int]:
    """Everything from the cursor on, and how many damaged places were skipped."""
    reader = SpoolReader(folder, patience=0)
    events: list[Event] = []
    damaged = 0
    while True:
        batch = reader.read(cursor, at_once)
        events += batch.events
        damaged += batch.damaged
        if batch.cursor == cursor:
            return events, damaged
        cursor = batch.cursor


def spool(folder: Path, events: Sequence[Event], limit: int = 16 * MiB) -> None:
    with SpoolWriter(folder, limit) as writer:
        for event in events:
            assert writer.append(event)


def paths(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.seg"))


# --- the usual -----------------------------------------------------------------------------------------------------


def test_what_goes_in_comes_out_in_order(tmp_path: Path) -> None:
    events = [visit(number) if number % 3 else captured(number) for number in range(3000)]
    spool(tmp_path / "w", events)
    assert read_all(tmp_path / "w") == (events, 0)


def test_a_reader_follows_a_writer(tmp_path: Path) -> None:
    reader = SpoolReader(tmp_path / "w")
    cursor = START
    with SpoolWriter(tmp_path / "w", 16 * MiB) as writer:
        for number in range(200):
            event = visit(number, size=20_000)
            assert writer.append(event)
            batch = reader.read(cursor, 10)
            assert batch.events == (event,)
            cursor = batch.cursor
            reader.forget(cursor)
        assert len(paths(tmp_path / "w")) == 1


def test_a_folder_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert SpoolReader(tmp_path / "none").read(START, 10).events == ()


def test_a_read_stops_where_it_is_told_to(tmp_path: Path) -> None:
    spool(tmp_path / "w", [visit(number) for number in range(10)])
    reader = SpoolReader(tmp_path / "w")
    first = reader.read(START, 4)
    assert len(reader.read(START, 10, until=first.cursor).events) == 4
    assert reader.read(first.cursor, 10, until=first.cursor).events == ()
    assert len(reader.read(first.cursor, 10).events) == 6


def test_an_event_larger_than_a_segment_is_kept(tmp_path: Path) -> None:
    events = [visit(1), visit(2, size=3 * MiB), visit(3)]
    spool(tmp_path / "w", events)
    assert read_all(tmp_path / "w") == (events, 0)


def test_what_waits_is_counted(tmp_path: Path) -> None:
    spool(tmp_path / "w", [visit(number) for number in range(2500)])
    assert SpoolReader(tmp_path / "w").count(START) == 2500


def test_used_bytes_grow_with_what_is_written_not_with_what_is_preallocated(tmp_path: Path) -> None:
    with SpoolWriter(tmp_path / "w", 16 * MiB) as writer:
        assert writer.used_bytes == 0
        writer.append(visit(1, size=1000))
        assert 1000 < writer.used_bytes < 1300


def test_a_spool_has_one_writer(tmp_path: Path) -> None:
    with SpoolWriter(tmp_path / "w", 16 * MiB), pytest.raises(StorageError, match="written by another process"):
        SpoolWriter(tmp_path / "w", 16 * MiB)


def test_an_append_costs_the_proxy_next_to_nothing(tmp_path: Path) -> None:
    with SpoolWriter(tmp_path / "w", 64 * MiB) as writer:
        event = captured(1)
        start = time.process_time()
        for _ in range(5000):
            assert writer.append(event)
        each = (time.process_time() - start) / 5000
    assert each < 200e-6


# --- a new start ---------------------------------------------------------------------------------------------------


def test_a_new_writer_goes_on_in_a_fresh_segment(tmp_path: Path) -> None:
    for number in range(3):
        spool(tmp_path / "w", [visit(number)])
    assert len(paths(tmp_path / "w")) == 3
    assert [event.url for event in read_all(tmp_path / "w")[0] if isinstance(event, Visit)] == [
        f"https://www.example.org/{number}/" for number in range(3)
    ]


def test_a_cursor_from_another_spool_hides_nothing(tmp_path: Path) -> None:
    """The store came from a backup, or someone emptied the folder."""
    spool(tmp_path / "w", [visit(1)])
    foreign = SpoolCursor(segment=int(time.time()) + 500, offset=900)
    assert len(read_all(tmp_path / "w", cursor=foreign)[0]) == 1


# --- the bound and the disk ----------------------------------------------------------------------------------------


def test_at_its_bound_it_counts_what_it_drops_and_says_so_when_there_is_room(tmp_path: Path) -> None:
    folder = tmp_path / "worker-1"
    reader = SpoolReader(folder)
    with SpoolWriter(folder, 2 * MiB) as writer:
        kept = [writer.append(visit(number, size=50_000)) for number in range(60)]
        dropped = kept.count(False)
        assert kept == [True] * (60 - dropped) + [False] * dropped
        assert dropped > 0
        assert sum(path.stat().st_size for path in folder.iterdir()) <= 2 * MiB
        batch = reader.read(START, 100)
        assert len(batch.events) == 60 - dropped
        reader.forget(batch.cursor)
        wait_for(lambda: reader.read(batch.cursor, 10).events, "the full spool is told")
        assert writer.append(visit(100))
    told, following = reader.read(batch.cursor, 10).events
    assert isinstance(told, SpoolFull)
    assert (told.dropped, told.worker) == (dropped, "worker-1")
    assert told.since <= told.at
    assert isinstance(following, Visit)


def test_what_is_offered_to_a_full_spool_is_no_loss(tmp_path: Path) -> None:
    folder = tmp_path / "helpers"
    folder.mkdir()
    reader = SpoolReader(folder)
    with SpoolWriter(folder, 2 * MiB) as writer:
        kept = [writer.offer(visit(number, size=50_000)) for number in range(60)]
        assert False in kept
        batch = reader.read(START, 100)
        reader.forget(batch.cursor)
        wait_for(lambda: writer.offer(visit(100)), "there is room again")
    assert not any(isinstance(one, SpoolFull) for one in reader.read(START, 100).events)


def test_on_a_full_disk_it_goes_on_in_what_is_preallocated_and_recovers(small_disk: Path) -> None:
    folder, ballast = small_disk / "worker-1", small_disk / "ballast"
    reader = SpoolReader(folder)
    with SpoolWriter(folder, 64 * MiB) as writer:
        wait_for((folder / "spare").exists, "a spare is ready")
        fill(ballast)
        kept = [writer.append(visit(number, size=10_000)) for number in range(300)]
        assert 190 < kept.count(True) < 210, "two preallocated segments take 2 MiB"
        batch = reader.read(START, 1000)
        assert len(batch.events) == kept.count(True)
        ballast.unlink()
        wait_for(lambda: reader.read(batch.cursor, 10).events, "the full spool is told")
    (told,) = reader.read(batch.cursor, 10).events
    assert isinstance(told, SpoolFull)
    assert told.dropped == kept.count(False)


def test_a_worker_that_starts_on_a_full_disk_uses_the_spare_that_was_left(small_disk: Path) -> None:
    folder = small_disk / "worker-1"
    with SpoolWriter(folder, 64 * MiB):
        wait_for((folder / "spare").exists, "a spare is ready")
    fill(small_disk / "ballast")
    spool(folder, [visit(1)])
    assert len(read_all(folder)[0]) == 1


# --- killed --------------------------------------------------------------------------------------------------------

_WRITER = """
import sys
from pathlib import Path
from appliance.core.spool import SpoolWriter
from tests.core.samples import visit
first = int(sys.argv[2])
with SpoolWriter(Path(sys.argv[1]), 64 * 1024 * 1024) as spool:
    for number in range(first, first + 1_000_000):
        assert spool.append(visit(number, size=(number * 7919) % 3000))
        print(number, flush=True)
"""


def test_a_killed_writer_loses_no_record_that_it_was_told_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    confirmed: list[int] = []
    for round_ in range(4):
        first = round_ * 1_000_000
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(folder), str(first)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        confirmed += [int(writer.stdout.readline()) for _ in range(random.randrange(1, 1500))]  # no secret
        writer.send_signal(signal.SIGKILL)
        confirmed += [int(line) for line in writer.stdout.read().split(b"\n")[:-1]]
        writer.stdout.close()
        writer.wait()
    events, _ = read_all(folder)
    found = [int(event.url.split("/")[3]) for event in events if isinstance(event, Visit)]
    assert len(found) == len(set(found)), "nothing twice"
    assert set(confirmed) <= set(found)
    assert len(found) - len(confirmed) <= 4, "at most the one that was being written when the kill came"


# --- damage --------------------------------------------------------------------------------------------------------

sizes = st.lists(st.sampled_from([0, 10, 300, 5000, 60_000, 400_000, 1_200_000]), min_size=1, max_size=12)


@settings(max_examples=20, deadline=None)
@given(starts=st.lists(sizes, min_size=1, max_size=3), at_once=st.integers(1, 7))
def test_any_sizes_and_restarts(starts: list[list[int]], at_once: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        written: list[Event] = []
        for start in starts:
            events = [visit(len(written) + place, size) for place, size in enumerate(start)]
            spool(Path(name) / "w", events, limit=64 * MiB)
            written += events
        assert read_all(Path(name) / "w", at_once) == (written, 0)


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_damage_at_any_byte_costs_only_the_records_it_touches(data: st.DataObject) -> None:
    """Truncation, zeros, noise or another record's bytes, anywhere in one of three segments."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "w"
        written: list[list[Event]] = []
        for start in range(3):
            events: list[Event] = [visit(start * 100 + n, size=n * 37 % 200, at=1.0) for n in range(8)]
            spool(folder, events)
            written.append(events)
        place = data.draw(st.integers(0, 2), label="segment")
        path = paths(folder)[place]
        ends = _ends(path)
        start = data.draw(st.integers(0, ends[-1] - 1), label="first damaged byte")
        end = data.draw(st.integers(start + 1, ends[-1]), label="end of the damage")
        path.write_bytes(_damaged(path.read_bytes(), start, end, data))
        touched = {n for n in range(8) if start < ends[n + 1] and end > ends[n]}
        expected = [event for n, event in enumerate(written[place]) if n not in touched]
        spool(folder, [])  # damage comes from a crash, and after a crash the writer starts anew
        if path.stat().st_size < ends[-1]:  # truncated: what followed is gone with it
            expected = written[place][: min(touched)]
        found, _ = read_all(folder, at_once=data.draw(st.integers(1, 5), label="at once"))
        assert [event for event in found if event in written[place]] == expected
        assert [event for event in found if event not in written[place]] == [
            event for n, events in enumerate(written) if n != place for event in events
        ]


def _ends(path: Path) -> list[int]:
    """Where records begin, and where the last one ends."""
    view, place = memoryview(path.read_bytes()), 0
    ends = [0]
    while place := segment.record_end(view, place):
        ends.append(place)
    return ends


def _damaged(data: bytes, start: int, end: int, draw: st.DataObject) -> bytes:
    kind = draw.draw(st.sampled_from(["truncated", "zeros", "flipped", "noise"]), label="kind")
    if kind == "truncated":
        return data[:start]
    if kind == "zeros":
        # A record may hold zeros where it is hurt: make sure that each byte differs.
        middle = bytes(0 if byte else 1 for byte in data[start:end])
    elif kind == "flipped":
        middle = bytes(byte ^ 0xFF for byte in data[start:end])
    else:
        noise = draw.draw(st.binary(min_size=end - start, max_size=end - start), label="noise")
        middle = bytes(new if new != old else new ^ 1 for new, old in zip(noise, data[start:end], strict=True))
    return data[:start] + middle + data[end:]


@settings(max_examples=150, deadline=None)
@given(noise=st.binary(max_size=3000))
def test_a_segment_of_noise_never_raises(noise: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        segment.path_of(folder, 1).write_bytes(noise)
        segment.path_of(folder, 2).write_bytes(segment.record(b"\x81\xa4type\xa3Who"))
        events, damaged = read_all(folder)
        assert events == []
        assert damaged >= 1


def test_an_unfinished_record_at_the_end_is_waited_for(tmp_path: Path) -> None:
    """Between two pages of one write the reader may look: that is not damage."""
    folder = tmp_path / "w"
    spool(folder, [visit(1), visit(2)])
    (path,) = paths(folder)
    whole = path.read_bytes()
    half = _ends(path)[1] + 30
    path.write_bytes(whole[:half] + bytes(len(whole) - half))
    reader = SpoolReader(folder, patience=60)
    batch = reader.read(START, 10)
    assert batch.events == (visit_at(whole, 0),)
    assert batch.damaged == 0
    path.write_bytes(whole)
    assert len(reader.read(batch.cursor, 10).events) == 1


def test_an_unreadable_record_in_the_growing_segment_is_skipped_after_a_while(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    spool(folder, [visit(1, at=1.0), visit(2, at=1.0), visit(3, at=1.0)])
    (path,) = paths(folder)
    data = bytearray(path.read_bytes())
    data[_ends(path)[1] + 40] ^= 1
    path.write_bytes(data)
    reader = SpoolReader(folder, patience=0.05)
    first = reader.read(START, 10)
    assert (first.events, first.damaged) == ((visit(1, at=1.0),), 0)
    time.sleep(0.06)
    then = reader.read(first.cursor, 10)
    assert (then.events, then.damaged) == ((visit(3, at=1.0),), 1)


def visit_at(data: bytes, place: int) -> Event:
    payload = data[place + segment.HEADER.size : segment.record_end(memoryview(data), place)]
    return msgspec.msgpack.decode(payload, type=Event)


def test_a_record_inside_a_text_is_text(tmp_path: Path) -> None:
    forged = segment.record(b"\x81\xa4type\xa7Goodbye").decode("latin-1")
    events = [visit(1), captured(forged), visit(2)]
    spool(tmp_path / "w", events)
    assert read_all(tmp_path / "w") == (events, 0)
