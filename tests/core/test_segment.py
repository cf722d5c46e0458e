"""The file format of the spool."""

import errno
import os
from pathlib import Path

import msgspec
import pytest

from appliance.core import segment
from appliance.model import AppRefused, Event, GuardTripped, Ignored, Pictured, PictureKind, SpoolFull
from tests.core.samples import captured, visit
from tests.store.test_noticed import noticed

EVERY_KIND: tuple[Event, ...] = (
    captured(1),
    visit(1),
    AppRefused(at=1.0, worker="w", client="c", device="d", host="h", error="e"),
    GuardTripped(at=1.0, worker="w", hook="k", flow="f", client="c", host="h", error="e", outcome="o"),
    SpoolFull(at=1.0, worker="w", since=0.5, dropped=3),
    Ignored(at=1.0, worker="worker-1", device="ipad-12", entries=(3, 4)),
    Pictured(
        at=1.0,
        worker="helpers",
        helper="h",
        number=1,
        order="o",
        kind=PictureKind.STILL,
        digest="d",
        size=9,
        format="webp",
        width=1,
        height=1,
    ),
    noticed(1),
)


@pytest.mark.parametrize("event", EVERY_KIND, ids=lambda event: type(event).__name__)
def test_every_event_can_be_found_again_behind_damage(event: Event) -> None:
    record = segment.record(msgspec.msgpack.encode(event))
    assert segment.next_record(b"damage: " + record, 0) == 8


def test_every_kind_of_event_is_among_them() -> None:
    assert {type(event) for event in EVERY_KIND} == set(Event.__args__)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(bytes(64), id="not written yet"),
        pytest.param(segment.record(b"abc")[:-1], id="cut off"),
        pytest.param(b"\xff\xff\xff\xff" + segment.record(b"abc")[4:], id="a length past the end"),
        pytest.param(segment.record(b"abc")[:-1] + b"d", id="another byte than was summed"),
    ],
)
def test_what_is_no_record_is_not_taken_for_one(data: bytes) -> None:
    assert segment.record_end(memoryview(data), 0) == 0


def test_other_files_in_the_folder_are_no_segments(tmp_path: Path) -> None:
    for name in ("0000000000000007.seg", "spare", "next", "notes.seg", "8.seg", "0000000000000003.seg.old"):
        (tmp_path / name).write_bytes(b"xx")
    assert segment.numbers(tmp_path) == [7]
    assert segment.used_bytes(tmp_path) == 2


def test_what_cannot_be_allocated_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(OSError, match="no space"):
        segment.allocate(tmp_path / "spare", 4096)
    assert list(tmp_path.iterdir()) == []
