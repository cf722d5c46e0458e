"""Reading Confide in a real browser: from Today to an answer, accessible, on a phone, in the dark, by keyboard and
without scripts."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from appliance.confide.model import SOMEBODY, About, Feeling, Reply, Report, Safe, Theme
from appliance.config import Home, Settings
from appliance.store import Store
from tests.browser.accessible import broken_rules, resize, too_wide
from tests.browser.chromium import follow
from tests.browser.test_every_screen import (
    AT_200_PERCENT,
    AT_400_PERCENT,
    AT_THE_END,
    DESK,
    FOUND,
    LOOK,
    MOST_STEPS,
    PHONE,
)
from tests.webui.confide_reader.school import PASSPHRASE, School, school_of
from tests.webui.conftest import Clock
from webui.app import create_app
from webui.box import Box
from webui.confide_reader.opened_keys import SECONDS
from webui.feed import Feed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed (apt-get install chromium)"),
]


class Console:
    """The console of a school with Confide, at an address."""

    def __init__(self, root: Path) -> None:
        home = Home(root)
        home.make()
        self.clock = Clock()
        self.store = Store.open(home)
        self.store.migrate()
        self.box = Box(home=home, settings=Settings(), store=self.store, feed=Feed(home.core_socket),
                       practice_line="curl", now=self.clock)  # fmt: skip
        app = create_app(self.box)
        self.school: School = school_of(app)
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.box.confide.close()
        self.store.close()


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    console = Console(tmp_path / "home")
    yield console
    console.close()


def of(browser: Browser, console: Console, account: int, **how: object) -> BrowserContext:
    """A browser in which they are signed in."""
    context = browser.new_context(viewport=DESK, reduced_motion="reduce", **how)  # type: ignore[arg-type]  # as it asks
    token = console.school.sign_in(account).token
    context.add_cookies([{"name": "lollipop", "value": token, "url": console.address}])
    return context


def open_confide(page: Page) -> None:
    page.get_by_label("Your passphrase for Confide").fill(PASSPHRASE)
    follow(page, page.get_by_role("button", name="Open"))


def full(console: Console) -> str:
    """The id of a report that has something of everything."""
    file = io.BytesIO()
    Image.new("RGB", (320, 240), "#2266cc").save(file, "JPEG")
    report = Report(
        about=About.FRIEND, themes=(Theme.HOME, Theme.HURT), words="zzqwords\nand more", feeling=Feeling.SCARED,
        safe=Safe.NO, adult=SOMEBODY, name="Lily", pictures=(file.getvalue(),),
    )  # fmt: skip
    told = console.school.tell(report, to=(console.school.lead, console.school.deputy))
    console.school.tell()
    console.school.write_on(told)
    return told.id


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_today_to_an_answer_in_two_clicks(browser: Browser, console: Console, scripts: bool) -> None:
    """Once Confide is open."""
    told = console.school.tell()
    context = of(browser, console, console.school.lead, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{console.address}/confide")
    open_confide(page)
    page.goto(f"{console.address}/today")
    page.get_by_role("link", name="new for you in Confide").click()
    page.get_by_role("link", name="Somebody is unkind").click()
    expect(page.get_by_role("heading", name="Answer the child")).to_be_visible()
    page.get_by_label("Your answer to the child").fill("I heard you. Come to me at lunch.")
    page.get_by_label("Your name, as the child reads it").fill("Mrs Hart")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".note-done")).to_contain_text("receipt")
    expect(page.get_by_text("I heard you. Come to me at lunch.")).to_be_visible()
    words = "I heard you. Come to me at lunch."
    assert console.school.answers(told) == [Reply(by=console.school.lead, shown="Mrs Hart", words=words)]
    page.get_by_role("button", name="Close Confide").click()
    expect(page.get_by_role("heading", name="Open Confide")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_text("zzqwords")).to_have_count(0)
    context.close()


def test_the_rest_of_what_a_reader_does(browser: Browser, console: Console) -> None:
    id_ = full(console)
    lead, deputy = (of(browser, console, one) for one in (console.school.lead, console.school.deputy))
    page = lead.new_page()
    page.goto(f"{console.address}/confide/{id_}")
    open_confide(page)
    page.get_by_role("button", name="Show picture 1").click()
    expect(page.get_by_role("img", name="Picture 1, as the child sent it")).to_have_js_property("naturalWidth", 320)
    page.get_by_label("How far it is").select_option("Passed on")
    page.get_by_label("How serious it is").select_option("Severe")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".signs")).to_contain_text("Passed on")
    page.get_by_label("A note among adults").fill("Rang social care.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("Rang social care.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF for a case file").click()
    assert download.value.suggested_filename == "confide.pdf"
    page.get_by_role("link", name="Let somebody else read it").click()
    page.get_by_label("Cora Webb").check()
    page.get_by_role("button", name="Let them read it").click()
    expect(page.locator(".note-done")).to_contain_text("mail")
    page.get_by_role("link", name="Erase by law").click()
    page.get_by_label("Why must it go?").fill("A court order.")
    page.get_by_role("button", name="Ask for it").click()
    other = deputy.new_page()
    other.goto(f"{console.address}/confide/{id_}")
    open_confide(other)
    other.get_by_role("link", name="See why").click()
    other.get_by_role("button", name="Agree").click()
    expect(other.get_by_role("heading", name="Erased")).to_be_visible()
    page.reload()
    expect(page.get_by_text("zzqwords")).to_have_count(0)
    lead.close()
    deputy.close()


def test_a_key_that_runs_out_in_the_middle_of_an_answer_loses_no_word(browser: Browser, console: Console) -> None:
    told = console.school.tell()
    context = of(browser, console, console.school.lead)
    page = context.new_page()
    page.goto(f"{console.address}/confide/{told.id}")
    open_confide(page)
    words = "A long answer.\n\nWith two paragraphs, “quotes” & <marks>."
    page.get_by_label("Your answer to the child").fill(words)
    console.clock.time += SECONDS + 1
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("What you wrote is kept here")).to_be_visible()
    open_confide(page)
    expect(page.get_by_label("Your answer to the child")).to_have_value(words)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".note-done")).to_be_visible()
    (answer,) = console.school.answers(told)
    assert isinstance(answer, Reply)
    assert answer.words.replace("\r\n", "\n") == words
    context.close()


def test_every_screen_is_accessible_and_fits(browser: Browser, console: Console) -> None:
    id_, found = full(console), dict[str, list[str]]()

    def look(page: Page, name: str) -> None:
        lines = [*broken_rules(page), *too_wide(page, AT_200_PERCENT, AT_400_PERCENT, PHONE)]
        page.emulate_media(color_scheme="dark")
        lines += [f"a phone in the dark: {line}" for line in broken_rules(page)]
        page.emulate_media(color_scheme="light")
        resize(page, DESK)
        if lines:
            found[name] = lines

    for who, name in ((console.school.outsider, "calm"), (console.school.head, "no key")):
        context = of(browser, console, who)
        page = context.new_page()
        page.goto(f"{console.address}/confide")
        look(page, name)
        context.close()
    context = of(browser, console, console.school.lead)
    page = context.new_page()
    said = list[str]()
    page.on("console", lambda line: said.append(line.text) if line.type in {"error", "warning"} else None)
    page.goto(f"{console.address}/confide")
    look(page, "door")
    open_confide(page)
    for path in ("", "?status=closed", f"/{id_}", f"/{id_}/hand-over", f"/{id_}/erase"):
        page.goto(f"{console.address}/confide{path}")
        look(page, path)
    page.goto(f"{console.address}/confide/{id_}")
    follow(page, page.get_by_role("button", name="Show picture 1"))
    look(page, "a picture in clear")
    assert said == []
    follow(page, page.get_by_role("button", name="Send the answer"))
    look(page, "an empty answer")
    context.close()
    assert found == {}


@pytest.mark.parametrize("path", ["", "/report"])
def test_a_keyboard_reaches_everything(browser: Browser, console: Console, path: str) -> None:
    id_ = full(console)
    context = of(browser, console, console.school.lead)
    page = context.new_page()
    page.goto(f"{console.address}/confide")
    page.get_by_label("Your passphrase for Confide").press_sequentially(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.locator("#reports")).to_be_visible()
    page.goto(f"{console.address}/confide{path.replace('report', id_)}")
    page.evaluate("document.getElementById('content').focus()")
    page.evaluate(LOOK)
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate(AT_THE_END):
            break
    assert page.evaluate(FOUND) == [[], []]
    context.close()


def test_a_tab_says_nothing_of_what_is_read(browser: Browser, console: Console) -> None:
    """Nor does the browser’s history, and helpers are blind to it."""
    id_ = full(console)
    context = of(browser, console, console.school.lead)
    page = context.new_page()
    page.goto(f"{console.address}/confide/{id_}")
    open_confide(page)
    assert page.title() == "Confide – Lollipop\u2063\u2063\u2063"
    page.goto(f"{console.address}/confide")
    page.get_by_label("Words in them").fill("zzqwords")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Home, Hurt or touched")).to_be_visible()
    assert page.url == f"{console.address}/confide"
    context.close()
