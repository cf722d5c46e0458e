"""The live class as a school has it: a whole box, 30 devices with helpers, and a teacher with a real browser."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from appliance.duties import Duty
from appliance.helpers.protocol import Order, SendThumbnails, ShowMessage, State
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.whole_class import WholeClass
from tests.running import wait_for

SIZE = 30
SHOWN = """[...document.querySelectorAll('.screen-picture img')]
    .filter(one => one.complete && one.naturalWidth === 320).map(one => one.src)"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> WholeClass:
    return WholeClass(tmp_path_factory.mktemp("school") / "home", SIZE)


@pytest.fixture(scope="module")
def page(room: WholeClass) -> Iterator[Page]:
    """A teacher of 3B, who looks at it."""
    with room.here() as box, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 1180, "height": 820}, reduced_motion="reduce")
        address = f"http://127.0.0.1:{box.console_port}"
        token = room.sign_in(Duty.TEACHER, "class-3b")
        context.add_cookies([{"name": "lollipop", "value": token, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/lesson/screens?who=group:class-3b")
        yield page
        browser.close()


def shown(page: Page) -> set[str]:
    """Where each picture that stands there is from."""
    return set(page.evaluate(SHOWN))


def test_every_screen_of_the_class_is_shown_and_renewed_and_no_other(room: WholeClass, page: Page) -> None:
    before = wait_for(lambda: len(shown(page)) == SIZE and shown(page), "every screen", 30)
    assert before
    wait_for(lambda: len(shown(page) - before) == SIZE, "another picture of each", 30)
    for device in room.devices.values():
        assert any(isinstance(one, Order) and isinstance(one.do, SendThumbnails) for one in device.said)
        assert device.state.watch.watched_by == "Somebody teacher"
    for device in room.others.values():
        assert not device.orders
        assert not device.state.watch.watched_by


def test_one_is_locked_all_read_a_message_and_one_is_unlocked(room: WholeClass, page: Page) -> None:
    page.get_by_role("link", name="Ben Ash").click()
    page.get_by_text("Lock the screen").click()
    page.get_by_role("button", name="Lock", exact=True).click()
    expect(page.locator(".note").first).to_contain_text("screen locked until")
    ben = room.devices["pupil1"]
    room.run(ben.until_state(lambda state: state.lock is not None))
    page.get_by_role("link", name=re.compile("Screens of 3B")).click()
    page.get_by_text("On all of these screens").click()
    page.get_by_text("Show a message").click()
    page.get_by_label("Message").first.fill("Pens down, please.")
    page.get_by_role("button", name="Show it").click()
    expect(page.locator(".note").first).to_have_text(f"Done on {SIZE} devices.")
    for device in room.devices.values():
        (told,) = [one.do for one in device.orders if isinstance(one.do, ShowMessage)]
        assert (told.text, told.sender) == ("Pens down, please.", "Somebody teacher")
    page.get_by_role("link", name="Ben Ash").click()
    said = len(ben.said)
    page.get_by_role("button", name="Unlock now").click()
    expect(page.locator(".note").first).to_contain_text("no longer locked")
    room.run(ben.until(lambda one: isinstance(one, State) and one.lock is None, since=said))


def test_a_picture_by_hand_is_two_touches_from_being_seen(page: Page) -> None:
    page.get_by_role("link", name="Screens of 3B").click()
    page.get_by_role("link", name="Cem Ash").click()
    page.get_by_role("button", name="Take a picture of the screen").click()
    expect(page.locator(".note").first).to_contain_text("A picture of the screen was taken")
    page.get_by_role("link", name="Picture of Cem Ash").click()
    page.get_by_role("button", name="Show the picture").click()
    wait_for(lambda: page.evaluate("document.querySelector('.still img')?.naturalWidth === 320"), "the picture", 20)
