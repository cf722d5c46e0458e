"""What a school tells the browser's helper, and what then holds in a real Chromium."""

import io
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from appliance.helpers.protocol import (
    Answer,
    AupAnswer,
    Banned,
    CloseTabs,
    Knock,
    Locked,
    LoggedOn,
    LogOff,
    OnlySites,
    Order,
    Refused,
    Renew,
    RulePoint,
    Rules,
    SendThumbnails,
    ShowMessage,
    TakePicture,
    TakeRecording,
    Told,
    Typed,
    Watch,
)
from appliance.model import Notice
from tests.browser.accessible import broken_rules
from tests.browser.policed import NEEDS, World, write
from tests.browser.small_box import STATE
from tests.running import wait_for

pytestmark = [*NEEDS, pytest.mark.timeout(180)]

LOCKED = Locked(left=600, reason="You said <b>something</b> unkind", talk_to="Mrs Fir")
RULES = Rules(
    person="p1",
    name="infants",
    version=3,
    title="Our rules",
    text="Before you start:",
    points=(RulePoint(text="I am kind", picture="heart"), RulePoint(text="<i>I ask</i>", picture="../../x")),
)
OPEN = ("bbc.test/bitesize", "www.bbc.test/bitesize/5", "maths.test/any", "sub.maths.test/", "childline.test/")
NOT_OPEN = (
    "bbc.test/news",
    "bbc.test/bitesizes",
    "notmaths.test/",
    "maths.test.evil.test/",
    "evil.test/bbc.test/bitesize",
)
NO_PICTURES = "The school takes no pictures through helpers."
COLOURS = "<title>colours</title><style>body{margin:0;height:100vh;background:%s}</style>"


def gone(world: World, name: str) -> None:
    def there() -> bool:
        world.context.pages[0].wait_for_timeout(50)
        return any(f"/pages/{name}.html" in page.url for page in world.context.pages)

    wait_for(lambda: not there(), f"{name} to go")


def closed(page: Page) -> None:
    if not page.is_closed():
        page.wait_for_event(
            "close",
        )


def stopped(page: Page, address: str, title: str) -> None:
    """The browser shows our page there, at the latest once it has heard what holds now."""

    def is_ours() -> bool:
        page.goto(address, wait_until="commit")
        page.wait_for_timeout(300)
        return page.title() == title

    wait_for(is_ours, f"{title} at {address}")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(
        text,
    )


def test_a_locked_screen_says_why_and_opens_again(world: World) -> None:
    page = world.open("some.test/", "<input id=field>")
    world.box.put(lock=LOCKED)
    window = world.shown("window")
    heading(window, "This screen is having a rest")
    expect(window.locator("main")).to_contain_text("You said <b>something</b> unkind")
    expect(window.locator("main")).to_contain_text("It opens again in 10 minutes.")
    expect(window.locator("main")).to_contain_text("You can talk to Mrs Fir.")
    expect(page.locator("lollipop-notice.curtain")).to_be_visible()
    world.box.put()
    gone(world, "window")
    expect(page.locator("lollipop-notice")).to_have_count(0)


def test_a_locked_screen_comes_back_when_it_is_closed(world: World) -> None:
    world.box.put(lock=LOCKED)
    for _ in range(3):
        world.shown("window").close()
    heading(world.shown("window"), "This screen is having a rest")
    page = world.context.new_page()
    stopped(page, "http://elsewhere.test/", "This screen is having a rest")
    state = world.worker.evaluate(
        "async () => (await chrome.windows.get((await chrome.storage.session.get('window')).window)).state"
    )
    assert state == "fullscreen"


def test_a_lock_ends_by_itself_without_the_box(world: World) -> None:
    world.box.put(lock=Locked(left=4, reason="", talk_to=""))
    heading(world.shown("window"), "This screen is having a rest")
    world.box.away()
    gone(world, "window")
    world.box.back()
    told = world.box.hear(Told, within=40)
    assert (told.what, told.user) == (Notice.LOCK_ENDED, "amy.ash")


