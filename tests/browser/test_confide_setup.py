"""Setting up Confide in a real browser: from nothing to open as a head would, and every screen accessible, on a phone,
in the dark, by keyboard and without scripts."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader
from werkzeug.serving import make_server

from appliance.confide.choice import ConfideChoice
from appliance.confide.reader_keys import recover
from appliance.config import Home, Settings
from appliance.duties import Assignment, Duty
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
from tests.webui.conftest import NOW, Clock
from webui.app import create_app
from webui.box import Box
from webui.feed import Feed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed (apt-get install chromium)"),
]
LEAD, CHAIR, TEACHER = "Ada Khan", "Mary Wren", "Tom Oak"
PASSPHRASE, OTHER = "purple otter bridge seven", "yellow kettle under snow"
SCREENS = (
    "",
    "/who",
    "/faces",
    "/faces/new",
    "/words",
    "/absences",
    "/posters",
    "/kit",
    "/key",
    "/key/anew",
    "/kit/use",
)
MOST_PRESSES, MOST_FIELDS = 14, 4


class Console:
    """Of a school where nothing of Confide is set up."""

    def __init__(self, root: Path) -> None:
        home = Home(root)
        home.make()
        self.store = Store.open(home)
        self.store.migrate()
        self.box = Box(home=home, settings=Settings(), store=self.store, feed=Feed(home.core_socket),
                       practice_line="curl", now=Clock())  # fmt: skip
        self.people = {LEAD: self._account(LEAD, Duty.DSL), CHAIR: self._account(CHAIR, Duty.CHAIR)}
        self.people[TEACHER] = self._account(TEACHER, Duty.TEACHER)
        self._server = make_server("127.0.0.1", 0, create_app(self.box), threaded=True)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def session(self, name: str) -> str:
        return self.store.sign_in.begin(self.people[name], NOW)

    def close(self) -> None:
        self.box.feed.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.box.confide.close()
        self.store.close()

    def _account(self, name: str, duty: Duty) -> int:
        number = self.store.accounts.add(name, f"{name.partition(' ')[0]}@school.test", "test", NOW)
        self.store.accounts.assign(number, (Assignment(duty=duty),), "test", NOW)
        self.store.proofs.set_app(number, b"sealed", 0, "test", NOW)
        return number


class Hand:
    """Somebody at a computer: what they press and fill in is counted."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self._address = page, address
        self.presses = self.fields = 0

    def goes(self, path: str) -> None:
        self.page.goto(self._address + path)

    def presses_(self, name: str, role: str = "button") -> None:
        follow(self.page, self.page.get_by_role(role, name=name, exact=False).first)  # type: ignore[arg-type]  # a role
        self.presses += 1

    def fetches(self, name: str) -> Path:
        """What this link gives to keep."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=name).click()
        self.presses += 1
        return coming.value.path()

    def writes(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.fields += 1

    def ticks(self, label: str) -> None:
        self.page.get_by_label(label).check()
        self.presses += 1

    def chooses_passphrase(self, text: str) -> None:
        self.writes("Passphrase for Confide", text)
        self.writes("The same once more", text)
        self.presses_("Choose this passphrase")


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    console = Console(tmp_path / "home")
    yield console
    console.close()


def signed_in(browser: Browser, console: Console, name: str, **how: object) -> BrowserContext:
    context = browser.new_context(viewport=DESK, reduced_motion="reduce", **how)  # type: ignore[arg-type]  # as it asks
    context.add_cookies([{"name": "lollipop", "value": console.session(name), "url": console.address}])
    return context


def test_a_head_opens_it_from_nothing(browser: Browser, console: Console, tmp_path: Path) -> None:
    """Every step is led to from the first screen; few presses and no word about keys are needed."""
    context, other = signed_in(browser, console, LEAD), signed_in(browser, console, CHAIR)
    hand = Hand(context.new_page(), console.address)
    hand.goes("/confide/settings")
    code = prints_the_kit(hand)
    hand.presses_("Your passphrase", "link")
    hand.chooses_passphrase(PASSPHRASE)
    chair = Hand(other.new_page(), console.address)
    chair.goes("/")
    chair.presses_("Confide", "link")
    chair.presses_("Choose your passphrase", "link")
    chair.chooses_passphrase(OTHER)
    shows_themselves(hand, tmp_path)
    expect(hand.page.get_by_text("Children do not see this card yet.")).to_have_count(0)
    hand.presses_("Overview", "link")
    expect(hand.page.get_by_text("(done)")).to_have_count(4)
    hand.presses_("Open Confide for children")
    expect(hand.page.get_by_role("heading", name="Confide is open for children")).to_be_visible()
    assert console.store.choices.get(ConfideChoice).is_open
    held = console.box.confide.key_of(console.people[LEAD])
    assert held
    assert len(recover(held, code)) == 32
    assert hand.fields <= MOST_FIELDS, hand.fields
    assert hand.presses <= MOST_PRESSES, hand.presses
    context.close()
    other.close()


def prints_the_kit(hand: Hand) -> str:
    """Gives the code that stands on the paper."""
    hand.presses_("The recovery kit", "link")
    hand.presses_("Make the kit")
    (paper,) = PdfReader(hand.fetches("Open the sheet to print it")).pages
    words = [one for one in paper.extract_text().split() if len(one) == 4 and one.isalnum() and one.upper() == one]
    hand.ticks("It is printed, and it is in the safe")
    hand.presses_("The kit counts from now on")
    return "-".join(one for one in words if one != "2026")


def shows_themselves(hand: Hand, folder: Path) -> None:
    photo = folder / "me.jpg"
    Image.new("RGB", (900, 1200), "teal").save(photo)
    hand.presses_("Faces", "link")
    hand.presses_("Add somebody", "link")
    hand.writes("Name, as children say it", "Mrs Khan")
    hand.writes("Who they are, in a few words", "She listens")
    hand.page.get_by_label("Photograph", exact=True).set_input_files(photo)
    hand.ticks("They agreed that children see")
    hand.presses_("Add")
    expect(hand.page.locator(".face-card img")).to_have_js_property("naturalWidth", 400)


@pytest.fixture(scope="module")
def full(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """With something on each screen: made through the screens."""
    folder = tmp_path_factory.mktemp("full")
    console = Console(folder / "home")
    context, chair = signed_in(browser, console, LEAD), signed_in(browser, console, CHAIR)
    hand = Hand(context.new_page(), console.address)
    hand.goes("/confide/settings/key")
    hand.chooses_passphrase(PASSPHRASE)
    hand.goes("/confide/settings")
    prints_the_kit(hand)  # after the key, which it does not cover yet
    chairs = Hand(chair.new_page(), console.address)
    chairs.goes("/confide/settings/key")
    chairs.chooses_passphrase(OTHER)
    hand.goes("/confide/settings")
    shows_themselves(hand, folder)
    for name, whose in (("Mr Oak", TEACHER), ("Miss Elm", LEAD)):
        hand.presses_("Add somebody", "link")
        hand.writes("Name, as children say it", name)
        hand.page.get_by_label("Whose account reads it?").select_option(str(console.people[whose]))
        hand.ticks("They agreed that children see")
        hand.presses_("Add")
    hand.goes("/confide/settings/absences")
    hand.writes("First day away", "tomorrow")
    hand.writes("Last day away", "Friday")
    hand.page.get_by_label("Who reads for them?").select_option(label=CHAIR)
    hand.presses_("Save")
    expect(hand.page.get_by_text("18 November 2026 to 20 November 2026").first).to_be_visible()
    hand.goes("/confide/settings/faces")
    hand.presses_("Remove Miss Elm")
    expect(hand.page.locator(".face-card")).to_have_count(2)
    context.close()
    chair.close()
    yield console
    console.close()


def test_every_screen_is_accessible_and_fits(browser: Browser, full: Console) -> None:
    context = signed_in(browser, full, LEAD)
    page, said, found = context.new_page(), list[str](), dict[str, list[str]]()
    page.on("console", lambda line: said.append(line.text) if line.type in {"error", "warning"} else None)
    face = full.store.choices.get(ConfideChoice).faces[0].id
    for path in (*SCREENS, f"/faces/{face}"):
        said.clear()
        page.goto(f"{full.address}/confide/settings{path}")
        found[path] = [*broken_rules(page), *too_wide(page, AT_200_PERCENT, AT_400_PERCENT, PHONE)]
        page.emulate_media(color_scheme="dark")
        found[path] += [f"a phone in the dark: {line}" for line in broken_rules(page)]
        page.emulate_media(color_scheme="light")
        resize(page, DESK)
        found[path] += said
    assert {path: lines for path, lines in found.items() if lines} == {}
    context.close()


@pytest.mark.parametrize("path", ["", "/faces", "/who", "/absences", "/faces/new"])
def test_a_keyboard_reaches_everything(browser: Browser, full: Console, path: str) -> None:
    context = signed_in(browser, full, LEAD)
    page = context.new_page()
    page.goto(f"{full.address}/confide/settings{path}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.evaluate(LOOK)
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate(AT_THE_END):
            break
    assert page.evaluate(FOUND) == [[], []]
    context.close()


def test_without_scripts_it_takes_its_forms(browser: Browser, full: Console) -> None:
    context = signed_in(browser, full, LEAD, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{full.address}/confide/settings/faces")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".face-card")).to_have_count(3)
    page.goto(f"{full.address}/confide/settings/words")
    page.get_by_label("When is it read?").fill("On school days, from 8 to 4")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What children read is saved.")).to_be_visible()
    page.goto(f"{full.address}/confide/settings/posters")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Poster for juniors").first.click()
    (paper,) = PdfReader(io.BytesIO(Path(coming.value.path()).read_bytes())).pages
    assert "confide/" in paper.extract_text()
    context.close()
