"""What a device says is read and kept, and what it cannot mean is refused and told: the issue's bad input."""

import asyncio
import contextlib
import struct
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from appliance import pipeline
from appliance.evidence.vault import Vault
from appliance.helper_wire import Blind, HelperHealth, HelperRulesSaid, HelperUser
from appliance.helpers import hearing, session
from appliance.helpers.protocol import (
    AupAnswer,
    Front,
    Health,
    Knock,
    Order,
    TakeRecording,
    Told,
    Typed,
    encode,
    encode_picture,
)
from appliance.helpers.words import BLIND_MARK, LONGEST_AGO
from appliance.model import (
    Captured,
    Channel,
    GuardTripped,
    HelperKind,
    Notice,
    Noticed,
    Person,
    Pictured,
    Role,
)
from appliance.model import Device as Place
from appliance.wire import Seats
from tests.helpers.core import ADA, CODE, Box
from tests.helpers.device import Device, picture
from tests.running import wait_for

SAID = "I want to hurt myself"
BOB = Person(id="p-2", name="Bob", role=Role.PUPIL)


def of[Kind](school: Box, kind: type[Kind]) -> list[Kind]:
    return [one for one in school.kept if isinstance(one, kind)]


async def test_what_is_sent_twice_has_one_identity(school: Box) -> None:
    async with school.device() as device:
        number = await device.type(SAID)
        await device.until_taken(number)
        frame = encode(Typed(number=number, ago=1.0, application="notepad", text=SAID))
        await device.keep(number, frame)
        await device.until_taken(number)
    first, second = of(school, Captured)
    assert first.id == second.id


async def test_markup_is_text(school: Box) -> None:
    async with school.device() as device:
        hostile = f"<script>alert(1)</script> {SAID} <b>'\"; DROP TABLE captures"
        await device.until_taken(await device.type(hostile, application="<img src=x>", title="</title>"))
    (captured,) = of(school, Captured)
    assert (captured.host, captured.title) == ("<img src=x>", "</title>")
    assert captured.capture.findings[0].match.text == "hurt myself"


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param('{"type":"typed","number":%d,"ago":-1,"application":"a","text":"x"}', id="a time to come"),
        pytest.param('{"type":"told","number":%d,"ago":0,"what":"an invasion"}', id="no such notice"),
        pytest.param('{"type":"typed","number":%%d,"ago":0,"application":"a","text":"%s"}' % ("x" * 5000), id="long"),
    ],
)
async def test_what_is_no_message_but_has_a_number_is_told_and_let_go_of(school: Box, broken: str) -> None:
    async with school.device() as device:
        number = device.number()
        await device.keep(number, broken % number)
        await device.until_taken(number)
        await device.until_taken(await device.type(SAID))  # and it goes on
    (noticed,) = of(school, Noticed)
    assert (noticed.what, noticed.number, noticed.helper) == (Notice.REFUSED, number, device.helper)


@pytest.mark.parametrize(
    "frame", ["{", "[]", "[" * 60_000, '{"type":"beat","idle":-1}', b"", b"\xff\xff\xff\xff", b"\0\0\0\2{}"]
)
async def test_what_is_no_message_at_all_ends_the_connection(school: Box, frame: str | bytes) -> None:
    async with school.device() as device:
        assert device.socket
        await device.socket.send(frame)
        await device.until_ended()
        assert device.socket.close_code == 1008


async def test_half_a_character_is_a_question_mark(school: Box) -> None:
    async with school.device() as device:
        number = device.number()
        said = (
            r'{"type":"typed","number":NUMBER,"ago":0,"application":"a","text":"I hurt myself \ud83d and \ud83d\ude00"}'
        )
        await device.keep(number, said.replace("NUMBER", str(number)))
        await device.until_taken(number)
    (captured,) = of(school, Captured)
    assert captured.capture.findings[0].match.snippet == "I hurt myself ? and 😀"


async def test_a_second_knock_is_none(school: Box) -> None:
    async with school.device() as device:
        await device.say(Knock(kind=HelperKind.DESKTOP, version="", key=bytes(32), name="", system=""))
        await device.until_ended()


async def test_a_clock_that_is_two_years_off_is_told_once(school: Box) -> None:
    async with school.device() as device:
        for _ in range(3):
            await device.until_taken(await device.type(SAID, ago=2 * 365 * 86_400.0))
    noticed = of(school, Noticed)
    assert [one.what for one in noticed] == [Notice.CLOCK]
    assert "730 days" in noticed[0].detail
    assert all(abs(one.at - (noticed[0].at - LONGEST_AGO)) < 60 for one in of(school, Captured))


