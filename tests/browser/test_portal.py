"""The portal in a real browser, with a real core behind it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from appliance.aup.texts import read, samples
from appliance.model import the_box
from appliance.store import Store
from tests.browser.accessible import broken_rules, too_small, too_wide
from tests.browser.chromium import CHROMIUM
from tests.browser.pupils import PASSWORD, PICTURES, PupilsSchool
from tests.running import Box, running

PHONE, TABLET, DESK = (360, 740), (820, 1100), (1280, 800)
ZOOMED = (640, 400)  # 1280 × 800 at 200 %
TARGETS = "main button, main .button, main .tile, main input:not([type=hidden])"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]


@pytest.fixture
def school(tmp_path: Path) -> Iterator[PupilsSchool]:
    with PupilsSchool(tmp_path / "home") as school:
        yield school


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(browser: Browser, school: PupilsSchool, request: pytest.FixtureRequest) -> Iterator[Page]:
    yield from opened(browser, school, scripts=request.param)


@pytest.fixture
def scripted(browser: Browser, school: PupilsSchool) -> Iterator[Page]:
    yield from opened(browser, school, scripts=True)


def opened(browser: Browser, school: PupilsSchool, *, scripts: bool) -> Iterator[Page]:
    """At the start. What the browser complains about fails the test."""
    troubles: list[str] = []
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.on("console", lambda said: troubles.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(school.address)
    yield page
    context.close()
    assert [trouble for trouble in troubles if "Failed to load resource" not in trouble] == []


def choose(page: Page, name: str) -> None:
    page.get_by_role("link", name="3B").click()
    page.get_by_role("link", name=name).click()


def press(page: Page, pictures: str) -> None:
    for picture in pictures.split():
        page.get_by_role("button", name=picture, exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def set_rules(school: PupilsSchool) -> None:
    with Store.open(school.home) as store:
        store.aup.set(read(samples(), "texts.toml"), "test", time.time())


def test_class_name_pictures_rules_and_in(page: Page, school: PupilsSchool) -> None:
    set_rules(school)
    choose(page, "Amy A")
    press(page, PICTURES)
    heading(page, "Using the internet at school")
    expect(page.get_by_role("listitem")).to_have_count(5)
    page.get_by_role("button", name="Yes, I will do that").click()
    heading(page, "Hello, Amy Ash!")
    expect(page.get_by_text("You can use the internet now, until")).to_be_visible()
    page.get_by_role("button", name="I’m finished").click()
    expect(page.get_by_role("status")).to_have_text("Goodbye, Amy Ash! You are finished.")
    heading(page, "Hello! Who are you?")
    with Store.open(school.home) as store:
        assert [(one.person_name, one.accepted, one.device) for one in store.aup.report()] == [
            ("Amy Ash", True, "tablet-3")
        ]


def test_who_says_no_to_the_rules_is_signed_out(page: Page, school: PupilsSchool) -> None:
    set_rules(school)
    choose(page, "Ben")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("you are signed out")
    heading(page, "Hello! Who are you?")
    with Store.open(school.home) as store:
        assert [one.accepted for one in store.aup.report()] == [False]


def test_wrong_pictures_and_then_a_wait(page: Page, school: PupilsSchool) -> None:
    choose(page, "Amy A")
    for _ in range(2):
        press(page, "cat sun tree boat")
        expect(page.get_by_role("alert")).to_contain_text("Those are not your pictures. Try again.")
        expect(page.get_by_text("0 of 4")).to_be_visible()
    press(page, "cat sun tree boat")
    expect(page.get_by_role("alert")).to_contain_text("Wait")
    expect(page.get_by_role("button", name="cat")).to_have_count(0)
    page.goto(f"{school.address}/class/class-3b/{school.ids['Amy Ash']}")
    press(page, PICTURES)
    expect(page.get_by_role("alert")).to_contain_text("Let’s wait a little")
    page.goto(school.address)
    choose(page, "Ben")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Hello, Ben Birch!")


def test_after_the_wait_the_way_is_open_again(scripted: Page, school: PupilsSchool) -> None:
    choose(scripted, "Amy A")
    for _ in range(3):
        press(scripted, "cat sun tree boat")
        expect(scripted.get_by_role("alert")).to_be_visible()
    again = scripted.get_by_role("link", name="Try again")
    expect(again).to_be_hidden()
    expect(scripted.get_by_text("You can try again now.")).to_be_visible()
    expect(again).to_be_focused()
    again.click()
    press(scripted, PICTURES)
    heading(scripted, "Hello, Amy Ash!")


def test_who_has_no_secret_yet_is_told_whom_to_ask(page: Page) -> None:
    choose(page, "Zoë")
    expect(page.get_by_role("alert")).to_contain_text("ask a grown-up to set it up")


def test_staff_and_guests(page: Page, school: PupilsSchool) -> None:
    page.get_by_role("link", name="I work here").click()
    page.get_by_label("Your name or user name").fill("tthorn")
    page.get_by_label("Your password").fill("wrong password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Name and password do not fit")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Hello, Tess Thorn!")
    page.get_by_role("button", name="I’m finished").click()
    page.get_by_role("link", name="I am a guest").click()
    page.get_by_label("Your code").fill("AAAA-AAAA")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("No such code")
    page.get_by_label("Your code").fill(school.guest_code.lower().replace("-", " "))
    page.get_by_role("button", name="Sign in").click()
    heading(page, "Hello, Mrs Fir, governor!")


def test_a_mistake_reaches_a_grown_up(page: Page, school: PupilsSchool) -> None:
    page.goto(f"{school.address}/mistake?url=https://owls.example/barn")
    page.get_by_label("What do you need it for?").fill("My owl project")
    page.get_by_role("button", name="Tell a grown-up").click()
    heading(page, "Thank you")
    with Store.open(school.home) as store:
        assert [(one.url, one.words, one.device) for one in store.seen_by(the_box("a test")).mistakes.open()] == [
            ("https://owls.example/barn", "My owl project", "tablet-3")
        ]


def test_a_keyboard_is_enough(scripted: Page, school: PupilsSchool) -> None:
    set_rules(school)
    for name in ("3B", "Amy A"):
        scripted.get_by_role("link", name=name).focus()
        scripted.keyboard.press("Enter")
    for picture in PICTURES.split():
        scripted.get_by_role("button", name=picture, exact=True).focus()
        scripted.keyboard.press("Space")
    heading(scripted, "Using the internet at school")
    scripted.keyboard.press("Tab")
    expect(scripted.get_by_role("link", name="Skip to the content")).to_be_focused()
    scripted.get_by_role("button", name="Yes, I will do that").focus()
    scripted.keyboard.press("Enter")
    heading(scripted, "Hello, Amy Ash!")


def test_the_back_button_does_not_keep_somebodys_pictures(scripted: Page, school: PupilsSchool) -> None:
    choose(scripted, "Amy A")
    scripted.wait_for_load_state()  # what is pressed before the script is there, goes out
    press(scripted, PICTURES)
    heading(scripted, "Hello, Amy Ash!")
    scripted.go_back()
    expect(scripted.get_by_text("0 of 4")).to_be_visible()
    assert scripted.locator("[name=chosen]").input_value() == ""


def test_core_away_is_said_kindly(page: Page, school: PupilsSchool) -> None:
    school.kill("appliance.core")
    page.goto(school.address)
    heading(page, "Please wait a moment")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_at_every_size(browser: Browser, school: PupilsSchool, scheme: str) -> None:
    """axe finds nothing, nothing is wider than the screen, and every target is large."""
    set_rules(school)
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    amy, ben, zoe = (school.ids[name] for name in ("Amy Ash", "Ben Birch", "Zoë Yew"))
    paths = ["/", "/class/class-3b", *(f"/class/class-3b/{one}" for one in (amy, ben, zoe)), "/staff", "/guest"]
    paths += ["/mistake?url=https://owls.example/", "/nowhere", "/ready"]
    paths += [f"/ready/{name}" for name in ("ipad", "windows", "chromebook", "android", "mac")]
    for path in paths:
        page.goto(f"{school.address}{path}")
        examine(page)
    page.goto(f"{school.address}/class/class-3b/{amy}")
    press(page, "cat sun tree boat")
    expect(page.get_by_role("alert")).to_be_visible()
    examine(page)
    press(page, PICTURES)
    heading(page, "Using the internet at school")
    examine(page)
    page.get_by_role("button", name="Yes, I will do that").click()
    heading(page, "Hello, Amy Ash!")
    examine(page)
    context.close()


VOICES = """
    window.said = [];
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    Object.assign(Object.getPrototypeOf(speechSynthesis), {
        getVoices: () => [{lang: "en-GB", localService: %s}], speak: (part) => said.push(part.text),
    });
