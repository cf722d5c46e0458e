"""Every screen in a real browser, with a school that has something on each: accessible, on a narrow screen, with a
keyboard, without scripts, and not heavy."""

import gzip
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from werkzeug.serving import make_server

from appliance.config import Home, Settings
from appliance.store import Store
from tests.browser.accessible import broken_rules, resize, too_wide
from tests.webui.conftest import NOW
from tests.webui.full_school import FullSchool
from tests.webui.helpers.small_hub import SmallHub
from webui.app import create_app
from webui.box import Box
from webui.feed import Feed
from webui.menu import MENU

DESK, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=800)
AT_400_PERCENT, AT_200_PERCENT = ViewportSize(width=320, height=256), ViewportSize(width=640, height=450)  # of 1280
HEAVIEST = 150 * 1024  # bytes of a first load, compressed
ON_A_PHONE_IN_THE_DARK = ("/today", "/captures", "/log", "/lesson", "/people", "/reports/risk?", "/alerts")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed (apt-get install chromium)"),
]


class Site:
    """The console of a full school at an address, and who leads safeguarding there."""

    def __init__(self, root: Path) -> None:
        home = Home(root)
        home.make()
        self.store = Store.open(home)
        self.store.migrate()
        self.school = FullSchool(self.store, home, NOW)
        self.session = self.school.sign_in()
        self._hub = SmallHub(home)
        self._hub.show(self.school.helpers["laptop"])
        self._hub.__enter__()
        feed = Feed(home.core_socket)
        box = Box(home=home, settings=Settings(), store=self.store, feed=feed, practice_line="curl", now=lambda: NOW)
        self.app = create_app(box)
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self.app.extensions["lollipop"].feed.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._hub.__exit__()
        self.store.close()

    @cache  # noqa: B019  # it lives as long as the module
    def weight(self, path: str) -> int:
        """Bytes, compressed. The console answers in threads without a loop; the browser's is in this one."""
        client = self.app.test_client()
        client.set_cookie("lollipop", self.session)
        with ThreadPoolExecutor(1) as thread:
            answer = thread.submit(client.get, path, buffered=True).result()
        return len(gzip.compress(answer.data))

    @property
    def screens(self) -> list[str]:
        """All that is in the menu, and the pages behind it."""
        behind = ("captures.one", "captures.fix", "people.one", "people.write", "people.group", "people.look",
                  "people.read_text", "people.write_text", "devices.one", "accounts.one", "alerts.rule", "sites.edit",
                  "sites.show", "reports.one", "keywords.category", "keywords.term", "keywords.policy",
                  "keywords.search", "lessons.show", "lessons.one", "lessons.screens", "changes.undo", "log.show",
                  "helpers.act", "helpers.one", "helpers.show", "captures.order")  # fmt: skip
        known = self.school.addresses()
        plain = [str(rule) for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        alone = [
            path for path in plain if "<" not in path and path.startswith(_SCREENS) and not path.endswith(_NO_PAGE)
        ]
        return list(dict.fromkeys([*alone, *(address for one in behind for address in known[one])]))


_SCREENS = tuple(f"/{word}" for word in (
    "account", "alerts", "audit", "bans", "captures", "changes", "confide", "devices", "duties", "health", "help",
    "helpers", "keywords", "lesson", "letters", "log", "machine", "people", "prove", "reports", "requests", "school",
    "sites", "timetable", "today",
))  # fmt: skip
_FEED = "/live"
_NO_PAGE = ("/part", ".csv", ".json", ".png", ".pdf", "/second-step", "/sites/ai", "/second-person", "/healthz",
            "/helpers/act", "/lesson/one", "/network/trial", "/updates/work")  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("school") / "home")
    yield site
    site.close()


def signed_in(browser: Browser, site: Site, **how: object) -> BrowserContext:
    context = browser.new_context(viewport=DESK, reduced_motion="reduce", **how)  # type: ignore[arg-type]  # as it asks
    context.add_cookies([{"name": "lollipop", "value": site.session, "url": site.address}])
    return context


