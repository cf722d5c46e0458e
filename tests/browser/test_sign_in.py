"""Somebody new in a real browser: from the link to a password, an app, a passkey, and back in by each."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from appliance.duties import Assignment, Duty
from appliance.store import Store
from tests.browser.accessible import broken_rules, resize, too_wide
from tests.browser.chromium import CHROMIUM, DESK, FLAGS, PHONE, follow
from tests.browser.school import School

PASSWORD = "purple otter bridge seven"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """Only its console."""
    school = School(tmp_path / "home")
    school.start("webui")
    yield school
    school.__exit__()


@pytest.fixture
def page(school: School) -> Iterator[Page]:
    """In a browser with an authenticator that knows its person. What the browser complains about fails the test."""
    troubles: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(base_url=f"http://localhost:{school.port}")
        page.on("console", lambda said: troubles.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page
        browser.close()
    assert [trouble for trouble in troubles if "Failed to load resource" not in trouble] == []


def invited(school: School) -> str:
    """The path of a link for Ada, who leads safeguarding."""
    with Store.open(school.home) as store:
        number = store.accounts.add("Ada Khan", "a.khan@school.test", "test", time.time())
        store.accounts.assign(number, (Assignment(duty=Duty.DSL),), "test", time.time())
        return f"/sign-in/{store.sign_in.new_link(time.time(), 600, number)}"


def check(page: Page) -> None:
    """axe finds nothing, in light and in dark, and the page fits a phone."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert broken_rules(page, tags=()) == [], page.url
    assert too_wide(page, PHONE) == [], page.url
    resize(page, DESK)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def arrive(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    check(page)


def sign_out(page: Page) -> None:
    press(page, "Sign out")
    expect(page.get_by_role("heading", name="Please sign in")).to_be_visible()


def choose_password(page: Page, school: School) -> None:
    page.goto(invited(school))
    arrive(page, "Welcome, Ada Khan")
    page.get_by_label("Your new password").fill("AdaKhan2026!")
    press(page, "Go on")
    expect(page.get_by_role("alert")).to_contain_text("easily guessed")
    check(page)
    page.get_by_label("Your new password").fill(PASSWORD)
    press(page, "Go on")
    arrive(page, "Set up your second step")


def set_up_app(page: Page) -> tuple[pyotp.TOTP, list[str]]:
    """The app, and the recovery codes that were shown."""
    page.get_by_role("link", name="Use an app").click()
    arrive(page, "An app on your phone")
    expect(page.locator(".qr svg")).to_be_visible()
    app = pyotp.TOTP(re.sub(r"\s", "", page.locator(".secret").inner_text()))
    page.get_by_label("The six digits that the app shows").fill(app.now())
    press(page, "Set up")
    arrive(page, "Done. Now keep these codes")
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    return app, codes


def make_passkey(page: Page) -> None:
    page.goto("/account/passkey")
    arrive(page, "A passkey")
    page.get_by_label("A name for it").fill("My laptop")
    press(page, "Make the passkey")
    arrive(page, "Your account")
    expect(page.get_by_text("Passkey: My laptop")).to_be_visible()


def sign_in(page: Page, code: str) -> None:
    page.get_by_label("Mail address").fill("a.khan@school.test")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    arrive(page, "One more step")
    page.get_by_label("Code").fill(code)
    follow(page, page.get_by_role("button", name="Go on"))


def invite_somebody(page: Page) -> None:
    page.goto("/accounts/new")
    arrive(page, "Invite somebody")
    page.get_by_label("Name", exact=True).fill("Ben Oduya")
    page.get_by_label("Mail address").fill("b.oduya@school.test")
    page.get_by_label("Office manager").check()
    press(page, "Make the account")
    arrive(page, "A link for Ben Oduya")
    page.get_by_role("link", name="I have it").click()
    arrive(page, "Ben Oduya")


def test_from_the_link_to_an_app_a_passkey_and_back_in_by_each(page: Page, school: School) -> None:
    choose_password(page, school)
    app, codes = set_up_app(page)
    make_passkey(page)
    sign_out(page)
    check(page)
    sign_in(page, app.at(int(time.time()) + app.interval))
    page.goto("/accounts")
    arrive(page, "Accounts")
    sign_out(page)
    press(page, "Sign in with a passkey")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    page.goto("/prove?to=/account")
    arrive(page, "Is it still you?")
    press(page, "Use your passkey")
    arrive(page, "Your account")
    invite_somebody(page)
    sign_out(page)
    sign_in(page, codes[0])
    page.goto("/account")
    expect(page.get_by_text("9 left.")).to_be_visible()
