"""What helpers and the box say: it travels whole, and what is no message is refused."""

import pytest

from appliance.errors import WireError
from appliance.helpers import protocol
from appliance.helpers.protocol import (
    Beat,
    Health,
    Knock,
    Locked,
    Order,
    Picture,
    State,
    TakePicture,
    Typed,
    encode,
    encode_picture,
    from_box,
    from_device,
    picture_in,
    to_sign,
)
from appliance.model import HelperKind

KNOCK = Knock(kind=HelperKind.DESKTOP, version="1.0", key=bytes(32), name="pc-7", system="Debian 12", code="ab12")
STILL = Picture(number=7, order="o-1", kind="still", ago=0.5, format="webp", width=1920, height=1080)


@pytest.mark.parametrize(
    "said",
    [KNOCK, Beat(idle=3.0), Typed(number=1, ago=0, application="notepad", text="£ ŵ 😀"), Health(waiting=0, uptime=9)],
    ids=lambda said: type(said).__name__,
)
def test_what_a_device_says_arrives(said: protocol.FromDevice) -> None:
    assert from_device(encode(said)) == said


@pytest.mark.parametrize(
    "said",
    [
        State(version=1, school="s", talk_to="Ms Ada", language="cy", confide="http://confide/"),
        State(
            version=2,
            school="s",
            talk_to="Ms Ada",
            language="en",
            confide="http://confide/",
            lock=Locked(left=60, reason="Eyes on me, please.", talk_to="Mr Bell"),
        ),
        Order(id="o-1", within=5, do=TakePicture()),
    ],
    ids=["state", "locked", "order"],
)
def test_what_the_box_says_arrives(said: protocol.FromBox) -> None:
    assert from_box(encode(said)) == said


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("", id="nothing"),
        pytest.param("[1, 2", id="no JSON"),
        pytest.param('{"type": "order"}', id="what only the box says"),
        pytest.param('{"type": "beat", "idle": -1}', id="a time before"),
        pytest.param('{"type": "beat", "idle": 0, "more": 1}', id="a field that there is not"),
        pytest.param(encode(KNOCK).replace('"key":"', '"key":"AAAA'), id="a key too long"),
        pytest.param(
            '{"type": "typed", "number": 1, "ago": 0, "application": "a", "text": "%s"}' % ("x" * 4001), id="long"
        ),
    ],
)
def test_what_is_no_message_of_a_device_is_refused(frame: str) -> None:
    with pytest.raises(WireError, match="not a helper's message"):
        from_device(frame)


def test_a_picture_travels_behind_its_header() -> None:
    assert picture_in(encode_picture(STILL, b"RIFF....")) == (STILL, b"RIFF....")


@pytest.mark.parametrize("frame", [b"", b"\0\0", b"\xff\xff\xff\xff{}", encode_picture(STILL, b"")[:20]])
def test_what_is_no_picture_is_refused(frame: bytes) -> None:
    with pytest.raises(WireError, match="not a picture"):
        picture_in(frame)


def test_a_signature_holds_for_one_school_one_helper_one_key_and_once() -> None:
    about = ("school", "helper", bytes(32), b"n" * 32)
    others = [
        ("other", *about[1:]),
        (about[0], "x", *about[2:]),
        (*about[:2], b"k" * 32, about[3]),
        (*about[:3], bytes(32)),
    ]
    assert len({to_sign(*one) for one in (about, *others)}) == 5
    assert to_sign(*about).startswith(b"lollipop-helper-1\nschool\nhelper\n")