@pytest.fixture
def opened(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of the safeguarding lead."""
    context = signed_in(browser, site)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def walked(browser: Browser, site: Site) -> dict[str, list[str]]:
    """What is wrong with each screen, gathered in one walk, for opening a page is what costs most."""
    context = signed_in(browser, site)
    page, said, found = context.new_page(), list[str](), dict[str, list[str]]()
    page.on("console", lambda line: said.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in site.screens:
        said.clear()
        page.goto(site.address + path)
        weight = weigh(page, site, path)
        found[path] = [f"heavy: {weight} bytes"] if weight > HEAVIEST else []
        found[path] += [*broken_rules(page), *too_wide(page, AT_200_PERCENT, AT_400_PERCENT)]
        if path in ON_A_PHONE_IN_THE_DARK:
            resize(page, PHONE)
            page.emulate_media(color_scheme="dark")
            found[path] += [f"a phone in the dark: {line}" for line in broken_rules(page)]
            page.emulate_media(color_scheme="light")
        resize(page, DESK)
        found[path] += said
    context.close()
    return found


def weigh(page: Page, site: Site, path: str) -> int:
    """What a first visit costs: the bytes of the page and of all that it fetched, compressed."""
    fetched = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    others = {urlsplit(one).path for one in fetched} - {_FEED}
    return sum(site.weight(one) for one in (path, *others))


def test_every_screen_is_accessible_fits_and_is_light(walked: dict[str, list[str]], site: Site) -> None:
    assert len(walked) > 60
    assert {path: lines for path, lines in walked.items() if lines} == {}


WITH_A_KEYBOARD = ("/today", "/captures", "/people", "/devices", "/lesson", "/keywords/own", "/school", "/log")
LOOK = """() => {
    window.unseen = [];
    window.wanted = new Set([...document.querySelectorAll(`main a[href], main button, main input, main select,
        main textarea, main summary`)].filter(one => one.checkVisibility() && !one.disabled
        && one.type !== 'hidden' && one.type !== 'radio'));
    document.addEventListener('focusin', ({target}) => {
        window.wanted.delete(target);
        // A capture's link covers its card, which wears the ring.
        const ring = [target, target.closest('.capture') ?? target].map(one => getComputedStyle(one));
        const seen = ring.some(one => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2);
        if (!seen && target.getBoundingClientRect().width > 1) window.unseen.push(target.outerHTML.slice(0, 200));
    });
}"""
AT_THE_END = "document.activeElement === document.body"
FOUND = """[window.unseen,
    [...window.wanted].filter(one => one.isConnected).map(one => one.outerHTML.slice(0, 200))]"""
MOST_STEPS = 400


@pytest.mark.parametrize("path", WITH_A_KEYBOARD)
def test_a_keyboard_reaches_everything(opened: Page, site: Site, path: str) -> None:
    """The skip link first, then all that the page is for; and wherever somebody is, they see it."""
    opened.goto(site.address + path)
    opened.wait_for_load_state("load")
    opened.keyboard.press("Tab")
    expect(opened.locator(":focus")).to_have_text("Skip to the content")
    opened.keyboard.press("Enter")
    expect(opened.locator("#content")).to_be_focused()
    opened.evaluate(LOOK)
    for _ in range(MOST_STEPS):
        opened.keyboard.press("Tab")
        if opened.evaluate(AT_THE_END):
            break
    assert opened.evaluate(FOUND) == [[], []]


def test_help_lies_over_no_note(opened: Page, site: Site) -> None:
    opened.goto(f"{site.address}/devices/rooms")
    opened.get_by_label("name").first.fill("Room 12")
    opened.get_by_role("button", name="Add").first.click()
    expect(opened.locator(".note")).to_be_visible()
    opened.wait_for_load_state("load")
    link, note = opened.locator(".help-link a").bounding_box(), opened.locator(".note").bounding_box()
    assert link
    assert note
    assert link["y"] + link["height"] <= note["y"] or link["x"] >= note["x"] + note["width"]


def test_without_scripts_each_screen_shows_the_same_and_takes_its_forms(browser: Browser, site: Site) -> None:
    context = signed_in(browser, site, java_script_enabled=False)
    page = context.new_page()
    for path in (f"/{entry.endpoint.partition('.')[0]}" for part in MENU for entry in part.entries):
        page.goto(site.address + (_PATHS.get(path) or path))
        expect(page.locator("main h1")).to_be_visible()
        assert len(page.locator("main").inner_text()) > 50, path
    page.goto(f"{site.address}/bans")
    page.get_by_role("button", name="Lift").first.click()
    expect(page.locator(".note")).to_be_visible()
    page.goto(f"{site.address}/devices/rooms")
    page.get_by_label("name").first.fill("Hall")
    page.get_by_role("button", name="Add").first.click()
    expect(page.get_by_text("Hall", exact=True).first).to_be_visible()
    context.close()


_PATHS = {"/lessons": "/lesson", "/confide_reader": "/confide"}
