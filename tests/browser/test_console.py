"""The console in a real browser, with a real core behind it."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.school import School
from tests.webui.parts import captured

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "vendor" / "axe-core@4.14.1" / "axe.min.js"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1100, "height": 800}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    with School(tmp_path / "home") as school:
        yield school


@pytest.fixture
def troubles() -> list[str]:
    """What the browser complained about."""
    return []


@pytest.fixture
def page(browser: Browser, school: School, troubles: list[str]) -> Iterator[Page]:
    """Signed in, at the list. What the browser complains about fails the test."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.on("console", lambda said: troubles.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.goto(school.link())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Captures", exact=True)).to_be_visible()
    yield page
    context.close()
    assert [trouble for trouble in troubles if "Failed to load resource" not in trouble] == []


def never_reloaded(page: Page) -> None:
    page.evaluate("window.sameDocument = true")


def still_the_same(page: Page) -> bool:
    return bool(page.evaluate("window.sameDocument === true"))


def test_a_capture_appears_by_itself_within_a_second(page: Page, school: School) -> None:
    expect(page.get_by_role("heading", name="No captures yet")).to_be_visible()
    expect(page.get_by_text("New captures appear here by themselves")).to_be_visible()
    never_reloaded(page)
    started = time.monotonic()
    school.record(captured(1, at=time.time()))
    page.get_by_text("is there a way").wait_for(timeout=5000)
    assert time.monotonic() - started < 1
    expect(page.locator("#news")).to_have_text("Self-harm, severe, on tablet-3: new.")
    school.record(captured(1, at=time.time()))
    expect(page.get_by_text("twice", exact=True)).to_be_visible(timeout=1000)
    expect(page.get_by_role("listitem").filter(has_text="is there a way")).to_have_count(1)
    assert still_the_same(page)


def test_nothing_is_missed_while_core_is_away(page: Page, school: School) -> None:
    never_reloaded(page)
    school.kill("appliance.core")
    expect(page.get_by_text("core is not answering")).to_be_visible(timeout=5000)
    school.record(captured(1, at=time.time(), device="laptop-9"))
    school.start("appliance.core")
    expect(page.get_by_text("laptop-9", exact=True)).to_be_visible(timeout=5000)
    assert still_the_same(page)


def test_nothing_is_missed_while_the_console_is_away(page: Page, school: School, troubles: list[str]) -> None:
    never_reloaded(page)
    school.kill("webui")
    school.record(captured(1, at=time.time(), device="laptop-9"))
    school.start("webui")
    expect(page.get_by_text("laptop-9", exact=True)).to_be_visible(timeout=10_000)
    school.record(captured(2, at=time.time(), device="laptop-10"))
    expect(page.get_by_text("laptop-10", exact=True)).to_be_visible(timeout=2000)
    assert still_the_same(page)
    lost_line = "[object Event]"  # what htmx logs when the feed breaks
    assert set(troubles) >= {lost_line}
    troubles[:] = [trouble for trouble in troubles if trouble != lost_line]


def test_a_keyboard_is_enough_to_pause_and_to_lift(page: Page, school: School) -> None:
    school.record(captured(1, at=time.time()))
    page.get_by_role("link", name="Self-harm").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Pause this device’s internet")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="15 min").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("Talk to me first.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="internet paused until")).to_be_visible()
    page.get_by_role("button", name="Lift now for tablet-3").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="no longer paused")).to_be_visible()


def test_hostile_text_does_nothing(page: Page, school: School) -> None:
    hostile = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}"
    fields = ("url", "host", "title", "user_agent", "device", "room", "before", "words", "after", "definition", "why")
    school.record(captured(1, at=time.time(), **dict.fromkeys(fields, hostile)))
    expect(page.get_by_text("{{7*7}}").first).to_be_visible()
    page.get_by_role("link", name="Self-harm").click()
    expect(page.locator("blockquote")).to_contain_text(hostile * 3)
    assert page.locator("main img").count() == 0


def test_the_list_and_its_forms_work_without_scripts(browser: Browser, school: School) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(school.link())
    page.get_by_role("button", name="Sign in").click()
    school.record(captured(1, at=time.time()))
    time.sleep(0.5)
    page.get_by_role("link", name="Refresh").click()
    page.get_by_role("link", name="Self-harm").click()
    page.get_by_role("button", name="Pause the internet").click()
    expect(page.get_by_role("status").filter(has_text="internet paused until")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Please sign in")).to_be_visible()
    context.close()


def screens(page: Page, school: School) -> Iterator[str]:
    """Go to each screen in turn, with something on it."""
    yield "empty list"
    school.record(*(captured(number, at=time.time() - number * 4000) for number in range(3)))
    school.record(captured(9, at=time.time() - 9000, severity="minor", category="Filter bypass", channel="page"))
    school.record(captured(8, at=time.time() - 8000, severity="moderate", channel="chat"))
    expect(page.locator(".capture")).to_have_count(5, timeout=5000)
    yield "list"
    page.get_by_role("link", name="Self-harm").first.click()
    page.get_by_text("Each time it happened").click()
    yield "one capture"
    page.get_by_role("button", name="Pause the internet").click()
    expect(page.get_by_role("status")).to_be_visible()
    yield "one capture, paused"
    for name in ("Pauses", "Health"):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        yield name
    page.goto(f"{school.address}/no-such-page")
    yield "no such page"
    page.goto(f"{school.address}/sign-in")
    yield "sign-in"
    page.goto(school.link())
    yield "sign-in link"


def test_every_screen_is_accessible_in_light_and_dark(page: Page, school: School) -> None:
    axe = AXE.read_text(encoding="utf-8")
    found = []
    for screen in screens(page, school):
        page.evaluate(axe)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            result = page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
            found += [f"{screen}, {scheme}: {item['id']}: {item['nodes'][0]['html']}" for item in result["violations"]]
    assert found == []


def test_every_screen_fits_a_phone(page: Page, school: School, tmp_path: Path) -> None:
    page.set_viewport_size(PHONE)
    for screen in screens(page, school):
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], screen
        small = page.evaluate(
            "[...document.querySelectorAll('button, a.button, nav a, input:not([type=hidden], [type=radio])')]"
            ".filter(control => control.getBoundingClientRect().height < 40).map(control => control.outerHTML)"
        )
        assert small == [], screen
