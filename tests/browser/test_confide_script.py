"""What the script adds to Confide's pages, in a real browser: everything else goes without it."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.confide_school import ConfideSchool
from tests.running import wait_for

SECRET = "zzqsecret"
VOICES = """
    window.said = [];
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    Object.assign(Object.getPrototypeOf(speechSynthesis), {
        getVoices: () => [{lang: "en-GB", localService: %s}], speak: (part) => said.push(part.text),
    });
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = [*FLAGS, "--autoplay-policy=no-user-gesture-required"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def school(tmp_path: Path) -> Iterator[ConfideSchool]:
    with ConfideSchool(tmp_path / "home") as school:
        yield school


@pytest.fixture
def page(browser: Browser, school: ConfideSchool) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(school.address)
    yield page
    context.close()


def to_words(page: Page) -> None:
    page.get_by_role("button", name="Tell us something").click()
    page.get_by_role("button", name="Me", exact=True).click()
    page.get_by_label("What happened?").fill(f"This is {SECRET}.")


def to_send(page: Page) -> None:
    to_words(page)
    page.get_by_label("Home").check()
    page.locator(".onwards").get_by_role("button", name="Next").click()
    for name in ("Sad", "Yes, I am safe", "No, it is not"):
        page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="Whoever is there").click()
    page.get_by_label("My name").fill("zzqname")
    page.get_by_role("button", name="Go on with my name").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you want to send this?")


@pytest.mark.parametrize("way", ["Escape", "the button"])
def test_a_hidden_page_does_not_come_back(page: Page, way: str) -> None:
    to_words(page)
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("link", name="Hide this page").click()
    page.wait_for_url("**/ready.txt")
    with contextlib.suppress(Error):  # a browser that kept nothing has nothing to show
        page.go_back(wait_until="commit")
    page.wait_for_timeout(500)
    assert SECRET not in page.evaluate("document.documentElement.outerHTML")
    assert SECRET not in page.evaluate("[...document.querySelectorAll('textarea')].map((one) => one.value).join()")


def test_the_button_leads_away_without_a_script(browser: Browser, school: ConfideSchool) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(school.address)
    page.get_by_role("link", name="Hide this page").click()
    expect(page).to_have_url(re.compile(r"/ready\.txt$"))
    context.close()


def test_the_device_reads_the_page_and_nothing_that_the_child_wrote(page: Page, school: ConfideSchool) -> None:
    page.add_init_script(VOICES % "true")
    page.goto(school.address)
    to_send(page)
    page.get_by_role("button", name="Read it to me").click()
    said = page.evaluate("said")
    assert said[0] == "Do you want to send this?"
    assert "Lena Lind" in said
    assert not any("zzq" in one for one in said)
    assert len(said) == len(set(said)), "said twice"
    expect(page.get_by_role("button", name="Stop reading")).to_be_visible()
    page.get_by_role("button", name="Stop reading").click()
    expect(page.get_by_role("button", name="Read it to me")).to_be_visible()


def test_choices_are_read_too(page: Page, school: ConfideSchool) -> None:
    page.add_init_script(VOICES % "true")
    page.goto(school.address)
    page.get_by_role("button", name="Tell us something").click()
    page.get_by_role("button", name="Read it to me").click()
    assert page.evaluate("said") == ["Who is it about?", "Me", "A friend", "Something I saw"]


def test_a_voice_that_lives_elsewhere_is_told_nothing(page: Page, school: ConfideSchool) -> None:
    """Our own sound plays instead."""
    page.add_init_script(VOICES % "false")
    page.goto(school.address)
    page.get_by_role("button", name="Read it to me").click()
    wait_for(lambda: page.evaluate("document.querySelector('audio').currentTime") > 0.3, "a sound that plays")
    assert page.evaluate("document.querySelector('audio').duration") > 5
    page.get_by_role("button", name="Stop reading").click()
    assert page.evaluate("[document.querySelector('audio').paused, said.length]") == [True, 0]


def test_letters_are_counted_once_they_are_few(page: Page) -> None:
    to_words(page)
    left = page.locator("#words-left")
    expect(left).to_have_text("")
    page.get_by_label("What happened?").fill("é" * 4700)
    expect(left).to_have_text("300 letters left")
    page.get_by_label("What happened?").fill("é" * 5100)
    expect(left).to_have_text("0 letters left")


@pytest.mark.parametrize("trusts", [True, False], ids=["a device that trusts the school", "one that does not"])
def test_who_trusts_the_certificate_goes_over_before_a_word_is_written(
    browser: Browser, school: ConfideSchool, *, trusts: bool
) -> None:
    context = browser.new_context(ignore_https_errors=trusts)
    page = context.new_page()
    page.goto(school.address)
    if trusts:
        page.wait_for_url(f"https://127.0.0.1:{school.tls_port}/")
        expect(page.get_by_role("heading", level=1)).to_have_text("You can tell us")
        to_send(page)
        assert page.url.startswith("https:")
    else:
        page.wait_for_timeout(1500)
        assert page.url == school.address
    context.close()