def test_a_lock_lasts_an_hour_at_most(world: World) -> None:
    world.box.put(lock=Locked(left=100_000, reason="", talk_to=""))
    expect(world.shown("window").locator(".left")).to_have_text("It opens again in 60 minutes.")


def test_rules_stand_before_everything_else(world: World) -> None:
    world.box.put(rules=RULES)
    window = world.shown("window")
    heading(window, "Our rules")
    expect(window.get_by_role("listitem")).to_have_text(["I am kind", "<i>I ask</i>"])
    page = world.context.new_page()
    stopped(page, "http://wanted.test/x?a=1", "Our rules")
    window.get_by_role("button", name="Yes, I will do that").click()
    said = world.box.hear(AupAnswer)
    assert said == AupAnswer(person="p1", name="infants", version=3, accepted=True)
    gone(world, "window")
    page.bring_to_front()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "wanted.test/x?a=1",
    )


def test_who_says_no_to_the_rules_goes_no_further(world: World) -> None:
    world.box.put(rules=RULES)
    world.shown("window").get_by_role("button", name="No").click()
    assert not world.box.hear(AupAnswer).accepted
    window = world.shown("window")
    expect(window.locator("main")).to_contain_text("You said no")
    page = world.context.new_page()
    page.goto("http://wanted.test/", wait_until="commit")
    expect(page.locator("main")).to_contain_text("You said no")
    window.get_by_role("button", name="Read the rules again").click()
    window.get_by_role("button", name="Yes, I will do that").click()
    world.box.hear(AupAnswer, lambda one: one.accepted)


def test_a_message_stands_until_it_is_put_away(world: World) -> None:
    assert world.box.order(ShowMessage(text="Please <b>stop</b>\nnow", sender="Mr Oak")).done
    window = world.shown("window")
    heading(window, "Mr Oak says")
    expect(window.locator(".said")).to_have_text("Please <b>stop</b>\nnow")
    window.close()
    window = world.shown("window")
    window.get_by_role("button", name="OK, I have read it").click()
    gone(world, "window")


def test_a_pause_holds_away_from_school(world: World) -> None:
    world.box.put(ban=Banned(left=300, reason="A quiet <moment>", talk_to="Mrs Fir"))
    world.box.away()
    page = world.context.new_page()
    stopped(page, "http://game.test/level", "The internet is having a rest")
    expect(page.locator("main")).to_contain_text("A quiet <moment>")
    for host in ("www.childline.test", "childline.test", "confide.test"):
        page.goto(f"http://{host}/")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"{host}/")
    world.box.back()
    world.box.put()
    world.box.hear(LoggedOn, within=40)
    world.settled()


def test_what_a_page_would_fetch_in_a_pause_is_stopped(world: World) -> None:
    page = world.open("chat.test/", "<h1>chat</h1>")
    world.box.put(ban=Banned(left=300, reason="", talk_to=""))
    fetched = "fetch('http://chat.test/news?now').then(() => 'came', () => 'stopped')"
    wait_for(lambda: page.evaluate(fetched) == "stopped", "the pause")


def test_only_these_sites_are_open(world: World) -> None:
    world.box.put(only=OnlySites(left=300, sites=("bbc.test/bitesize", "https://maths.test")))
    page = world.context.new_page()
    open_pages = (
        "bbc.test/bitesize",
        "www.bbc.test/bitesize/5",
        "maths.test/any",
        "sub.maths.test/",
        "childline.test/",
    )
    for address in open_pages:
        page.goto(f"http://{address}")
        expect(page.get_by_role("heading", level=1)).to_have_text(address)
    for address in (
        "bbc.test/news",
        "bbc.test/bitesizes",
        "notmaths.test/",
        "maths.test.evil.test/",
        "evil.test/bbc.test/bitesize",
    ):
        stopped(page, f"http://{address}", "This page is not for now")
    expect(page.get_by_role("link", name="bbc.test/bitesize", exact=True)).to_be_visible()


