"""The console in a real browser while parts of the box go and come back, by keyboard, and with hostile text."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import CHROMIUM, DESK
from tests.browser.school import School
from tests.webui.parts import captured

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]


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
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{school.address}/captures")
    yield page
    context.close()
    assert [trouble for trouble in troubles if "Failed to load resource" not in trouble] == []


def never_reloaded(page: Page) -> None:
    page.evaluate("window.sameDocument = true")


def still_the_same(page: Page) -> bool:
    return bool(page.evaluate("window.sameDocument === true"))


def test_nothing_is_missed_while_core_is_away(page: Page, school: School) -> None:
    never_reloaded(page)
    school.kill("appliance.core")
    expect(page.get_by_text("Part of Lollipop is not answering")).to_be_visible()
    school.record(captured(1, at=time.time(), device="laptop-9"))
    school.start("appliance.core")
    expect(page.get_by_text("laptop-9", exact=True)).to_be_visible()
    assert still_the_same(page)


def test_nothing_is_missed_while_the_console_is_away(page: Page, school: School, troubles: list[str]) -> None:
    never_reloaded(page)
    school.kill("webui")
    school.record(captured(1, at=time.time(), device="laptop-9"))
    school.start("webui")
    expect(page.get_by_text("laptop-9", exact=True)).to_be_visible()
    school.record(captured(2, at=time.time(), device="laptop-10"))
    expect(page.get_by_text("laptop-10", exact=True)).to_be_visible()
    assert still_the_same(page)
    lost_line = "[object Event]"  # what htmx logs when the feed breaks
    assert set(troubles) >= {lost_line}
    troubles[:] = [trouble for trouble in troubles if trouble != lost_line and not trouble.startswith("htmx:")]


def test_a_keyboard_is_enough_to_pause_and_to_lift(page: Page, school: School) -> None:
    school.record(captured(1, at=time.time()))
    page.get_by_role("link", name="Self-harm").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Pause this device’s internet")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("summary", has_text="Pause this device’s internet").focus()
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
