"""What a child does in a real browser, with the real process behind it, with scripts and without."""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from appliance.confide.model import More, Reply, Report
from tests.browser.accessible import broken_rules, too_small, too_wide
from tests.browser.chromium import CHROMIUM, DESK, PHONE
from tests.browser.confide_school import ConfideSchool
from tests.webui.confide.given import LEAD

TARGETS = "button:not(.unseen), a.button, label.choice, input[type=text]"
ZOOMED = {"width": 640, "height": 400}  # 1280 × 800 at 200 %
TITLE = "St Aidan’s Primary\u2063\u2063\u2063"
WORDS = "He takes her lunch. zzqlunch"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]


@pytest.fixture
def school(tmp_path: Path) -> Iterator[ConfideSchool]:
    with ConfideSchool(tmp_path / "home") as school:
        yield school


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(browser: Browser, school: ConfideSchool, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param)
    page = context.new_page()
    page.goto(school.address)
    yield page
    context.close()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def beside(page: Page, name: str) -> None:
    page.get_by_role("contentinfo").get_by_role("button", name=name).click()


def to_the_words(page: Page) -> None:
    press(page, "Tell us something")
    press(page, "A friend")


def walk(page: Page) -> None:
    """To the page that sends."""
    to_the_words(page)
    page.get_by_label("What happened?").fill(WORDS)
    press(page, "Next")
    for name in ("Sad", "Yes", "No", "Lena Lind", "Go on without my name"):
        press(page, name)
    heading(page, "Do you want to send this?")


def step_back(page: Page) -> None:
    """As the browser does it, which says of a page of ours that its form would have to be sent again."""
    with suppress(Error):
        page.go_back()
    page.wait_for_timeout(500)


def receipt(page: Page) -> str:
    return " ".join(page.locator(".receipt-words").inner_text().split())


