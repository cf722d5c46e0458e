"""What happens to boxes in schools: the line is dead, somebody brings a router along or moves a cable. Each time the
console's health page says so in plain words, browsing goes as the school chose (nothing passes unread, pauses hold,
what can be read is read), and when it is over all is well by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.box.on_its_own import OnItsOwn, on_its_own
from tests.lab.plugged import BOX_LAN
from tests.lab.topology import INSIDE, OUTSIDE, PUPIL1, PUPIL2, wait_for

pytestmark = [pytest.mark.network, pytest.mark.soak, pytest.mark.timeout(900)]

PAGE, PLAIN = "https://www.lab.test/", "http://www.lab.test/"
ALL_THERE = "Cables and internet: there"
PAUSE = "Let us talk first."


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnItsOwn]:
    """The second pupil is paused all the time."""
    with on_its_own(tmp_path_factory.mktemp("box")) as school:
        device = school.lab.pupils[PUPIL2][0]
        school.fetch(PAGE, "-4", place=PUPIL2)
        school.wait_until_told(f"A new device is on the network: a device ({device},")
        done = school.box.lollipop("ban", device, "--minutes", "600", "--reason", PAUSE)
        assert done.returncode == 0, done.stderr
        yield school


@pytest.fixture(autouse=True)
def _well_before_and_after(school: OnItsOwn) -> Iterator[None]:
    school.wait_until_told(ALL_THERE)
    yield
    school.wait_until_told(ALL_THERE)
    wait_for("pages come as before", lambda: _is_read(school), seconds=90, why=lambda: _seen(school))


def _seen(school: OnItsOwn) -> str:
    return f"{school.fetch(PAGE, '-4')}\n{school.fetch(PAGE, '-4', place=PUPIL2)}\n{school.box.journal(lines=20)}"


def _is_read(school: OnItsOwn, page: str = PAGE) -> bool:
    """The page comes, and the site heard the box and not the device; who is paused stays so."""
    got = school.fetch(page, "-4")
    return "Romans" in got and f"x-from: {BOX_LAN[0]}" in got.lower() and _pause_holds(school)


def _pause_holds(school: OnItsOwn) -> bool:
    return PAUSE in school.fetch(PAGE, "-4", place=PUPIL2)


def test_no_internet_when_the_box_starts(school: OnItsOwn) -> None:
    school.lab.cut_off()
    try:
        school.power_cut()
        school.boot()
        said = school.wait_until_told("Internet: away", "Recording: running", "Reading pages: 2 of 2 running")
        assert "the school’s internet seems to be away. Lollipop goes on by itself when it is back" in said
        assert "This site does not answer" in school.fetch(PAGE, "-4")
        assert _pause_holds(school)
    finally:
        school.lab.connect_again()


def test_not_even_a_router_when_the_box_starts(school: OnItsOwn) -> None:
    """Pupils' devices have addresses and names from the box alone: staff still find the console."""
    with _pulled(school, OUTSIDE):
        school.power_cut()
        school.boot()
        said = school.wait_until_told(f"Cables: none in {OUTSIDE}", "Reading pages: 2 of 2 running")
        assert "The cable towards the school’s router is out" in said
        named = ("dig", "+short", "+time=2", "+tries=1", f"@{school.lab.box[0]}", "lollipop")
        found = lambda: school.lab.run(PUPIL1, *named).stdout.strip() == school.lab.box[0]  # noqa: E731  # asked often
        wait_for("the box's own name", found, seconds=60, why=school.box.journal)
        assert "Romans" not in school.fetch(PAGE, "-4")


@pytest.mark.parametrize(
    ("port", "words"),
    [
        (INSIDE, "The cable towards the pupils is out, or their switch is off"),
        (OUTSIDE, "The cable towards the school’s router is out, or what it leads to is off"),
    ],
)
def test_a_cable_is_out(school: OnItsOwn, port: str, words: str) -> None:
    with _pulled(school, port):
        assert words in school.wait_until_told(f"Cables: none in {port}")
        assert "Romans" not in school.fetch(PAGE, "-4")


def test_the_two_cables_are_swapped(school: OnItsOwn) -> None:
    """The pupils' switch is at the port of the router: nothing of theirs may pass there unread."""
    school.lab.swap()
    try:
        said = school.wait_until_told("Cables: perhaps in the wrong ports", seconds=180)
        assert "Probably the two cables of the box are swapped: then change them" in said
        assert "Romans" not in school.fetch(PLAIN, "-4")
    finally:
        school.lab.swap()


def test_somebody_brings_a_router_along(school: OnItsOwn) -> None:
    """Asked every five minutes, and when the box's network part starts."""
    with school.lab.brought_along() as own:
        school.box.say("systemctl", "restart", "lollipop-network.service")
        said = school.wait_until_told("Addresses: given by two", own)
        assert "Somebody else gives addresses to the pupils’ devices" in said
        assert "Often that is a Wi-Fi router that was brought along" in said
        assert _is_read(school)
    school.box.say("systemctl", "restart", "lollipop-network.service")  # not to wait for five minutes


@contextmanager
def _pulled(school: OnItsOwn, port: str) -> Iterator[None]:
    school.lab.pull(port)
    try:
        yield
    finally:
        school.lab.put_back(port)
