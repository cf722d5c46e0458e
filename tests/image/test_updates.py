"""A box that runs one version takes the next and stays with it; it goes back by itself from one that is not well, and
from one that does not even start. One box, from its first start on: each test goes on where the one before ended."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.machine.rauc import CUT, UNSIGNED
from image.tools import ROOT
from tests.image.booted import IMAGE, MISSING, Booted, needs, overlay
from tests.image.releases import Releases, broken_core, no_init, stick

SIGNING = Path(os.environ.get("LOLLIPOP_SIGNING", ROOT / "build/signing"))
pytestmark = needs(*MISSING, seconds=3 * 3600)
_TERM = "purple zebra crossing"
_COPY = "/data/machine/update.raucb"
_JUDGED = """
test "$(systemctl show -p ActiveState --value lollipop-started)" != active
test "$(systemctl show -p ExecMainExitTimestampMonotonic --value lollipop-started)" -gt 0
"""
_CAPTURES = """
from appliance.config import default_home
from appliance.model import the_box
from appliance.store import Store
with Store.open(default_home(), read_only=True) as store:
    print(sum(one.count for one in store.seen_by(the_box("test")).captures.latest()))
"""


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    return prepared(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory, releases: Releases) -> Iterator[Booted]:
    folder = tmp_path_factory.mktemp("box")
    plugged = stick(folder / "stick.img", *sorted(releases.folder.glob("*.raucb")))
    with Booted(overlay(IMAGE, folder), folder, plugged) as box:
        begin(box)
        yield box


def prepared(folder: Path) -> Releases:
    """All that will be on the stick."""
    with Releases(IMAGE, SIGNING, folder) as releases:
        releases.cut("half", releases.whole("good", releases.after(1)))
        releases.whole("broken", releases.after(2), broken_core)
        releases.whole("dead", releases.after(3), no_init)
        releases.small("older", "0.0.9")
        releases.small("stranger", releases.after(9), signer="other")
        releases.small("pi", releases.after(9), machine="pi")
    return releases


def begin(box: Booted) -> None:
    """It is well, has a capture, and the school has a term of its own."""
    box.wait_until_up()
    judged(box)
    box.say(f"lollipop term add --severity severe --yes {_TERM!r}", 300)
    assert captures(box)


def judged(box: Booted) -> None:
    """Until the start that is under way was looked at."""
    box.wait_for("its verdict on the start", _JUDGED, 1800)


def captures(box: Booted) -> int:
    given = ("env", "LOLLIPOP_HOME=/data/lollipop", "PYTHONPATH=/opt/lollipop/app")
    done = box.as_user("lollipop", *given, "/opt/lollipop/venv/bin/python3", "-c", _CAPTURES)
    assert done.returncode == 0, done.stdout
    return int(done.stdout)


def put(box: Booted, name: str, stick: str = "UPDATES") -> str:
    """What is said in the end of putting in what is on the stick."""
    done = box.lollipop("update", "put", f"{name}.raucb", "--stick", stick, timeout=2400)
    return done.stdout.strip().splitlines()[-1]


def loader(box: Booted) -> dict[str, str]:
    said = box.say("grub-editenv /efi/EFI/debian/grubenv list")
    return dict(line.split("=", 1) for line in said.splitlines())


def running(box: Booted) -> tuple[str, str]:
    """Slot and version."""
    slot = box.say(r"sed -n 's/.*rauc\.slot=\([AB]\).*/\1/p' /proc/cmdline")
    return slot, box.say("sed -n 's/^IMAGE_VERSION=//p' /etc/os-release")


def told(box: Booted) -> str:
    """What the console's page says of the machine, by the same words on the command line."""
    return box.wait_for("what it says of its versions", "lollipop update show")


def kept(box: Booted) -> dict[str, str]:
    return dict(json.loads(box.say("cat /data/machine/versions.json")))


def test_the_first_version_was_found_well(box: Booted, releases: Releases) -> None:
    assert running(box) == ("A", releases.version)
    assert kept(box)["well"] == releases.version
    assert (loader(box)["A_OK"], loader(box)["A_TRY"]) == ("1", "0")


def test_what_may_not_be_put_in_is_refused_in_a_sentence(box: Booted, releases: Releases) -> None:
    before = loader(box)
    assert put(box, "stranger") == UNSIGNED
    assert put(box, "half") == CUT
    assert put(box, "older") == f"This is version 0.0.9, and the box already runs {releases.version}, which is newer."
    assert put(box, "pi") == ("This update is for another kind of machine (lollipop-pi); this box is lollipop-x86.")
    assert put(box, "missing").startswith("missing.raucb cannot be read")
    assert loader(box) == before
    assert box.say("lollipop healthy --quick --within 120", 200)


def test_a_stick_that_is_pulled_out_changes_nothing(box: Booted) -> None:
    before = loader(box)
    put_in = "lollipop update put good.raucb --stick UPDATES >/run/put 2>&1"
    box.say(f"systemd-run --quiet --collect --unit=putting sh -c '{put_in}'")
    box.wait_for("the copy", f"test -s {_COPY}", 300)
    box.control("device_del", id="stick")
    box.wait_for("its end", "! systemctl is-active --quiet putting", 300)
    assert "good.raucb could not be copied: Input/output error. Was the stick pulled out?" in box.say("cat /run/put")
    assert box.run(f"test -e {_COPY}").returncode == 1
    assert loader(box) == before
    assert box.say("lollipop healthy --quick --within 120", 200)
    box.control("device_add", driver="usb-storage", id="stick", drive="stick", removable=True)
    box.wait_for("the stick", "lollipop update show | grep -q good.raucb", 120)


def test_a_newer_version_begins_and_stays(box: Booted, releases: Releases) -> None:
    before, version = captures(box), releases.after(1)
    assert put(box, "good") == f"Version {version} is put in. It begins when the box is started anew."
    assert running(box) == ("A", releases.version)
    box.start_anew("lollipop update start")
    judged(box)
    assert running(box) == ("B", version), told(box)
    assert kept(box)["well"] == version, told(box)
    state = loader(box)
    assert (state["ORDER"], state["B_OK"], state["B_TRY"]) == ("B A", "1", "0")
    assert captures(box) > before, "those from before, and the practice capture of the new version"
    assert _TERM in box.say("lollipop term list")


def test_a_version_that_is_not_well_is_left_again(box: Booted, releases: Releases) -> None:
    version = releases.after(2)
    assert put(box, "broken") == f"Version {version} is put in. It begins when the box is started anew."
    box.say("echo 90 >/data/patience")
    box.start_anew("lollipop update start")
    if running(box)[0] == "A":
        box.wait_until_up()
    box.say("rm /data/patience")
    judged(box)
    assert running(box) == ("B", releases.after(1))
    said = told(box)
    assert f"Version {version} did not come up well, and the box went back. What was not well: " in said
    assert "What records" in said
    assert kept(box)["failed"] == version
    assert loader(box)["A_OK"] == "0"
    assert f"Version {version} was tried here and did not come up well." in put(box, "broken")


def test_a_version_that_does_not_start_is_left_again(box: Booted, releases: Releases) -> None:
    version = releases.after(3)
    assert put(box, "dead") == f"Version {version} is put in. It begins when the box is started anew."
    box.start_anew("lollipop update start")
    judged(box)
    assert running(box) == ("B", releases.after(1))
    assert f"Version {version} did not start, and the box went back to {releases.after(1)}." in told(box)
    assert loader(box)["A_TRY"] == "3"
    assert _TERM in box.say("lollipop term list")