def photo() -> dict[str, object]:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "zzqcamera"
    written = io.BytesIO()
    Image.new("RGB", (400, 300), "orange").save(written, "JPEG", exif=exif)
    return {"name": "zzqfile.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def test_all_the_way_and_back_for_the_answer(page: Page, school: ConfideSchool) -> None:
    walk(page)
    page.get_by_label("Do you want to add a picture?").set_input_files([photo()])
    press(page, "Send")
    heading(page, "It is sent. Well done for telling.")
    words = receipt(page)
    (report,) = school.told()
    assert isinstance(report, Report)
    assert report.words == WORDS
    (image,) = report.pictures
    assert b"zzqcamera" not in image
    assert Image.open(io.BytesIO(image)).size == (300, 400)
    page.goto(school.address)
    press(page, "I have my secret words")
    page.get_by_label("Type your secret words").fill(words.upper())
    press(page, "Next")
    heading(page, "There is no answer yet")
    expect(page.get_by_text("Nobody has read it yet.")).to_be_visible()
    school.answer(Reply(by=LEAD, shown="Lena Lind", words="We will help."))
    page.get_by_label("Do you want to write more?").fill("And her coat.")
    press(page, "Send")
    heading(page, "Here is your answer")
    expect(page.get_by_text("We will help.")).to_be_visible()
    assert More(words="And her coat.") in school.told()
    press(page, "I am finished")
    heading(page, "You can tell us")


def test_the_browsers_back_button_loses_and_doubles_nothing(page: Page, school: ConfideSchool) -> None:
    """It asks whether to send the form once more, or shows the page as it was; both are good."""
    walk(page)
    press(page, "Send")
    words = receipt(page)
    page.reload()
    assert receipt(page) == words
    assert len(school.told()) == 1
    step_back(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("It is sent. Well done for telling.")
    assert page.title() == TITLE
    assert len(school.told()) == 1


def test_the_own_back_button_keeps_all(page: Page) -> None:
    walk(page)
    for text in ("Do you want to say who you are?", "Who should know?", "Is it about a grown-up at this school?",
                 "Are you safe right now?", "How do you feel?", "What is it about?"):  # fmt: skip
        press(page, "Back")
        heading(page, text)
    expect(page.get_by_label("What happened?")).to_have_value(WORDS)


def test_pressed_twice_it_is_sent_once(page: Page, school: ConfideSchool) -> None:
    walk(page)
    page.get_by_role("button", name="Send").dblclick(no_wait_after=True)
    heading(page, "It is sent. Well done for telling.")
    assert len(school.told()) == 1


def test_a_picture_that_is_none_leaves_the_words(page: Page, school: ConfideSchool) -> None:
    walk(page)
    none = {"name": "x.png", "mimeType": "image/png", "buffer": b"\x89PNG none"}
    page.get_by_label("Do you want to add a picture?").set_input_files([none])
    press(page, "Send")
    expect(page.get_by_role("alert")).to_contain_text("We could not read your picture.")
    expect(page.get_by_text(WORDS)).to_be_visible()
    press(page, "Send")
    heading(page, "It is sent. Well done for telling.")


def test_a_keyboard_is_enough(page: Page, school: ConfideSchool) -> None:
    """Also the Enter key, which goes on and never back."""

    def to(name: str) -> None:
        target = page.get_by_role("main").get_by_role("button", name=re.compile(f"^{name}"))
        for _ in range(60):
            page.keyboard.press("Tab")
            if target.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(name)

    for name in ("Tell us something", "Me"):
        to(name)
        page.keyboard.press("Enter")
    heading(page, "What is it about?")
    page.get_by_role("checkbox", name="School").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    heading(page, "How do you feel?")
    for name in ("I do not want to say", "Yes", "No", "Whoever is there"):
        to(name)
        page.keyboard.press("Enter")
    page.get_by_label("My name").focus()
    page.keyboard.type("Ann")
    page.keyboard.press("Enter")
    heading(page, "Do you want to send this?")
    to("Send")
    page.keyboard.press("Enter")
    heading(page, "It is sent. Well done for telling.")
    (report,) = school.told()
    assert isinstance(report, Report)
    assert report.name == "Ann"


def test_welsh_keeps_what_was_written(page: Page) -> None:
    to_the_words(page)
    page.get_by_label("What happened?").fill(WORDS)
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.locator("textarea")).to_have_value(WORDS)


def test_nothing_stays_in_the_browser(page: Page, school: ConfideSchool, browser: Browser) -> None:
    """Neither in its store nor in its history, where each page has one address and one title."""
    titles, addresses = set(), set()

    def seen() -> None:
        titles.add(page.title())
        addresses.add(page.url)

    page.on("framenavigated", lambda _: addresses.add(page.url))
    seen()
    walk(page)
    seen()
    press(page, "Send")
    heading(page, "It is sent. Well done for telling.")
    seen()
    assert titles == {TITLE}
    assert addresses == {school.address}
    kept = page.context.storage_state(indexed_db=True)
    assert kept["cookies"] == []
    assert kept["origins"] == []
    page.get_by_role("link", name="Hide this page", exact=True).click()
    expect(page.locator("body")).to_have_text(re.compile("ready"))
    assert school.address not in page.url.removesuffix("ready.txt") or page.url.endswith("ready.txt")
    step_back(page)
    assert WORDS not in page.content()
    assert not page.locator(".receipt-words").count()


def test_what_scripts_can_keep_they_do_not(browser: Browser, school: ConfideSchool) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(school.address)
    walk(page)
    press(page, "Send")
    heading(page, "It is sent. Well done for telling.")
    found = page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, document.cookie, history.state,
            typeof caches === "undefined" ? [] : await caches.keys(), (await indexedDB.databases()).length]"""
    )
    assert found == [0, 0, "", None, [], 0]
    context.close()


def hidden(context: BrowserContext, school: ConfideSchool) -> Page:
    page = context.new_page()
    page.goto("about:blank")
    page.goto(school.address)
    to_the_words(page)
    page.get_by_label("What happened?").fill(WORDS)
    page.get_by_role("link", name="Hide this page", exact=True).click()
    page.wait_for_url("**/ready.txt")
    return page


def test_hidden_by_a_script_the_page_is_not_the_one_before(browser: Browser, school: ConfideSchool) -> None:
    """The harmless page takes the place of the one that was hidden, so that one step back is not it."""
    context = browser.new_context()
    page = hidden(context, school)
    length = page.evaluate("history.length")
    step_back(page)
    assert WORDS not in page.content()
    assert "What is it about?" not in page.content()
    assert length <= 4
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_at_every_size(browser: Browser, school: ConfideSchool, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(school.address)
    for name, text in (("What is private?", "What is private?"), ("Somebody to talk to", "Somebody to talk to")):
        examine(page)
        page.get_by_role("button", name=name).first.click()
        heading(page, text)
        examine(page)
        press(page, "Go back to my page")
    press(page, "Tell us something")
    examine(page)
    press(page, "A friend")
    press(page, "Next")
    expect(page.get_by_role("alert")).to_be_visible()
    examine(page)
    page.get_by_label("What happened?").fill("word " * 1100)
    press(page, "Next")
    examine(page)
    page.get_by_label("What happened?").fill(WORDS)
    for name in ("Next", "Scared", "I am not sure", "Go on", "Yes, and I will say who", "Tess Thorn", "Lena Lind"):
        press(page, name)
        examine(page)
    press(page, "Go on with my name")
    expect(page.get_by_role("alert")).to_be_visible()
    examine(page)
    page.get_by_label("My name").fill("Ann")
    for name in ("Go on with my name", "Send"):
        press(page, name)
        examine(page)
    words = receipt(page)
    page.goto(school.address)
    press(page, "I have my secret words")
    examine(page)
    for typed in ("apple", words):
        page.get_by_label("Type your secret words").fill(typed)
        press(page, "Next")
        examine(page)
    school.answer(Reply(by=LEAD, shown="Lena Lind", words="We will help. " * 30))
    page.get_by_label("Do you want to write more?").fill("And her coat.")
    press(page, "Send")
    heading(page, "Here is your answer")
    examine(page)
    context.close()


def examine(page: Page) -> None:
    """axe finds nothing, nothing is wider than the screen, and what can be pressed is large enough for a finger."""
    for size in (PHONE, DESK, ZOOMED):
        found = [*too_wide(page, size), *broken_rules(page, tags=()), *too_small(page, TARGETS)]
        assert found == [], (page.locator("h1").inner_text(), size)
