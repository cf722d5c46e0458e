"""The browser's helper in a real Chromium under a school's policy: what it reads, and never reads."""

import pytest
from playwright.sync_api import Frame

from appliance.helpers.protocol import Front, Health, Knock, LoggedOn, Typed, Watch
from tests.browser.policed import NEEDS, World, write
from tests.running import wait_for

pytestmark = [*NEEDS, pytest.mark.timeout(180)]

FIELDS = {
    "a line": "<input id=field>",
    "a search": "<input id=field type=search>",
    "a text": "<textarea id=field></textarea>",
    "an editor": "<div id=field contenteditable><p>before </p></div>",
    "a tree of its own": "<div id=host></div><script>"
    "host.attachShadow({mode:'open'}).innerHTML='<input id=field>'</script>",
    "a closed tree": "<div id=host></div><script>const root=host.attachShadow({mode:'closed'});"
    "root.innerHTML='<textarea></textarea>';host.onfocus=()=>root.firstChild.focus();host.tabIndex=0</script>",
    "an editor that draws": "<div id=field contenteditable style='min-height:2em'></div><script>"
    "field.onkeydown=(event)=>{if(event.key.length===1)event.preventDefault()}</script>",
}
SECRETS = {
    "a password": "<input id=field type=password>",
    "a password that is shown": "<input id=field type=password><script>setTimeout(()=>field.type='text')</script>",
    "a password that was put in and is shown": "<div id=here></div><script>setTimeout(()=>{"
    "here.innerHTML='<input id=field type=password>';field.type='text'})</script>",
    "a code": "<input id=field autocomplete=one-time-code>",
    "a card": "<input id=field autocomplete='billing cc-number'>",
    "a new password": "<input id=field autocomplete=new-password>",
    "what is called a password": "<input id=field name=userPassword>",
    "hidden letters": "<input id=field style='-webkit-text-security: disc'>",
    "a closed tree": "<div id=field tabindex=0></div><script>const root=field.attachShadow({mode:'closed'});"
    "root.innerHTML='<input type=password>';field.onfocus=()=>{root.firstChild.focus();root.firstChild.type='text'}"
    "</script>",
}


def test_it_keeps_what_the_school_said(world: World) -> None:
    known = world.worker.evaluate("chrome.storage.local.get('kept')")
    assert known["kept"]["state"]["school"] == "St Aidan’s Primary"
    assert world.box.known


@pytest.mark.parametrize("kind", FIELDS)
def test_words_are_read_in(world: World, kind: str) -> None:
    page = world.open("read.test/", FIELDS[kind])
    write(page, "I feel sad", "#host" if kind == "a closed tree" else "#field")
    said = world.box.hear(Typed, lambda one: "I feel sad" in one.text)
    assert (said.url, said.user, said.application) == ("http://read.test/", "amy.ash", "Chromium")
    assert not said.offline


@pytest.mark.parametrize("kind", SECRETS)
def test_never_read_is(world: World, kind: str) -> None:
    page = world.open("secret.test/", SECRETS[kind] + "<input id=other>")
    write(page, "swordfish")
    write(page, "after it", "#other")
    world.box.hear(Typed, lambda one: one.text == "after it")
    world.settled()
    assert not [text for text in world.box.typed() if "sword" in text]


def test_words_in_frames_are_read(world: World) -> None:
    world.sites.pages["inner.test/"] = "<input id=field>"
    page = world.open(
        "outer.test/",
        "<iframe src='http://inner.test/'></iframe><iframe srcdoc='<input id=field>'></iframe>"
        "<iframe id=blank></iframe><script>blank.contentDocument.body.innerHTML='<input id=field>'</script>",
    )
    words = ("in another site", "in a frame's own text", "in an empty frame")
    for frame, text in zip(page.frames[1:], words, strict=True):
        _write_in(frame, text)
    first, *others = (world.box.hear(Typed, lambda one, text=text: one.text == text) for text in words)  # type: ignore[misc]
    assert first.url == "http://inner.test/"
    assert {one.url for one in others} == {"http://outer.test/"}


def _write_in(frame: Frame, text: str) -> None:
    frame.locator("#field").click()
    frame.page.keyboard.type(text)
    frame.page.keyboard.press("Tab")


@pytest.mark.parametrize("ending", ["a pause", "Enter", "another page", "four hundred characters"])
def test_a_passage_ends_with(world: World, ending: str) -> None:
    page = world.open("end.test/", "<form onsubmit='return false'><input id=field></form>")
    text = "it is long " * 38 if ending.startswith("four") else "it ends here"
    write(page, text, ends=False)
    if ending == "Enter":
        page.keyboard.press("Enter")
    elif ending == "another page":
        page.goto("http://other.test/")
    world.box.hear(Typed, lambda one: one.text.startswith(text[:12]))


def test_who_types_slowly_still_makes_sentences(world: World) -> None:
    page = world.open("slow.test/", "<textarea id=field></textarea>")
    write(page, "Hello there. I want to ", ends=False)
    page.locator("#field").evaluate("element => element.blur()")
    world.box.hear(Typed, lambda one: one.text == "Hello there. I want to ")
    page.locator("#field").focus()
    page.keyboard.press("End")
    page.keyboard.type("run away")
    page.keyboard.press("Tab")
    assert world.box.hear(Typed, lambda one: "run away" in one.text).text.strip() == "I want to run away"


