"""The queue in a real browser: live within a second, with a keyboard alone, nothing lost when it renews itself."""

import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessible import broken_rules, resize, too_wide
from tests.browser.chromium import DESK, PHONE, follow
from tests.browser.school import School
from tests.webui.parts import captured

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    with School(tmp_path_factory.mktemp("school") / "home") as school:
        yield school


@pytest.fixture
def page(browser: Browser, school: School) -> Iterator[Page]:
    """Signed in, at the queue. What the browser complains about fails the test."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(school.link())
    follow(page, page.get_by_role("button", name="Sign in"))
    page.goto(f"{school.address}/captures")
    yield page
    context.close()
    assert [trouble for trouble in troubles if "Failed to load resource" not in trouble] == []


def three(school: School, first: int) -> None:
    """A moderate capture and two minor ones."""
    for number, severity in enumerate(("moderate", "minor", "minor"), first):
        school.record(captured(number, at=time.time(), severity=severity, device=f"pc-{number}"))


def listens(page: Page) -> None:
    """To keys: a page is shown a moment before its script has run."""
    expect(page.locator("#keys-open")).to_be_visible()


def first_is_chosen(page: Page) -> None:
    """A key that is pressed in the moment in which a dialog goes, or a page comes, is nobody's."""
    chosen = page.locator(".capture:focus-within")
    for _ in range(20):
        if chosen.count():
            break
        page.keyboard.press("j")
        page.wait_for_timeout(100)
    expect(chosen).to_contain_text("laptop-9")


def test_a_capture_comes_by_itself_and_a_keyboard_settles_it(page: Page, school: School) -> None:
    expect(page.get_by_text("New captures appear here by themselves")).to_be_visible()
    listens(page)
    page.evaluate("window.sameDocument = true")
    three(school, 1)
    expect(page.locator(".capture")).to_have_count(
        3,
    )
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#pick-2")).to_be_checked()

    school.record(captured(9, at=time.time(), device="laptop-9"))
    page.get_by_text("laptop-9", exact=True).wait_for()
    expect(page.locator("#news")).to_have_text("Self-harm, severe, on laptop-9: new.")
    expect(page.locator("#pick-2")).to_be_checked()
    assert page.evaluate("document.activeElement.id") == "capture-2"
    assert page.evaluate("window.sameDocument === true")

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("f")
    expect(page.get_by_text("2 captures were marked as ‘Resolved as false positive’.")).to_be_visible()
    expect(page.locator(".capture")).to_have_count(2)
    page.get_by_role("button", name="Undo all 2").click()
    expect(page.locator(".capture")).to_have_count(4)
    listens(page)

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys in the list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    first_is_chosen(page)
    page.keyboard.press("r")  # severe: to be opened first
    expect(page.get_by_text("open a severe capture before you settle it")).to_be_visible()
    listens(page)
    first_is_chosen(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What to do")).to_be_visible()
    page.get_by_role("button", name="Resolved", exact=True).click()
    expect(page.get_by_text("Marked as ‘Resolved’.")).to_be_visible()
    expect(page.get_by_text("laptop-9", exact=True)).to_have_count(0)


def test_every_page_is_accessible_and_fits_a_phone(page: Page, school: School) -> None:
    three(school, 21)
    expect(page.locator(".capture").nth(2)).to_be_visible()
    found = []
    paths = ("/captures", "/captures/1", "/captures/1/fix?kind=everywhere", "/captures/words", "/bans")
    for path in paths:
        resize(page, DESK)
        page.goto(school.address + path)
        if path == "/captures":
            page.locator(".pick input").first.check()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{path}, {scheme}: {line}" for line in broken_rules(page, tags=())]
        found += [f"{path}: {line}" for line in too_wide(page, PHONE)]
    assert found == []


def test_all_of_it_works_without_scripts(browser: Browser, school: School) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(school.link())
    follow(page, page.get_by_role("button", name="Sign in"))
    three(school, 41)
    time.sleep(0.7)
    page.goto(f"{school.address}/captures?pile=newest")
    before = page.locator(".capture").count()
    page.locator(".quick button").first.click()
    follow(page, page.get_by_role("button", name="Undo"))
    page.goto(f"{school.address}/captures?pile=newest")
    page.locator(".pick input").nth(0).check()
    page.locator(".pick input").nth(1).check()
    page.get_by_label("with the note").fill("Both are about a game.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("2 captures were marked as ‘Resolved’.")).to_be_visible()
    assert page.locator(".capture").count() == before - 2
    context.close()


@pytest.mark.alone
def test_a_capture_comes_within_a_second(page: Page, school: School) -> None:
    expect(page.get_by_text("New captures appear here by themselves")).to_be_visible()
    page.wait_for_timeout(1000)  # for the line that news comes by
    started = time.monotonic()
    school.record(captured(99, at=time.time(), device="laptop-99"))
    page.get_by_text("laptop-99", exact=True).wait_for()
    assert time.monotonic() - started < 1
