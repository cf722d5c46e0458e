"""A version goes from a browser through the console, core and machine into the slot that does not run: all of them as
they are, with RAUC itself and real signed files."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance import __version__
from appliance.machine.rauc import CUT, UNSIGNED
from tests.browser.accessible import broken_rules, too_wide
from tests.browser.chromium import CHROMIUM, DESK
from tests.browser.school import ROOT, School
from tests.browser.test_every_screen import AT_200_PERCENT, AT_400_PERCENT
from tests.machine.slots import Slots, signing_keys, without
from tests.running import wait_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
    pytest.mark.skipif(bool(without()), reason=without()),
    pytest.mark.timeout(300),
]
NEWER = "999.1"
MEBIBYTE = 1 << 20
_MACHINE = """
import asyncio, sys
from pathlib import Path
from appliance.config import default_home
from appliance.machine import rauc, service
rauc.Rauc.__init__.__defaults__ = (Path(sys.argv[1]),)
asyncio.run(service.serve(default_home()))
"""


@pytest.fixture(scope="module")
def slots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slots]:
    with Slots(tmp_path_factory.mktemp("slots"), signing_keys(tmp_path_factory.mktemp("signer"))) as slots:
        yield slots


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory, slots: Slots) -> Iterator[School]:
    """With a machine under it, whose slots are files."""
    school = School(tmp_path_factory.mktemp("data") / "lollipop")
    with school.home.settings.open("a") as settings:
        settings.write('[network]\ncore_user = "root"\n')
    environment = os.environ | slots.environment | {"LOLLIPOP_HOME": str(school.home.root)}
    machine = subprocess.Popen(
        [sys.executable, "-c", _MACHINE, str(slots.configured)], cwd=ROOT, env=environment, umask=0o077
    )
    try:
        wait_for(school.home.machine_socket.exists, "machine", 60)
        with school:
            yield school
    finally:
        machine.terminate()
        machine.wait(20)


def signed_in(browser: Browser, school: School, *, scripts: bool = True) -> Page:
    page = browser.new_context(viewport=DESK, java_script_enabled=scripts).new_page()
    page.goto(school.link())
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{school.address}/machine/updates")
    page.get_by_role("link", name="send the file from this computer").click()
    return page


@pytest.fixture
def page(browser: Browser, school: School) -> Iterator[Page]:
    page = signed_in(browser, school)
    yield page
    page.context.close()


def send(page: Page, file: Path) -> None:
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Send it to the box").click()


def left(school: School) -> list[Path]:
    return [*school.home.sent.iterdir(), *school.home.machine_state.glob("*.raucb")]


def test_how_much_has_arrived_is_seen(page: Page, slots: Slots, school: School, tmp_path: Path) -> None:
    """Slowed down to what a school's wireless has; the file is no update, and is told as such."""
    large = tmp_path / "large.raucb"
    large.write_bytes(os.urandom(24 * MEBIBYTE))
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 4 * MEBIBYTE}
    line.send("Network.emulateNetworkConditions", slow)
    send(page, large)
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    expect(page.get_by_text("% of 26 MB.")).to_be_visible()
    assert 0 < bar.evaluate("bar => bar.value") < 1
    expect(page.get_by_role("heading", name=f"Version {__version__} is running")).to_be_visible(timeout=60_000)
    expect(page.get_by_text(CUT)).to_be_visible(timeout=30_000)
    assert left(school) == []


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("wrong signature", UNSIGNED),
        ("cut", CUT),
        ("older", f"This is version 0.0.1, and the box already runs {__version__}, which is newer."),
        ("other machine", "This update is for another kind of machine (lollipop-pi); this box is lollipop-x86."),
    ],
)
def test_what_is_not_put_in_is_said(page: Page, slots: Slots, school: School, what: str, said: str) -> None:
    if what == "older":
        bundle = slots.bundle("0.0.1")
    elif what == "other machine":
        bundle = slots.bundle(NEWER, compatible="lollipop-pi")
    else:
        bundle = slots.bundle(NEWER, signer="stranger" if what == "wrong signature" else "ours")
    if what == "cut":
        bundle.write_bytes(bundle.read_bytes()[:600_000])
    send(page, bundle)
    expect(page.get_by_text("The last update was not put in.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text(said)).to_be_visible()
    assert left(school) == []
    assert slots.root("B") == bytes(len(slots.root("B")))


def test_the_page_can_be_read_by_everybody(page: Page) -> None:
    page.evaluate("document.querySelector('progress').hidden = false")
    assert [*broken_rules(page), *too_wide(page, AT_200_PERCENT, AT_400_PERCENT)] == []


def test_one_larger_than_the_disk_has_room_for_is_not_even_sent(page: Page, slots: Slots) -> None:
    page.evaluate("document.getElementById('send').dataset.most = '1000'")
    send(page, slots.bundle(NEWER))
    expect(page.get_by_text("there is no room for it. Nothing was sent.")).to_be_visible()


def test_a_line_that_breaks_is_told_and_it_may_be_sent_again(page: Page, slots: Slots, school: School) -> None:
    page.context.set_offline(True)
    send(page, slots.bundle(NEWER))
    expect(page.get_by_text("The connection was cut. Nothing was put in.")).to_be_visible()
    expect(page.get_by_role("button", name="Send it to the box")).to_be_enabled()
    page.context.set_offline(False)
    assert left(school) == []


def test_a_newer_one_is_put_in_and_waits(page: Page, slots: Slots, school: School) -> None:
    bundle = slots.bundle(NEWER, size=6 * MEBIBYTE)
    send(page, bundle)
    expect(page.get_by_text(f"Version {NEWER} is put in.")).to_be_visible(timeout=60_000)
    page.reload()
    expect(page.get_by_text(f"Version {NEWER} is put in and waits.")).to_be_visible()
    assert slots.root("B").startswith(slots.content(bundle))
    assert left(school) == []
    page.goto(f"{school.address}/audit")
    expect(page.get_by_text("from a browser").first).to_be_visible()


def test_without_scripts_the_same_form_does_it(browser: Browser, slots: Slots, school: School) -> None:
    page = signed_in(browser, school, scripts=False)
    send(page, slots.bundle(NEWER, signer="stranger"))
    expect(page.get_by_text("The update begins.").first).to_be_visible()  # said, and shown as what is under way
    wait_for(lambda: left(school) == [], "the machine is done with it")
    page.reload()
    expect(page.get_by_text(UNSIGNED)).to_be_visible()
    page.context.close()
