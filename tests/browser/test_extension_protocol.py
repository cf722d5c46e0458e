"""Both ends of the one protocol: what `protocol.js` makes is read by `protocol.py`, and the other way."""

import base64
import typing
from collections.abc import Iterator

import msgspec
import pytest
from playwright.sync_api import Page, sync_playwright

from appliance.extension.packing import SOURCES
from appliance.helpers import protocol
from appliance.helpers.protocol import FromBox, FromDevice, Picture, encode, from_device, picture_in, to_sign
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.small_box import STATE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]

KEY = bytes(range(32))
# The kind of each message → how `protocol.js` makes it, with too much and with broken letters where there is text.
MADE = {
    "Knock": "p.knock({version: long, key, name: long, system: long, helper: long, code: long})",
    "Proof": "p.proof(new Uint8Array(64))",
    "Beat": "p.beat(-3)",
    "LoggedOn": "p.loggedOn(long)",
    "Front": "p.front(long, long, long)",
    "Typed": "p.typed({number: 7, ago: 1.5, application: long, text: long, title: long, url: long, user: long})",
    "Told": "p.told({number: 8, ago: Infinity, what: 'lock ended by itself', detail: long, user: long})",
    "Health": "p.health(3, 12.5)",
    "Answer": "p.answer('order', false, long)",
    "AupAnswer": "p.aupAnswer({person: 'p', name: 'n', version: 2}, true)",
    "Bye": "p.bye(long)",
}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        source = (SOURCES / "lib" / "protocol.js").read_text(encoding="utf-8")
        page.route("http://helper.test/**", lambda route: _answer(route, source))
        page.goto("http://helper.test/")
        yield page
        browser.close()


def _answer(route: typing.Any, source: str) -> None:
    script = route.request.url.endswith("protocol.js")
    route.fulfill(content_type="text/javascript" if script else "text/html", body=source if script else "")


def run(page: Page, expression: str, **names: object) -> typing.Any:
    """What an expression is, in which `p` is the module."""
    took = f"async ({{{', '.join(names)}}}) => {{ const p = await import('/protocol.js'); return {expression}; }}"
    return page.evaluate(took, names)


def test_every_message_of_a_device_has_its_maker() -> None:
    assert set(MADE) == {kind.__name__ for kind in typing.get_args(FromDevice)}


@pytest.mark.parametrize("kind", MADE)
def test_the_box_reads_what_the_helper_makes(page: Page, kind: str) -> None:
    frame = run(
        page,
        f"((key, long) => p.encode({MADE[kind]}))(new Uint8Array(bytes), '🍭'.repeat(30000) + '\\ud800')",
        bytes=list(KEY),
    )
    assert type(from_device(frame)).__name__ == kind


def test_text_is_cut_between_letters(page: Page) -> None:
    frame = run(page, "p.encode(p.typed({number: 1, ago: 0, application: 'x', text: '🍭'.repeat(5000)}))")
    message = from_device(frame)
    assert isinstance(message, protocol.Typed)
    assert message.text == "🍭" * protocol.LONGEST_PASSAGE


def test_the_box_reads_a_picture_that_the_helper_makes(page: Page) -> None:
    made = run(
        page,
        "Array.from(p.encodePicture(p.picture({number: 9, order: 'ö', kind: 'frame', ago: 2, format: 'webp', "
        "width: 3, height: 4, sequence: 5, last: false}), new Uint8Array([1, 2, 3])))",
    )
    header, image = picture_in(bytes(made))
    assert image == b"\x01\x02\x03"
    assert header == Picture(
        number=9, order="ö", kind="frame", ago=2, format="webp", width=3, height=4, sequence=5, last=False
    )


BOX: dict[str, FromBox] = {
    "Challenge": protocol.Challenge(school="s", nonce=KEY),
    "Welcome": protocol.Welcome(helper="h"),
    "Refused": protocol.Refused(why="<b>", again=True),
    "State": STATE,
    "Order": protocol.Order(id="o", within=2, do=protocol.TakePicture()),
    "Taken": protocol.Taken(numbers=(1, 2**52)),
    "Beat": protocol.Beat(),
}


@pytest.mark.parametrize("kind", BOX)
def test_the_helper_reads_what_the_box_makes(page: Page, kind: str) -> None:
    assert set(BOX) == {one.__name__ for one in typing.get_args(FromBox)}
    frame = encode(BOX[kind])
    read = run(page, "((message) => ({...message, nonce: undefined}))(p.decode(frame))", frame=frame)
    expected = {name: value for name, value in msgspec.json.decode(frame).items() if name != "nonce"}
    assert {name: value for name, value in read.items() if name != "nonce"} == expected


def test_a_challenge_is_bytes(page: Page) -> None:
    frame = encode(BOX["Challenge"])
    assert run(page, "Array.from(p.decode(frame).nonce)", frame=frame) == list(KEY)


@pytest.mark.parametrize("frame", ["", "null", "[]", '{"type": "knock"}', '{"type": "__proto__"}', "{"])
def test_the_helper_refuses_what_is_no_message(page: Page, frame: str) -> None:
    tried = "(() => { try { p.decode(frame); return 'read' } catch { return 'refused' } })()"
    assert run(page, tried, frame=frame) == "refused"


def test_both_sign_the_same(page: Page) -> None:
    made = run(page, "Array.from(p.toSign('schö', 'helper', new Uint8Array(key), new Uint8Array(key)))", key=list(KEY))
    assert bytes(made) == to_sign("schö", "helper", KEY, KEY)
    assert base64.b64encode(KEY) in bytes(made)


def test_bounds_are_the_same(page: Page) -> None:
    names = ("SUBPROTOCOL", "BEAT_SECONDS", "SILENT_SECONDS", "LOCK_AT_MOST", "LONGEST_PASSAGE", "LONGEST_PICTURE")
    for name in names:
        assert run(page, f"p.{name}") == getattr(protocol, name)


def test_every_order_is_known_to_the_helper() -> None:
    source = (SOURCES / "worker" / "orders.js").read_text(encoding="utf-8")
    table = source[source.index("const DO = {") : source.index("};", source.index("const DO = {"))]
    for kind in typing.get_args(protocol.Do):
        tag = str(kind.__struct_config__.tag)
        assert f'"{tag}"' in table or f" {tag}," in table, tag
