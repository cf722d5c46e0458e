"""A box that begins in 1970: it has no battery for its clock, and nobody told it the time. What it makes then is valid
when the clock is right, and nothing goes because the clock jumped.

Containers share this machine's clock, so that it is never set: libfaketime tells Lollipop's units another time.
"""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.box.on_its_own import OnItsOwn, on_its_own
from tests.lab.internet import SAD
from tests.lab.topology import PUPIL1, PUPIL2, wait_for

pytestmark = [pytest.mark.network, pytest.mark.soak, pytest.mark.timeout(900)]

PAGE, PLAIN = "https://www.lab.test/", "http://www.lab.test/"
PAUSE = "Let us talk first."
_HOME, _TOLD = "/data/lollipop", "/etc/told-time"
_IN_1970 = 600  # seconds since the epoch
_DROP_IN_FILE = "etc/systemd/system/lollipop-.service.d/90-told-time.conf"
_DROP_IN = f"""\
[Service]
Environment=LD_PRELOAD=/usr/local/lib/libfaketimeMT.so.1 FAKETIME_TIMESTAMP_FILE={_TOLD}
Environment=FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_DISABLE_SHM=1 NO_FAKE_STAT=1
"""


@pytest.fixture(scope="module")
def library() -> Path:
    found = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if found is None:
        pytest.skip("not installed here: libfaketime")
    return found


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Iterator[OnItsOwn]:
    """Its first start was in 1970."""

    def begin(school: OnItsOwn) -> None:
        box = school.box
        box.say("systemctl", "stop", "lollipop.target", timeout=120)
        shutil.copy(library, box.root / "usr/local/lib")
        drop_in = box.root / _DROP_IN_FILE
        drop_in.parent.mkdir(parents=True, exist_ok=True)
        drop_in.write_text(_DROP_IN)
        own = box.root / "etc/systemd/system/lollipop-network.service.d"
        own.mkdir(exist_ok=True)
        # It starts many programs, and libfaketime's locks do not stand that; it has no use for the time of day.
        (own / "91-own-time.conf").write_text("[Service]\nUnsetEnvironment=LD_PRELOAD\n")
        _tell(school, -int(time.time()) + _IN_1970)
        box.say("sh", "-c", f"rm -rf {_HOME}/*")
        box.say("systemctl", "daemon-reload")
        box.say("systemctl", "restart", "lollipop-setup.service", timeout=120)

    with on_its_own(tmp_path_factory.mktemp("box"), begin) as school:
        device = school.lab.pupils[PUPIL2][0]
        school.fetch(PLAIN, "-4", place=PUPIL2)
        school.wait_until_told(f"A new device is on the network: a device ({device},")
        done = school.box.lollipop("ban", device, "--minutes", "600", "--reason", PAUSE)
        assert done.returncode == 0, done.stderr
        yield school


def test_it_begins_in_1970(school: OnItsOwn) -> None:
    said = school.wait_until_told("Clock: wrong", "Recording: running", "Reading pages: 2 of 2 running")
    assert "The box thinks that it is long ago: its clock lost its power" in said
    assert "many sites do not open, until it hears the time from the internet" in said
    wait_for("a page", lambda: "Romans" in school.fetch(PLAIN, "-4"), seconds=60, why=lambda: _seen(school))
    assert PAUSE in school.fetch(PLAIN, "-4", place=PUPIL2)
    assert "Romans" not in school.fetch(PAGE, "-4"), "the site's certificate is not valid yet"
    assert " 200" in school.fetch("https://practice.lollipop.test/ready", "-4").splitlines()[0]
    assert "thank you" in school.fetch("http://www.lab.test/form", "-4", "--data-urlencode", f"note={SAD}")
    wait_for("the capture", lambda: _is_kept(school), seconds=60, why=school.box.journal)


def test_then_the_clock_is_put_right(school: OnItsOwn) -> None:
    """And the box runs on."""
    _tell(school, 0)
    wait_for("pages", lambda: "Romans" in school.fetch(PAGE, "-4"), seconds=90, why=lambda: _seen(school))
    school.sign_in()
    school.wait_until_told("Clock: set", "Recording: running", "Certificate: valid for 3,6", "Storage: working")
    assert PAUSE in school.fetch(PAGE, "-4", place=PUPIL2)
    assert _is_kept(school)


def test_it_starts_anew_then(school: OnItsOwn) -> None:
    """By this machine's own clock, which is right."""
    (school.box.root / _DROP_IN_FILE).unlink()
    school.power_cut()
    school.boot()
    school.wait_until_told("Clock: set", "Recording: running", "Reading pages: 2 of 2 running")
    wait_for("pages", lambda: "Romans" in school.fetch(PAGE, "-4"), seconds=90, why=lambda: _seen(school))
    assert PAUSE in school.fetch(PAGE, "-4", place=PUPIL2)
    assert _is_kept(school)


def _tell(school: OnItsOwn, ahead: int) -> None:
    """By how many seconds the units' clock is ahead of this machine's."""
    (school.box.root / _TOLD.lstrip("/")).write_text(f"{ahead:+d}\n")
    time.sleep(1.5)  # they look once a second


def _is_kept(school: OnItsOwn) -> bool:
    return "Suicide" in {category for _, _, category in school.captures()}


def _seen(school: OnItsOwn) -> str:
    asked = (school.fetch(PAGE, "-4", place=place) for place in (PUPIL1, PUPIL2))
    return "\n".join((*asked, school.health(), school.box.journal(lines=60)))
