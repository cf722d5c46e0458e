"""Children browse through a box as systemd runs it: what is read, what becomes a capture, what a pause does, and that
everything may be started anew at any time."""

import re
from collections.abc import Iterator

import pytest

from tests.box.plugged_in import PluggedIn, plugged_in
from tests.lab.internet import SAD
from tests.lab.topology import GATEWAY_OUTSIDE, PUPIL, PUPIL1, PUPIL2, wait_for

pytestmark = [pytest.mark.network, pytest.mark.timeout(900)]

CONSOLE = 4443
PARTS = (  # not `front`: a container has no screen
    "core",
    "web",
    "portal",
    "confide",
    "mail",
    "helpers",
    "network",
    "watch",
    "machine",
    "worker@1",
    "worker@2",
)
PROBED = ("core", "web", "portal", "worker@1", "worker@2")


@pytest.fixture(scope="module")
def school() -> Iterator[PluggedIn]:
    with plugged_in() as school:
        yield school


def test_a_page_comes_through_the_box_and_is_read(school: PluggedIn) -> None:
    page = school.fetch("https://www.lab.test/")
    assert "200" in page.splitlines()[0]
    assert "Romans" in page
    seen = re.findall(r"(?i)^x-from: (\S+)", page, re.MULTILINE)
    assert seen[0] in GATEWAY_OUTSIDE, "the site sees the box, and not the device"


def test_what_a_child_writes_in_distress_becomes_a_capture(school: PluggedIn) -> None:
    answer = school.fetch("https://www.lab.test/form", "--data-urlencode", f"note={SAD}")
    assert "thank you" in answer
    wanted = ("www.lab.test", "Suicide")
    found = lambda: wanted in {(host, category) for _, host, category in school.captures()}  # noqa: E731  # asked often
    wait_for("the capture", found, seconds=60, why=school.container.journal)


def test_staff_open_the_console_with_the_schools_certificate(school: PluggedIn) -> None:
    """By its name, as the box's own name server gives it; plainly, it is nobody's but the box's own."""
    named = ("--resolve", f"lollipop:{CONSOLE}:{school.lab.box[0]}")
    page = school.fetch(f"https://lollipop:{CONSOLE}/", *named)
    assert page.startswith(("HTTP/1.1 4", "HTTP/1.1 3")), page[:300]
    assert "lollipop" in page.lower()
    assert "strict-transport-security" not in page.lower()
    assert not school.lab.answers(PUPIL1, school.lab.box[0], 8000)


def test_a_pause_holds_for_the_one_device(school: PluggedIn) -> None:
    device, page = PUPIL[PUPIL2][0], "https://www.lab.test/"
    done = school.container.lollipop("ban", device, "--minutes", "5", "--reason", "Let us talk first.")
    assert done.returncode == 0, done.stderr
    wait_for("the pause", lambda: "Romans" not in school.fetch(page, "-4", place=PUPIL2), seconds=40)
    assert "Romans" in school.fetch(page, "-4")


def test_the_doctor_finds_all_well(school: PluggedIn) -> None:
    done = school.container.lollipop("doctor")
    assert "MEND" not in done.stdout, done.stdout


@pytest.mark.soak
@pytest.mark.parametrize("part", PARTS)
def test_any_part_may_be_started_anew(school: PluggedIn, part: str) -> None:
    unit = f"lollipop-{part}.service"
    school.container.say("systemctl", "restart", unit, timeout=90)
    school.container.wait_for(unit, "systemctl", "is-active", "--quiet", unit, unit=unit)
    assert school.healthy() == ""
    assert "Romans" in school.fetch("https://www.lab.test/")


def test_a_part_that_is_killed_comes_back(school: PluggedIn) -> None:
    for unit in ("lollipop-core.service", "lollipop-worker@1.service", "lollipop-network.service"):
        school.container.say("systemctl", "kill", "--signal=KILL", unit)
    assert school.healthy() == ""
    assert "Romans" in school.fetch("https://www.lab.test/")


@pytest.mark.soak
@pytest.mark.parametrize("part", ["worker@1", "core"])
def test_what_hangs_is_noticed_and_it_alone_is_started_anew(school: PluggedIn, part: str) -> None:
    """A stopped process still runs for systemd; the probe sees that nothing comes of it."""
    before = _processes(school)
    school.container.say("systemctl", "kill", "--signal=STOP", f"lollipop-{part}.service")
    school.container.run("systemctl", "start", "lollipop-probe.service", timeout=240)
    fresh = lambda: _processes(school)[part] not in {before[part], "0"}  # noqa: E731  # asked often
    wait_for(f"a fresh {part}", fresh, seconds=90, why=lambda: school.container.journal("lollipop-mend"))
    assert school.healthy() == ""
    assert {name for name, pid in _processes(school).items() if pid != before[name]} == {part}
    assert "Romans" in school.fetch("https://www.lab.test/")


def _processes(school: PluggedIn) -> dict[str, str]:
    """Of each part that somebody asks: its first process."""
    show = ("systemctl", "show", "--property=MainPID", "--value")
    return {part: school.container.say(*show, f"lollipop-{part}.service") for part in PROBED}
