"""From the printed link to a capture that arrives, as an office manager does it in a real browser."""

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from pypdf import PdfReader

from tests.browser.accessible import broken_rules, resize, too_wide
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.mail.post_office import PASSWORD as MAIL_PASSWORD
from tests.mail.post_office import USER as MAIL_USER
from tests.mail.post_office import PostOffice, post_office
from tests.running import PRACTICE, Box, running, wait_for

PASSWORD = "purple otter bridge seven"
PEOPLE = "UPN,Forename,Surname,Year,Class\nA1,Amy,Ash,4,4B\nA2,Ben,Bell,4,4B\nA3,Cem,Can,2,2A\n"
LONGEST_SECONDS = 60
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
_FIELDS = "main input:not([type=hidden]), main select, main textarea"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]


@dataclass
class Newcomer:
    """Somebody at a browser. `met` are the pages, each with the number of its fields; `troubles` what was wrong.
    `plain`: scripts are off, but for axe."""

    page: Page
    met: list[tuple[str, int]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    plain: bool = True

    def __post_init__(self) -> None:
        self._devtools = self.page.context.new_cdp_session(self.page)
        self.without_scripts(off=self.plain)

    def arrive(self, heading: str, place: str = "") -> None:
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        if place:
            expect(self.page.get_by_text(place)).to_be_visible()
        visible = [one for one in self.page.locator(_FIELDS).all() if one.is_visible()]
        self.met.append((heading, len(visible)))
        self.look()

    def look(self) -> None:
        """axe finds nothing, and the page fits a phone."""
        self.without_scripts(off=False)
        found = [*broken_rules(self.page, tags=()), *too_wide(self.page, PHONE)]
        self.troubles += [f"{self.page.url}: {line}" for line in found]
        resize(self.page, DESK)
        self.without_scripts(off=self.plain)

    def without_scripts(self, *, off: bool) -> None:
        """Those of a page that is loaded from now on."""
        self._devtools.send("Emulation.setScriptExecutionDisabled", {"value": off})

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running(tmp_path_factory.mktemp("first") / "home") as box:
        yield box


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with post_office(tmp_path) as office:
        yield office


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def begin(one: Newcomer, box: Box) -> None:
    """The school and one's own account."""
    link = re.search(r"http://\S+/sign-in/\S+", box.said)
    assert link, box.said
    one.page.goto(link[0])
    one.press("Sign in")
    one.arrive("Which school is it?", "Step 1 of 11")
    one.press("Go on")
    expect(one.page.get_by_role("alert")).to_contain_text("Write the school’s name.")
    one.write("Name of the school", "St Aidan’s Primary")
    one.write("Whom should pupils talk to?", "Mrs Khan or your teacher")
    one.press("Go on")
    one.arrive("Who are you?", "Step 2 of 11")
    one.write("Your name", "Grace Okafor")
    one.write("Your mail address", "g.okafor@school.test")
    one.page.get_by_label("Office manager").check()
    one.write("A password for Lollipop", "GraceOkafor1!")
    one.press("Make my account")
    expect(one.page.get_by_role("alert")).to_contain_text("easily guessed")
    one.write("A password for Lollipop", PASSWORD)
    one.press("Make my account")


def set_up_app(one: Newcomer) -> list[str]:
    """The second step; the recovery codes that were shown."""
    one.arrive("Set up your second step", "step 3 of 11")
    one.page.get_by_role("link", name="Use an app").click()
    one.arrive("An app on your phone", "step 3 of 11")
    app = pyotp.TOTP(re.sub(r"\s", "", one.page.locator(".secret").inner_text()))
    one.write("The six digits that the app shows", app.now())
    one.press("Set up")
    one.arrive("Done. Now keep these codes", "step 3 of 11")
    codes = one.page.locator(".codes code").all_inner_texts()
    one.page.get_by_role("link", name="I have kept them").click()
    return codes


def print_kit(one: Newcomer, codes: list[str], folder: Path) -> None:
    one.arrive("Print the recovery kit", "Step 4 of 11")
    with one.page.expect_download() as download:
        one.page.get_by_role("link", name="Open the sheet to print it").click()
    download.value.save_as(folder / "kit.pdf")
    (sheet,) = PdfReader(folder / "kit.pdf").pages
    text = sheet.extract_text()
    assert [code for code in codes if code not in text] == []
    assert "St Aidan’s Primary" in text
    one.page.get_by_label("It is printed and put away").check()
    one.press("Go on")


def bring_people(one: Newcomer) -> None:
    one.arrive("Who is at your school?", "Step 6 of 11")
    one.page.get_by_label("The list").set_input_files(
        {"name": "pupils.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    )
    one.press("See what would change")
    one.arrive("What would change", "step 6 of 11")
    one.page.locator("main form button.primary").last.click()
    one.arrive("Who is at your school?", "3 pupils")
    one.press("Go on")


def say_who(one: Newcomer) -> str:
    """The safeguarding lead's link."""
    one.arrive("Who is who?", "Step 7 of 11")
    for title, name, mail in (
        ("Designated safeguarding lead", "Ada Khan", "a.khan@school.test"),
        ("Head teacher", "Ben Oduya", "b.oduya@school.test"),
    ):
        one.page.get_by_role("group", name=title).get_by_label("Name", exact=True).fill(name)
        one.page.get_by_role("group", name=title).get_by_label("Mail address", exact=True).fill(mail)
    one.page.get_by_role("group", name="Governor").get_by_label("That is me").check()
    one.press("Invite them")
    one.arrive("Hand these over")
    (link,) = one.page.get_by_role("listitem").filter(has_text="Ada Khan").locator("code").all_inner_texts()
    one.page.get_by_role("link", name="I have them: go on").click()
    return link


def set_up_mail(one: Newcomer, office: PostOffice) -> None:
    one.arrive("How shall Lollipop send mail?", "Step 8 of 11")
    one.page.get_by_role("link", name="A server of our own").click()
    one.arrive("Mail server", "step 8 of 11")
    one.write("Mail server", "localhost")
    one.write("Port", str(office.port))
    one.page.get_by_text("A server with a certificate of its own").click()
    one.write("Certificate of your own server", office.certificate)
    one.write("User name", MAIL_USER)
    one.write("Password", MAIL_PASSWORD)
    one.write("Mails come from", MAIL_USER)
    one.press("Save")
    one.arrive("How shall Lollipop send mail?", "Mail is set up.")
    one.press("Send me a test")
    expect(one.page.get_by_text("The server has taken the test for")).to_be_visible()
    one.arrive("How shall Lollipop send mail?", "have not been here yet")
    one.press("Send the invitations by mail")
    wait_for(lambda: len(office.taken) == 3, "a test and two invitations")
    assert sorted(office.to) == ["a.khan@school.test", "b.oduya@school.test", "g.okafor@school.test"]
    one.press("The test arrived: go on")


def prove(one: Newcomer, box: Box) -> None:
    """The page sees by itself when a device trusts the box, and when the practice words are there."""
    one.arrive("Make one device ready", "Waiting for a device")
    assert box.curl(f"{PRACTICE}ready").returncode == 0
    assert box.curl("-H", "Accept: text/html", PRACTICE).returncode == 0
    expect(one.page.get_by_text("Ready:")).to_be_visible()
    one.look()
    one.press("Go on")
    one.arrive("The proof", "Waiting for the practice words")
    assert "how to hide cuts" in box.curl(PRACTICE).stdout
    expect(one.page.get_by_text("It arrived.")).to_be_visible()
    one.look()
    one.press("Finish")
    one.arrive("You are done", "It took")


def test_from_the_printed_link_to_a_capture_that_arrives(
    browser: Browser, box: Box, office: PostOffice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    one = Newcomer(browser.new_page(viewport=DESK))
    begin(one, box)
    codes = set_up_app(one)
    print_kit(one, codes, tmp_path)
    one.plain = False
    one.without_scripts(off=False)
    one.page.goto(f"http://127.0.0.1:{box.console_port}/today")
    one.page.get_by_role("link", name="Finish setting up (step 5 of 11)").click()
    one.arrive("How is the box plugged in?", "Step 5 of 11")
    one.press("Go on")
    bring_people(one)
    on_paper = say_who(one)
    set_up_mail(one, office)
    one.arrive("Who hears about what?", "Step 9 of 11")
    one.press("That is right: go on")
    prove(one, box)
    assert one.troubles == []
    invited = browser.new_page()
    assert invited.goto(on_paper).status == 403  # type: ignore[union-attr]  # the mail's link replaced it
    took = time.monotonic() - began
    with capsys.disabled():
        fields = sum(count for _, count in one.met)
        sys.stdout.write(f"\nfirst run: {len(one.met)} pages, {fields} fields shown, {took:.0f} s by machine\n")
    assert took < LONGEST_SECONDS
