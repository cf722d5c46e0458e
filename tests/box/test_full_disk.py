"""A box whose disk is full to the last page, while it runs and when it starts: pages come and are read, a pause holds,
the health page says what is wrong, and when there is room again all is well by itself."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.box.on_its_own import OnItsOwn, on_its_own
from tests.lab.internet import SAD
from tests.lab.topology import PUPIL1, PUPIL2, wait_for

pytestmark = [pytest.mark.network, pytest.mark.soak, pytest.mark.timeout(900)]

PAGE, FORM = "https://www.lab.test/", "https://www.lab.test/form"
PAUSE = "Let us talk first."
FULL = "Disk: full"
_MEGABYTES = 400
_FILLED = "/data/filled"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnItsOwn]:
    """A pupil is paused, and a capture was made before."""
    with _small_disk(tmp_path_factory.mktemp("box")) as disk, on_its_own(disk) as school:
        device = school.lab.pupils[PUPIL2][0]
        school.fetch(PAGE, "-4", place=PUPIL2)
        school.wait_until_told(f"A new device is on the network: a device ({device},")
        done = school.box.lollipop("ban", device, "--minutes", "600", "--reason", PAUSE)
        assert done.returncode == 0, done.stderr
        school.fetch(FORM, "-4", "--data-urlencode", f"note={SAD}")
        wait_for("the capture", lambda: _is_kept(school), seconds=60, why=school.box.journal)
        yield school


@pytest.fixture
def full(school: OnItsOwn) -> Iterator[OnItsOwn]:
    """To the last page, by something that is none of ours."""
    _fill(school)
    yield school
    school.box.say("rm", "-f", _FILLED)
    school.wait_until_told("Storage: working", "Recording: running", "Reading pages: 2 of 2 running")
    wait_for("pages come as before", lambda: _is_read(school), seconds=90, why=lambda: _seen(school))
    assert _is_kept(school)


def test_it_fills_while_the_box_runs(full: OnItsOwn) -> None:
    full.wait_until_told(FULL, "The disk is full. Pages are ruled as before")
    wait_for("pages", lambda: _is_read(full), seconds=60, why=lambda: _seen(full))


@pytest.mark.parametrize("part", ["core", "web", "worker@1", "portal", "tls", "network", "mail"])
def test_a_part_starts_anew(full: OnItsOwn, part: str) -> None:
    full.box.say("systemctl", "restart", f"lollipop-{part}.service", timeout=90)
    full.wait_until_told(FULL, "Recording: running", "Reading pages: 2 of 2 running")
    wait_for("pages", lambda: _is_read(full), seconds=90, why=lambda: _seen(full))


def test_everything_starts_anew(full: OnItsOwn) -> None:
    _close_and_fill(full)
    full.box.say("systemctl", "start", "lollipop.target", timeout=180)
    _is_up_though_full(full)


def test_the_power_fails(full: OnItsOwn) -> None:
    """More than once: each start is given some of what was kept aside."""
    for _ in range(2):
        _close_and_fill(full)
        full.power_cut()
        full.boot()
        _is_up_though_full(full)


def test_what_was_kept_aside_is_kept_aside_again(school: OnItsOwn) -> None:
    school.box.say("systemctl", "restart", "lollipop.target", timeout=180)
    school.wait_until_told("Recording: running")
    kept = school.box.say("stat", "--format=%s %a", "/data/lollipop/room-kept-for-when-the-disk-is-full")
    assert kept == f"{32 * 1024 * 1024} 600"


def _fill(school: OnItsOwn) -> None:
    """Until nothing more gets free: what was deleted last is given back seconds later."""
    for _ in range(10):
        school.box.run("sh", "-c", f"cat /dev/zero >>{_FILLED}")
        time.sleep(4)
        if _free(school) == 0:
            return
    pytest.fail("the disk does not stay full")


def _close_and_fill(school: OnItsOwn) -> None:
    """Whoever closes the store last takes its log away: what that freed is filled too."""
    school.box.say("systemctl", "stop", "lollipop.target", timeout=120)
    _fill(school)


def _is_up_though_full(school: OnItsOwn) -> None:
    school.wait_until_told(FULL, "Recording: running", "Reading pages: 2 of 2 running", seconds=180)
    wait_for("pages", lambda: _is_read(school), seconds=120, why=lambda: _seen(school))
    assert _is_kept(school)


def _is_read(school: OnItsOwn) -> bool:
    return "Romans" in school.fetch(PAGE, "-4") and PAUSE in school.fetch(PAGE, "-4", place=PUPIL2)


def _is_kept(school: OnItsOwn) -> bool:
    return "Suicide" in {category for _, _, category in school.captures()}


def _free(school: OnItsOwn) -> int:
    return int(school.box.say("stat", "--file-system", "--format=%a", "/data"))


def _seen(school: OnItsOwn) -> str:
    asked = (school.fetch(PAGE, "-4", place=place) for place in (PUPIL1, PUPIL2))
    return "\n".join((*asked, school.health(), school.box.journal(lines=60)))


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"mode=0755,size={_MEGABYTES}m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
