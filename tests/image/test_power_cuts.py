"""The power goes: while a box makes itself, while it records, while a version is being put in. Each time it starts
again and is well, and nothing is missing of what it had acknowledged. One disk, from its first start on.

A cut is the end of QEMU: what the box's kernel had not written yet is gone. What it had given to its disk is kept, for
the disk's own cache is this computer's memory; that a real disk keeps order is left to its flushes."""

import shlex
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from appliance.machine.working import CUT_SHORT
from tests.image.booted import IMAGE, MISSING, Booted, NotUpError, needs, overlay
from tests.image.releases import Releases, stick
from tests.image.test_updates import SIGNING, judged, kept, loader, put, running, told
from tests.lab.topology import wait_for

pytestmark = needs(*MISSING, seconds=3 * 3600)
# KiB that were written since the start began: the key; the part's head; its file system, half and nearly whole.
_MOMENTS = (300, 6_000, 40_000, 85_000)
_WRITTEN = 40  # notes that were answered before the power goes
# Notes each note that was answered, and when: a second later it counts as acknowledged, whatever else is slow.
_WRITING = """
import http.client, itertools, time
for number in itertools.count():
    line = http.client.HTTPConnection("127.0.0.1", 8080, timeout=60)
    host = f"distress-{number}.test"
    try:
        line.request("POST", f"http://{host}/form", "note=i+want+to+kill+myself", {"Host": host,
            "Content-Type": "application/x-www-form-urlencoded"})
        line.getresponse().read()
    except OSError:
        time.sleep(1)
        continue
    with open("/run/answered", "a") as file:
        file.write(f"{host} {time.monotonic()}\\n")
"""
_ANSWERED = """
import time
now = time.monotonic()
print(*(line.split()[0] for line in open("/run/answered") if now - float(line.split()[1]) > 1))
"""
_STORED = """
import sqlite3
store = sqlite3.connect("file:/data/lollipop/store/cases.db?mode=ro", uri=True)
print(*(host for host, in store.execute("SELECT host FROM hits")))
"""
_WHOLE = """
import sqlite3, pathlib
for path in sorted(pathlib.Path("/data/lollipop/store").glob("*.db")):
    found = sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("PRAGMA integrity_check").fetchone()
    print(path.name, *found)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest.fixture(scope="module")
def stick_of_updates(folder: Path) -> list[str]:
    with Releases(IMAGE, SIGNING, folder) as releases:
        return stick(folder / "stick.img", releases.whole("good", releases.after(1)))


@pytest.fixture(scope="module")
def first(folder: Path) -> Path:
    """The disk of a box whose first start was cut at every moment in turn, each on what the one before had left."""
    disk = IMAGE
    for number, grown in enumerate(_MOMENTS):
        disk = overlay(disk, folder, name=f"cut-{number}")
        with Booted(disk, folder) as box:
            _wait_until_written(disk, grown, box)
    return overlay(disk, folder, name="first")


@pytest.fixture(scope="module")
def box(folder: Path, first: Path, stick_of_updates: list[str]) -> Iterator["Cuttable"]:
    with Cuttable(first, folder, stick_of_updates) as box:
        yield box


class Cuttable:
    """A box whose power goes and comes back. `now` is it, since it was switched on last."""

    def __init__(self, disk: Path, folder: Path, more: list[str]) -> None:
        self.disk = disk
        self.folder, self._more = folder, more

    def __enter__(self) -> Self:
        self.now = Booted(self.disk, self.folder, self._more).__enter__()
        self.now.wait_until_up()
        return self

    def __exit__(self, *_: object) -> None:
        self.now.__exit__()

    def cut(self) -> None:
        self.__exit__()
        self.__enter__()


def _wait_until_written(disk: Path, kibibytes: int, box: Booted, seconds: float = 900.0) -> None:
    """Until the disk's file has grown by so much from now."""
    least = disk.stat().st_blocks // 2 + kibibytes
    until = time.monotonic() + seconds
    while disk.stat().st_blocks // 2 < least:
        if time.monotonic() > until:
            raise NotUpError(f"less than {kibibytes} KiB were written, and its serial line ends with\n{box.serial()}")
        time.sleep(0.02)


def _is_well(box: Booted) -> None:
    judged(box)
    assert not box.say("systemctl list-units --failed --plain --no-legend")
    assert kept(box)["well"] == running(box)[1], box.journal("lollipop-started")


def _python(box: Booted, script: str) -> list[str]:
    """The words that it says, with Lollipop's modules."""
    given = ("env", "LOLLIPOP_HOME=/data/lollipop", "PYTHONPATH=/opt/lollipop/app", "PYTHONDONTWRITEBYTECODE=1")
    done = box.as_user("lollipop", *given, "/opt/lollipop/venv/bin/python3", "-c", script, timeout=300)
    assert done.returncode == 0, done.stdout
    return done.stdout.split()


def test_in_the_middle_of_the_first_start(box: Cuttable) -> None:
    _is_well(box.now)
    assert box.now.say("cryptsetup status data | grep -c LUKS2") == "1"
    assert loader(box.now)["A_TRY"] == "0"


def test_in_the_middle_of_recording(box: Cuttable) -> None:
    running_it = "systemd-run --quiet --unit=writing /opt/lollipop/venv/bin/python3 -c"
    box.now.say(f"{running_it} {shlex.quote(_WRITING)}")
    box.now.wait_for("captures", f"test $(wc -l </run/answered) -gt {_WRITTEN}", 900)
    stored = set(_python(box.now, _STORED))
    answered = set(box.now.say(f"python3 -c {shlex.quote(_ANSWERED)}").split())
    box.cut()
    assert len(answered) > _WRITTEN
    assert len(stored) > 1
    missing = lambda: (stored | answered) - set(_python(box.now, _STORED))  # noqa: E731  # asked often
    wait_for("what was still in the spool", lambda: not missing(), seconds=600, why=missing)
    assert _python(box.now, _WHOLE) == ["activity.db", "ok", "cases.db", "ok"]
    _is_well(box.now)


def test_in_the_middle_of_an_update(box: Cuttable) -> None:
    version = running(box.now)
    box.now.say("systemd-run --quiet --unit=putting lollipop update put good.raucb --stick UPDATES")
    box.now.wait_for("the copy", "test -e /data/machine/update.raucb", 300)
    bundle = (box.folder / "good.raucb").stat().st_size // 1024
    _wait_until_written(box.disk, bundle + 100_000, box.now, 1800)
    box.cut()
    assert running(box.now) == version
    assert f"Last work, update: {CUT_SHORT}" in told(box.now)
    assert "is put in. It begins" in put(box.now, "good")
    _is_well(box.now)