def test_a_picture_is_of_what_is_seen(world: World) -> None:
    world.open("red.test/", COLOURS % "rgb(200, 0, 0)")
    world.box.pictures.clear()
    assert world.box.order(TakePicture()).done
    wait_for(lambda: bool(world.box.pictures), "a picture")
    header, image = world.box.pictures[0]
    picture = Image.open(io.BytesIO(image)).convert("RGB")
    assert (picture.size, header.kind, header.last) == ((header.width, header.height), "still", True)
    red, green, blue = picture.getpixel((picture.width // 2, picture.height // 2))  # type: ignore[misc]
    assert red > 180
    assert max(green, blue) < 30
    assert header.number > 0


def test_a_recording_is_the_frames_that_differ(world: World) -> None:
    page = world.open("film.test/", COLOURS % "red")
    world.box.pictures.clear()
    page.evaluate(
        "() => { let n = 0; setInterval(() => document.body.style.background = ['blue', 'red'][n++ % 2], 1500) }"
    )
    assert world.box.order(TakeRecording(seconds=6, before=2)).done
    wait_for(lambda: any(header.last for header, _ in world.box.pictures), "the last frame")
    headers = [header for header, _ in world.box.pictures]
    assert 3 <= len(headers) <= 7
    assert [header.sequence for header in headers] == list(range(len(headers)))
    assert [header.last for header in headers] == [*[False] * (len(headers) - 1), True]
    assert {header.kind for header in headers} == {"frame"}


def test_thumbnails_are_small_and_not_kept(world: World) -> None:
    world.open("red.test/", COLOURS % "red")
    world.box.pictures.clear()
    assert world.box.order(SendThumbnails(every=1, seconds=3)).done
    wait_for(lambda: len(world.box.pictures) >= 2, "thumbnails")
    header, image = world.box.pictures[0]
    assert (header.number, header.kind) == (0, "thumbnail")
    assert header.width <= 320
    assert header.height <= 180
    assert len(image) < 20_000


@pytest.mark.parametrize(
    ("host", "watch", "why"),
    [
        pytest.param("confide.test", Watch(), "No picture is taken of this page.", id="Confide"),
        pytest.param("any.test", Watch(pictures=False), NO_PICTURES, id="not wanted"),
    ],
)
def test_there_is_no_picture_of(world: World, host: str, watch: Watch, why: str) -> None:
    world.box.put(watch=watch)
    world.open(f"{host}/", COLOURS % "red")
    world.box.pictures.clear()
    for order in (TakePicture(), SendThumbnails(every=1, seconds=2), TakeRecording(seconds=1, before=0)):
        said = world.box.order(order)
        assert (said.done, said.why) == (False, why)
    assert world.box.pictures == []


def test_an_order_is_done_once(world: World) -> None:
    order = Order(id="the same", within=10, do=TakePicture())
    world.open("red.test/", COLOURS % "red")
    world.box.pictures.clear()
    world.box.say(order)
    first = world.box.hear(Answer, lambda one: one.order == "the same")
    world.box.heard.clear()
    world.box.say(order)
    assert world.box.hear(Answer, lambda one: one.order == "the same") == first
    world.settled()
    assert len(world.box.pictures) == 1


def test_tabs_of_a_site_are_closed(world: World) -> None:
    kept, *others = (world.open(f"{host}/") for host in ("maths.test", "game.test", "www.game.test"))
    assert world.box.order(CloseTabs(hosts=("game.test",))).done
    for one in others:
        closed(one)
    assert not kept.is_closed()


def test_all_tabs_are_closed_but_confide(world: World) -> None:
    confide, other = world.open("confide.test/"), world.open("game.test/")
    assert world.box.order(CloseTabs()).done
    closed(other)
    assert not confide.is_closed()


def test_logging_off_closes_the_pages_and_says_what_it_cannot(world: World) -> None:
    page = world.open("game.test/")
    answer = world.box.order(LogOff(text="Home time"), within=4)
    assert not answer.done
    assert answer.why == "A browser cannot log anybody off this device. Its pages were closed."
    heading(world.shown("finished"), "All your pages are closed")
    assert page.is_closed()
    gone(world, "window")


def test_renewing_is_answered(world: World) -> None:
    assert isinstance(world.box.order(Renew()), Answer)


def test_a_child_sees_who_looks(world: World) -> None:
    page = world.open("some.test/", "<style>lollipop-notice { display: none !important; opacity: 0 }</style>")
    world.box.put(watch=Watch(watched_by="Mr <b>Oak</b>"))
    expect(page.locator("lollipop-notice")).to_be_visible()
    popup = world.context.new_page()
    popup.goto(f"{world.own}/popup.html")
    expect(popup.get_by_role("status")).to_have_text("Mr <b>Oak</b> is looking at this screen now.")
    world.box.put()
    expect(popup.get_by_role("status")).to_have_text("Nobody is looking at this screen now.")
    expect(page.locator("lollipop-notice")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "What nobody looks at"), ("cy", "Beth does neb yn edrych arno")]
)
def test_a_child_is_told_what_is_looked_at(world: World, language: str, title: str) -> None:
    world.box.put(language=language, person="Amy Ash", watch=Watch(pictures=False))
    page = world.context.new_page()
    page.goto(f"{world.own}/first.html")
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(4)
    expect(page.get_by_role("link")).to_have_attribute("href", STATE.confide)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_our_pages_can_be_read_by_everybody(world: World, scheme: Literal["light", "dark"]) -> None:
    world.box.put(only=OnlySites(left=300, sites=("maths.test",)), watch=Watch(watched_by="Mr Oak"))
    page = world.context.new_page()
    page.emulate_media(color_scheme=scheme)
    for name in ("popup", "first", "held", "finished"):
        page.goto(f"{world.own}/{name}.html")
        unharmed(page)
    for told in ({"rules": RULES}, {"lock": LOCKED}):
        world.box.put(**told)
        window = world.shown("window")
        window.emulate_media(color_scheme=scheme)
        heading(window, "Our rules" if "rules" in told else "This screen is having a rest")
        unharmed(window)


