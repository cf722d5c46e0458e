"""Pictures of a pupil's screen in a real browser: asked for, played by mouse and keyboard, and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessible import broken_rules, too_wide
from tests.browser.chromium import follow
from tests.browser.test_every_screen import (
    AT_400_PERCENT,
    FOUND,
    LOOK,
    MOST_STEPS,
    Site,
    pytestmark,
    signed_in,
)
from tests.webui.pictured import FRAMES

__all__ = ["pytestmark"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(Path(tmp_path_factory.mktemp("school")) / "home")
    yield site
    site.close()


@pytest.fixture
def opened(browser: Browser, site: Site) -> Iterator[Page]:
    context = signed_in(browser, site, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{site.address}/captures/{site.school.captures[2]}")
    page.said = []  # type: ignore[attr-defined]
    page.on("console", lambda line: page.said.append(line.text) if line.type in {"error", "warning"} else None)  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.said.append(str(error)))  # type: ignore[attr-defined]
    yield page
    assert page.said == []  # type: ignore[attr-defined]
    context.close()


def asked(page: Page) -> None:
    page.get_by_role("button", name="Show the pictures").click()
    expect(page.locator(".player")).to_be_visible()


def told(page: Page) -> str:
    return page.locator(".told").inner_text()


def test_blurred_first_and_in_clear_when_asked_for(opened: Page) -> None:
    """Every picture on the page is there in the end: none that a policy or a token kept away."""
    expect(opened.locator(".shots img.blurred")).to_have_count(3)
    asked(opened)
    expect(opened.locator(".shots img.blurred")).to_have_count(0)
    expect(opened.locator(".frames li")).to_have_count(FRAMES)
    expect(opened.locator(".broken")).to_have_count(1)
    loaded = "[...document.querySelectorAll('.pictures img')].every(one => one.complete && one.naturalWidth > 0)"
    opened.wait_for_function(loaded)


def test_a_recording_plays_to_its_end_and_again(opened: Page) -> None:
    asked(opened)
    assert told(opened) == f"1 of {FRAMES}, 9 seconds before"
    play = opened.get_by_role("button", name="Play")
    opened.get_by_label("Place in the recording").fill(str(FRAMES - 2))
    play.click()
    expect(opened.get_by_role("button", name="Pause")).to_be_visible()
    expect(opened.locator(".told")).to_have_text(
        f"{FRAMES} of {FRAMES}, 12 seconds after",
    )
    expect(play).to_be_visible()
    play.click()
    expect(opened.locator(".told")).to_contain_text(f"1 of {FRAMES}")
    opened.get_by_role("button", name="Pause").click()
    expect(play).to_be_visible()


def test_step_by_step_by_keyboard_and_by_picture(opened: Page) -> None:
    asked(opened)
    opened.get_by_role("button", name="Step on").focus()
    opened.keyboard.press("Enter")
    assert told(opened) == f"2 of {FRAMES}, 6 seconds before"
    opened.get_by_label("Place in the recording").focus()
    for key, place in (("ArrowRight", 3), ("End", FRAMES), ("Home", 1)):
        opened.keyboard.press(key)
        assert told(opened).startswith(f"{place} of {FRAMES}"), key
    opened.locator(".frames a").nth(3).click()
    assert told(opened) == f"4 of {FRAMES}, at that moment"
    assert opened.locator(".player .now").get_attribute("src") == opened.locator(".frames a[aria-current]").evaluate(
        "one => one.href"
    )


def test_in_clear_it_is_accessible_fits_and_has_a_place_for_the_keyboard(opened: Page) -> None:
    asked(opened)
    assert broken_rules(opened) == []
    opened.evaluate(LOOK)
    opened.locator(".skip").focus()  # or the keyboard goes on from the pictures, which is where the page opens
    for _ in range(MOST_STEPS):
        opened.keyboard.press("Tab")
        if opened.evaluate("document.activeElement === document.body"):
            break
    assert opened.evaluate(FOUND) == [[], []]
    assert too_wide(opened, AT_400_PERCENT) == []


def test_without_scripts_all_pictures_stand_there(browser: Browser, site: Site) -> None:
    context = signed_in(browser, site, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/captures/{site.school.captures[2]}")
    page.get_by_role("button", name="Show the pictures").click()
    expect(page.locator(".frames img")).to_have_count(FRAMES)
    expect(page.locator(".player")).to_be_hidden()
    follow(page, page.locator(".frames a").first)
    assert page.url.startswith(f"{site.address}/pictures/clear/")
    page.goto(f"{site.address}/pictures/by-hand")
    page.get_by_role("button", name="Show the picture").click()
    expect(page.locator(".still img")).to_be_visible()
    context.close()


def test_a_picture_asked_for_by_hand_is_accessible(opened: Page, site: Site) -> None:
    opened.goto(f"{site.address}/pictures/by-hand")
    assert broken_rules(opened) == []
    opened.get_by_role("button", name="Show the picture").click()
    expect(opened.locator(".still img")).to_be_visible()
    assert broken_rules(opened) == []
    assert too_wide(opened, AT_400_PERCENT) == []
