"""The live class in a real browser: pictures that a device sent, renewed while somebody looks, and the whole of it
accessible, on a narrow screen and with a keyboard."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect
from werkzeug.serving import make_server

from appliance.config import Home, Settings
from appliance.helper_codes import digest_of
from appliance.model import HelperKind
from appliance.store import Store
from appliance.store.helpers import Enrolment
from tests.browser.accessible import broken_rules, too_wide
from tests.browser.test_every_screen import AT_400_PERCENT, DESK, PHONE
from tests.webui.conftest import NOW
from tests.webui.full_school import FullSchool
from tests.webui.helpers.small_hub import SmallHub
from webui.app import create_app
from webui.box import Box
from webui.feed import Feed

TABLET = ViewportSize(width=820, height=1180)
LOOK = "/lesson/screens?who=group:class-3b"
SHOWN = "document.querySelector('.screen-picture img')?.naturalWidth"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed (apt-get install chromium)"),
]


def screen(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 180), colour).save(out, "WEBP")
    return out.getvalue()


class Classroom:
    """The console of a full school, and a hub with the screen of Amy, of 3B."""

    def __init__(self, root: Path) -> None:
        home = Home(root)
        home.make()
        self.store = Store.open(home)
        self.store.migrate()
        self.school = FullSchool(self.store, home, NOW)
        self.session = self.school.sign_in()
        self.helper = self._enrol()
        self.hub = SmallHub(home)
        box = Box(home=home, settings=Settings(), store=self.store, feed=Feed(home.core_socket), practice_line="curl",
                  now=lambda: NOW)  # fmt: skip
        self._server = make_server("127.0.0.1", 0, create_app(box), threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def show(self, colour: str, title: str) -> None:
        self.hub.show(self.helper, screen(colour), title=title)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.store.close()

    def _enrol(self) -> str:
        code, _ = self.store.helpers.add_code("for all", NOW + 9000, 9, "test", NOW)
        mac = "02:00:00:00:00:01"
        asked = Enrolment(code=digest_of(code), key=b"k" * 32, kind=HelperKind.DESKTOP, name="laptop", system="Debian",
                          client="10.0.0.1", mac=mac)  # fmt: skip
        helper = self.store.helpers.enrol(asked, NOW)
        assert helper
        return helper.id


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    room = Classroom(tmp_path_factory.mktemp("class") / "home")
    with room.hub:
        yield room
    room.close()


def opened(browser: Browser, classroom: Classroom, scripts: bool = True) -> Page:
    context = browser.new_context(viewport=DESK, reduced_motion="reduce", java_script_enabled=scripts)
    context.add_cookies([{"name": "lollipop", "value": classroom.session, "url": classroom.address}])
    page = context.new_page()
    page.goto(classroom.address + LOOK)
    return page


def test_a_screen_is_shown_and_renewed_while_a_link_keeps_its_focus(browser: Browser, classroom: Classroom) -> None:
    classroom.show("red", "Volcanoes")
    page = opened(browser, classroom)
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type in {"error", "warning"} else None)
    picture = page.get_by_role("img", name="Screen of Amy Ash")
    page.wait_for_function(f"{SHOWN} === 320")
    before = picture.get_attribute("src")
    page.get_by_role("link", name="Amy Ash").focus()
    page.evaluate("window.sameDocument = true")
    classroom.show("blue", "Rivers")
    expect(page.get_by_text("Rivers")).to_be_visible()
    assert picture.get_attribute("src") != before
    page.wait_for_function(f"{SHOWN} === 320")
    expect(page.get_by_role("link", name="Amy Ash")).to_be_focused()
    assert page.evaluate("window.sameDocument")
    assert said == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Amy Ash", level=1)).to_be_visible()
    page.context.close()


def test_what_is_gone_is_gone_from_the_page(browser: Browser, classroom: Classroom) -> None:
    classroom.show("red", "Volcanoes")
    page = opened(browser, classroom)
    expect(page.get_by_role("img", name="Screen of Amy Ash")).to_be_visible()
    classroom.hub.show(classroom.helper, b"", why="Something may be on it that nobody may see.")
    expect(page.get_by_text("Something may be on it that nobody may see.")).to_be_visible()
    expect(page.get_by_role("img", name="Screen of Amy Ash")).to_have_count(0)
    page.context.close()


def test_a_picture_that_is_opened_by_itself_can_do_nothing(browser: Browser, classroom: Classroom) -> None:
    classroom.show("red", "Volcanoes")
    page = opened(browser, classroom)
    address = page.get_by_role("img", name="Screen of Amy Ash").get_attribute("src") or ""
    answer = page.goto(classroom.address + address)
    assert answer
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    page.context.close()


@pytest.mark.parametrize("path", [LOOK, f"{LOOK}&as=list", "one"])
def test_it_is_accessible_and_fits(browser: Browser, classroom: Classroom, path: str) -> None:
    classroom.show("red", "Volcanoes")
    page = opened(browser, classroom)
    if path == "one":
        page.get_by_role("link", name="Amy Ash").click()
        page.get_by_text("Lock the screen").click()
    else:
        page.goto(classroom.address + path)
        page.get_by_text("On all of these screens").click()
    assert broken_rules(page) == []
    assert too_wide(page, TABLET, AT_400_PERCENT, PHONE) == []
    page.emulate_media(color_scheme="dark")
    assert broken_rules(page) == []
    page.context.close()


def test_without_scripts_there_is_a_link_to_look_again(browser: Browser, classroom: Classroom) -> None:
    classroom.show("red", "Volcanoes")
    page = opened(browser, classroom, scripts=False)
    expect(page.get_by_text("Volcanoes")).to_be_visible()
    classroom.show("blue", "Rivers")
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("Rivers")).to_be_visible()
    page.context.close()