def unharmed(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert broken_rules(page, tags=()) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_everybody_is_told_once(world: World) -> None:
    world.box.put(person="Ben Birch")
    world.shown("first").close()
    world.box.put(person="Ben Birch")
    world.settled()
    assert not [page for page in world.context.pages if "/first.html" in page.url]


def test_a_page_cannot_act_for_the_helper(world: World) -> None:
    world.box.put(rules=RULES)
    world.shown("window")
    page = world.open("confide.test/")
    page.evaluate(
        """address => { const frame = document.createElement("iframe");
        frame.src = address; document.body.append(frame); }""",
        f"{world.own}/held.html#https://evil.test",
    )
    page.wait_for_timeout(500)
    assert not page.frames[-1].url.startswith("chrome-extension://")
    assert page.evaluate("typeof chrome.runtime?.sendMessage") == "undefined"


def test_who_is_revoked_forgets_and_does_not_come_back_with_the_same_code(world: World) -> None:
    page = world.open("some.test/", "<input id=field>")
    world.box.put(ban=Banned(left=300, reason="", talk_to=""))
    world.box.refusal = Refused(why="Not known.", again=False)
    world.box.deaf = True
    write(page, "forgotten words")
    world.box.hear(Typed, lambda one: one.text == "forgotten words")
    world.box.deaf = False
    world.box.heard.clear()
    world.box.hang_up()
    world.box.hear(Knock, within=40)
    page.wait_for_timeout(4000)  # long enough to knock again
    assert len([one for one in world.box.heard if isinstance(one, Knock)]) == 1
    kept = world.worker.evaluate("chrome.storage.local.get('kept')")
    assert kept["kept"] is None
    assert world.worker.evaluate("chrome.declarativeNetRequest.getDynamicRules()") == []