"""


@pytest.mark.parametrize("here", [True, False], ids=["a voice of the device", "only a voice elsewhere"])
def test_rules_are_read_aloud_by_the_device_alone(scripted: Page, school: PupilsSchool, *, here: bool) -> None:
    set_rules(school)
    scripted.add_init_script(VOICES % str(here).lower())
    choose(scripted, "Amy A")
    press(scripted, PICTURES)
    heading(scripted, "Using the internet at school")
    button = scripted.get_by_role("button", name="Read it to me")
    if not here:
        expect(button).to_be_hidden()
        return
    button.click()
    said = scripted.evaluate("said")
    assert len(said) == 7
    assert said[0] == "Using the internet at school"
    assert said[-1].startswith("When something worries me")
    expect(scripted.get_by_role("button", name="Stop reading")).to_be_visible()


def test_the_pages_are_in_welsh_for_who_presses_cymraeg(browser: Browser, school: PupilsSchool) -> None:
    """It stays so until the browser is closed; a voice that reads aloud speaks the language of the page."""
    set_rules(school)
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(VOICES % "true")
    page = context.new_page()
    page.goto(f"{school.address}/class/class-3b")
    page.get_by_role("button", name="Cymraeg").click()
    heading(page, "3B: dewisa dy enw")
    for path in (
        "/",
        "/class/class-3b",
        f"/class/class-3b/{school.ids['Ben Birch']}",
        "/talk",
        "/ready/ipad",
        "/nowhere",
    ):
        page.goto(f"{school.address}{path}")
        expect(page.locator("html")).to_have_attribute("lang", "cy")
        examine(page)
    page.goto(f"{school.address}/class/class-3b/{school.ids['Amy Ash']}")
    press(page, "cath haul coeden")
    expect(page.get_by_text("3 o 4")).to_be_visible()
    press(page, "cwch")
    expect(page.get_by_role("alert")).to_contain_text("Nid dy luniau di yw’r rheina.")
    examine(page)
    page.get_by_role("button", name="English").click()
    heading(page, "Hello, Amy A!")
    press(page, PICTURES)
    expect(page.get_by_role("button", name="Read it to me")).to_be_visible()
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.get_by_role("button", name="Iawn, fe wnaf i hynny")).to_be_visible()
    expect(page.get_by_role("button", name="Darllen i mi")).to_be_hidden()  # its one voice speaks English
    context.close()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    with running(tmp_path / "whole") as box:
        yield box


def test_a_device_is_told_what_is_missing_until_it_is_ready(browser: Browser, box: Box) -> None:
    portal = f"http://127.0.0.1:{box.portal_port}"
    through = {"server": box.proxy, "bypass": "127.0.0.1"}
    for proxy, trusts, said in (
        (None, False, "does not come through the box"),
        (through, False, "does not trust the school’s certificate"),
        (through, True, "This device is ready."),
    ):
        context = browser.new_context(proxy=proxy, ignore_https_errors=trusts)
        page = context.new_page()
        page.goto(f"{portal}/ready")
        expect(page.locator("#verdict")).to_contain_text(
            said,
        )
        page.get_by_role("button", name="Check again").click()
        expect(page.locator("#verdict")).to_contain_text(
            said,
        )
        context.close()


def examine(page: Page) -> None:
    for width, height in (PHONE, TABLET, DESK, ZOOMED):
        found = [*too_wide(page, {"width": width, "height": height}), *too_small(page, TARGETS)]
        assert found == [], f"{page.url} at {width} × {height}"
    assert broken_rules(page, tags=()) == [], page.url