async def test_a_flood_of_titles_delays_that_device_alone(school: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    inspect = pipeline.inspect
    monkeypatch.setattr(pipeline, "inspect", lambda one, policy: (read.append(one.method), inspect(one, policy))[1])
    async with school.device() as device, school.device(name="pc-8") as other:
        assert device.socket
        flood = asyncio.create_task(_flood(device))
        for _ in range(20):
            async with asyncio.timeout(2):
                await other.until_taken(await other.type(SAID))
        flood.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await flood
    assert read.count("TITLE") < 20
    assert read.count("TYPED") == 20


async def _flood(device: Device) -> None:
    assert device.socket
    for number in range(1_000_000):
        await device.socket.send(encode(Front(application="a", title=f"{SAID} {number}")))
        if number % 20 == 0:
            await asyncio.sleep(0)  # this loop is the other device's, and the hub's, too


async def test_a_title_is_read_and_confides_is_not(school: Box) -> None:
    async with school.device() as device:
        await device.front(f"{SAID}{BLIND_MARK}")
        await device.front(SAID, url="http://confide/")
        await device.until_taken(await device.type(SAID, url="http://confide/"))
        await device.front(SAID)
    await _kept(school, 1)
    (captured,) = of(school, Captured)
    assert captured.capture.findings[0].match.channel is Channel.TITLE


async def _kept(school: Box, count: int) -> None:
    await asyncio.to_thread(wait_for, lambda: len(school.kept) >= count, f"{count} events")


async def test_excluded_applications_are_not_read(school: Box) -> None:
    school.core.watch = replace(school.core.watch, excluded=("KeePass",))
    await school.core.tell()
    async with school.device() as device:
        await device.until_taken(await device.type(SAID, application="keepass.EXE"))
    assert school.kept == ()


async def test_what_fails_in_our_hands_is_told_and_not_sent_for_ever(
    school: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(pipeline, "inspect", fail)
    async with school.device() as device:
        await device.until_taken(await device.type(SAID))
    (tripped,) = of(school, GuardTripped)
    assert "a mistake of ours" in tripped.error


# --- who it was ----------------------------------------------------------------------------------------------------


async def test_who_was_logged_on_then_counts(school: Box) -> None:
    school.core.people["bob"] = BOB
    async with school.device() as device:
        await device.log_on("ada")
        await device.until_state(lambda state: state.person == ADA.name)
        for user, ago in (("ada", 0.0), ("bob", 3600.0), ("nobody", 3600.0), ("", 3600.0)):
            await device.until_taken(await device.type(SAID, user=user, ago=ago, offline=bool(ago)))
    assert [one.device.person for one in of(school, Captured)] == [ADA, BOB, None, None]


async def test_where_it_is_follows_from_its_address(school: Box) -> None:
    place = Place(name="Room 3, left", addresses=("127.0.0.1",), room="Room 3", mac="02:00:00:00:00:09")
    async with school.device() as device:
        await device.until_taken(await device.type(SAID))
        await school.core.tell(lambda version: Seats(version=version, devices=(place,)))
        await device.until_taken(await device.type(SAID))
    assert [one.device.name for one in of(school, Captured)] == ["pc-7", "Room 3, left"]


async def test_core_hears_of_users_health_and_rules(school: Box) -> None:
    async with school.device() as device:
        await device.log_on("ada")
        await device.say(Health(waiting=0, uptime=5.0))
        await device.say(AupAnswer(person=ADA.id, name="juniors", version=2, accepted=False))
        assert (await school.core.until(lambda said: isinstance(said, HelperUser))).user == "ada"
        assert (await school.core.until(lambda said: isinstance(said, HelperHealth))).health.uptime == 5.0
        assert not (await school.core.until(lambda said: isinstance(said, HelperRulesSaid))).accepted


async def test_a_device_that_changes_its_user_and_health_all_the_time_does_not_busy_core(school: Box) -> None:
    async with school.device() as device:
        for number in range(80):
            await device.log_on("ada" if number % 2 else "ben")
            await device.say(Health(waiting=0, uptime=float(number)))
        await device.until_taken(await device.type(SAID))
        counts = [sum(isinstance(said, kind) for said in school.core.said) for kind in (HelperUser, HelperHealth)]
        assert max(counts) <= 20
    (captured,) = of(school, Captured)
    assert captured.device.person is None  # `core` did not say yet whom it knows by the last name


async def test_a_device_cannot_fill_the_disk_with_what_it_notices(school: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "_MOST_AT_ONCE", 5)
    async with school.device() as device:
        for _ in range(30):
            number = device.number()
            await device.keep(number, encode(Told(number=number, ago=0.0, what=Notice.TAMPERED, detail="x" * 1000)))
        await device.until_taken(*device.unsettled)
    kept = [(one.what, one.detail[:10]) for one in of(school, Noticed)]
    assert kept == [(Notice.TAMPERED, "x" * 10)] * 5 + [(Notice.REFUSED, "It notices")]


async def test_what_was_noticed_is_kept(school: Box) -> None:
    async with school.device() as device:
        number = device.number()
        await device.keep(number, encode(Told(number=number, ago=5.0, what=Notice.USB_SEEN, detail="E:")))
        await device.until_taken(number)
    (noticed,) = of(school, Noticed)
    assert (noticed.what, noticed.detail, noticed.number) == (Notice.USB_SEEN, "E:", number)


# --- pictures ------------------------------------------------------------------------------------------------------


async def test_a_recording_is_kept_sealed(school: Box) -> None:
    async with school.device() as device:
        order = await school.core.order(device.helper, TakeRecording())
        await device.until(lambda said: isinstance(said, Order))
        await school.core.until(lambda said: getattr(said, "order", "") == order)
        await device.until_taken(*device.unsettled)
    frames = of(school, Pictured)
    assert [one.sequence for one in frames] == [0, 1, 2, 3]
    assert [one.last for one in frames] == [False, False, False, True]
    vault = Vault(school.home.evidence, school.home.keys)
    assert vault.read(frames[0].digest) == picture(colour="navy")
    files = b"".join(path.read_bytes() for path in school.home.evidence.rglob("*") if path.is_file())
    assert b"WEBP" not in files


def bomb() -> bytes:
    image = bytearray(picture(8, 8, form="jpeg"))
    frame = image.index(b"\xff\xc0")
    image[frame + 5 : frame + 9] = struct.pack(">HH", 65_535, 65_535)
    return bytes(image)


@pytest.mark.parametrize(
    ("image", "about", "why"),
    [
        pytest.param(bomb(), {"format": "jpeg", "width": 8, "height": 8}, "not what its header", id="a bomb"),
        pytest.param(picture(), {"width": 16_384, "height": 16_384}, "too many pixels", id="said to be huge"),
        pytest.param(b"<svg onload=alert(1)>", {}, "neither", id="markup"),
        pytest.param(picture(), {"order": "no/../order"}, "Nobody asked", id="for nothing"),
    ],
)
async def test_what_is_no_proper_picture_is_refused_and_told(
    school: Box, image: bytes, about: dict[str, Any], why: str
) -> None:
    async with school.device() as device:
        number = await device.send_picture(about.pop("order", "o-1"), image, **about)
        await device.until_taken(number)
    (noticed,) = of(school, Noticed)
    assert noticed.what is Notice.REFUSED
    assert why in noticed.detail
    assert not of(school, Pictured)


async def test_a_picture_whose_header_says_more_than_there_can_be_ends_the_connection(school: Box) -> None:
    async with school.device() as device:
        assert device.socket
        header = b'{"number":1,"order":"o","kind":"still","ago":0,"format":"webp","width":100000,"height":100000}'
        await device.socket.send(struct.pack(">I", len(header)) + header + picture())
        await device.until_ended()
    assert school.kept == ()


async def test_while_something_illegal_may_be_on_it_nothing_is_taken(school: Box) -> None:
    async with school.device(answers=False) as device:
        school.core.send(Blind(helper=device.helper, seconds=0.5))
        await device.until_state(lambda state: not state.watch.pictures)
        await device.until_taken(await device.send_picture("o-1"))
        seen = await device.until_state(lambda state: state.watch.pictures and state.version > device.state.version - 1)
        assert seen.watch.pictures
        await device.until_taken(await device.send_picture("o-1", ago=3.0))  # taken before it was over
    assert [one.what for one in of(school, Noticed)] == [Notice.REFUSED] * 2
    assert not of(school, Pictured)


async def test_a_hub_that_is_killed_in_a_recording_loses_nothing_and_keeps_nothing_twice(tmp_path: Path) -> None:
    school = Box(tmp_path)
    await school.core.start()
    async with school.hub():
        device = Device(school.where, answers=False)
        await device.connect(code=CODE)
        order = await school.core.order(device.helper, TakeRecording())
        await device.until(lambda said: isinstance(said, Order))
        numbers = [
            await device.send_picture(order, picture(colour=colour), kind="frame", sequence=at, last=False)
            for at, colour in enumerate(("navy", "teal"))
        ]
        await device.until_taken(*numbers)
    late = device.number()
    frame = hearing.Picture(
        number=late, order=order, kind="frame", ago=5.0, format="webp", width=320, height=180, sequence=2
    )
    device.unsettled[late] = encode_picture(frame, picture(colour="olive"))
    school.core.said.clear()
    async with school.hub():
        await device.connect()
        await device.until_taken(late)
        await device.leave()
    await school.core.stop()
    assert [one.sequence for one in of(school, Pictured)] == [0, 1, 2]
    assert len({one.number for one in of(school, Pictured)}) == 3


# --- no room -------------------------------------------------------------------------------------------------------


async def test_where_there_is_no_room_the_device_keeps_it_and_comes_again(
    school: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "OWED_SECONDS", 0.2)
    assert school.service
    spool, full = school.service._spool, [True]
    offer = spool.offer
    monkeypatch.setattr(spool, "offer", lambda event: not full[0] and offer(event))
    async with school.device() as device:
        number = await device.type(SAID)
        await device.until_ended()
        assert number in device.unsettled
        full[0] = False
        await device.connect()
        await device.until_taken(number)
    assert len(of(school, Captured)) == 1