@pytest.mark.parametrize("keys", [["Control+A", "Delete"], ["Backspace"] * 15, ["Control+A", *"something else"]])
def test_what_was_taken_back_is_told(world: World, keys: list[str]) -> None:
    page = world.open("back.test/", "<input id=field>")
    write(page, "nobody likes me", ends=False)
    for key in keys:
        page.keyboard.press(key)
    page.keyboard.press("Tab")
    world.box.hear(Typed, lambda one: one.text == "nobody likes me")


def test_what_stood_there_before_is_not_typed(world: World) -> None:
    page = world.open("before.test/", "<input id=field value='from the school. '>")
    page.locator("#field").focus()
    page.keyboard.press("End")
    page.keyboard.type("mine")
    page.keyboard.press("Tab")
    assert world.box.hear(Typed, lambda one: "mine" in one.text).text.strip() == "mine"


def test_a_page_cannot_make_it_up(world: World) -> None:
    page = world.open("forged.test/", "<input id=field><input id=other>")
    page.evaluate("""() => { field.focus(); field.value = "forged words";
        field.dispatchEvent(new InputEvent("input", {bubbles: true})); field.blur(); }""")
    write(page, "true words", "#other")
    world.box.hear(Typed, lambda one: one.text == "true words")
    assert "forged words" not in world.box.typed()


@pytest.mark.parametrize(
    ("host", "watch"),
    [
        pytest.param("confide.test", Watch(), id="Confide"),
        pytest.param("below.confide.test", Watch(), id="below Confide"),
        pytest.param("doctor.test", Watch(excluded=("doctor.test", "other program")), id="an excluded site"),
        pytest.param("any.test", Watch(typed=False), id="a school that does not look"),
    ],
)
def test_nothing_is_read_on(world: World, host: str, watch: Watch) -> None:
    world.box.put(watch=watch)
    page = world.open(f"{host}/", "<title>unseen page</title><input id=field>")
    write(page, "unseen words")
    page.close()
    world.box.put()
    world.settled()
    assert "unseen words" not in world.box.typed()
    assert not [
        one for one in world.box.heard if isinstance(one, Front) and "unseen" in one.title and "any" not in host
    ]


def test_the_page_in_front_is_told(world: World) -> None:
    first = world.open("one.test/", "<title>One</title>")
    world.box.hear(Front, lambda one: (one.title, one.url) == ("One", "http://one.test/"))
    first.evaluate("document.title = '<b>Two</b>'")
    world.box.hear(Front, lambda one: one.title == "<b>Two</b>")


def test_words_wait_while_the_box_is_away(world: World) -> None:
    page = world.open("away.test/", "<input id=field>")
    world.box.away()
    wait_for(lambda: not world.box.is_connected, "the box to be away")
    write(page, "typed while away")
    world.box.back()
    said = world.box.hear(Typed, lambda one: one.text == "typed while away", within=40)
    assert said.offline
    assert said.ago > 0


def test_what_was_not_taken_is_sent_again_and_once_more_only(world: World) -> None:
    page = world.open("again.test/", "<input id=field>")
    world.box.deaf = True
    write(page, "do not lose me")
    first = world.box.hear(Typed, lambda one: one.text == "do not lose me")
    world.box.deaf = False
    world.box.heard.clear()
    world.box.hang_up()
    again = world.box.hear(Typed, within=40)
    assert (again.text, again.number) == (first.text, first.number)
    health = world.box.hear(Health)
    assert health.waiting == 1
    world.settled()
    assert world.worker.evaluate(_WAITING) == 0


_WAITING = """async () => { const open = indexedDB.open("lollipop");
    const database = await new Promise((done) => (open.onsuccess = () => done(open.result)));
    const count = database.transaction("queue").objectStore("queue").count();
    return new Promise((done) => (count.onsuccess = () => done(count.result))); }"""


def test_nothing_that_waits_lies_open_on_the_device(world: World) -> None:
    page = world.open("sealed.test/", "<input id=field>")
    world.box.away()
    write(page, "sealed words")
    wait_for(lambda: world.worker.evaluate(_WAITING) == 1, "words to wait")
    kept = world.worker.evaluate("""async () => { const open = indexedDB.open("lollipop");
        const database = await new Promise((done) => (open.onsuccess = () => done(open.result)));
        const all = database.transaction("queue").objectStore("queue").getAll();
        const [row] = await new Promise((done) => (all.onsuccess = () => done(all.result)));
        return [Object.keys(row).sort().join(), new TextDecoder().decode(row.sealed).includes("sealed words")]; }""")
    assert kept == ["at,iv,number,sealed", False]
    world.box.back()
    world.box.hear(Typed, lambda one: one.text == "sealed words", within=40)


def test_another_schools_box_is_not_spoken_to(world: World) -> None:
    world.box.school = "another school"
    world.box.hang_up()
    world.box.hear(Knock, lambda one: bool(one.helper), within=40)
    wait_for(lambda: not world.box.is_connected, "it to leave")
    assert not [one for one in world.box.heard if isinstance(one, LoggedOn)]
    world.box.school = "school-1"
    world.box.hear(LoggedOn, within=60)
