"""Who may come in: forged, replayed and another school's are refused, and codes cannot be tried out."""

from typing import Any

import pytest
from msgspec.structs import replace
from nacl.signing import SigningKey

from appliance.helper_wire import AskEnrol
from appliance.helpers import entry
from appliance.helpers.protocol import Beat, Challenge, FromDevice, Proof, Refused, Welcome, to_sign
from appliance.model import HelperKind
from tests.helpers.core import CODE, Box
from tests.helpers.device import Device, RefusedError


async def test_a_device_enrols_and_comes_again_with_its_key(school: Box) -> None:
    async with school.device(macs=("02:00:00:00:00:07",)) as device:
        asked = await school.core.until(lambda said: isinstance(said, AskEnrol))
        assert (asked.name, asked.client, asked.macs) == ("pc-7", "127.0.0.1", ("02:00:00:00:00:07",))
        helper = device.helper
    again = Device(school.where, helper=helper, key=device.key)
    await again.connect()
    assert again.helper == helper
    await again.leave()


async def refusal(device: Device, code: str = "") -> Refused:
    with pytest.raises(RefusedError) as caught:
        await device.connect(code=code)
    return caught.value.refused


async def test_who_is_not_known_is_refused_for_good(school: Box) -> None:
    refused = await refusal(Device(school.where, helper="h-unknown"))
    assert not refused.again
    assert "not enrolled" in refused.why


async def test_another_key_is_no_proof(school: Box) -> None:
    async with school.device() as device:
        refused = await refusal(Device(school.where, helper=device.helper, key=SigningKey.generate()))
        assert not refused.again
        refused = await refusal(Device(school.where, helper=device.helper, key=device.key, kind=HelperKind.BROWSER))
        assert not refused.again


class Forger(Device):
    """Signs as `about` says, in place of what it was asked."""

    about: dict[str, Any]

    def sign(self, challenge: Challenge, code: str = "") -> bytes:
        said = {"school": challenge.school, "helper": code or self.helper, "nonce": challenge.nonce} | self.about
        return bytes(self.key.sign(to_sign(key=bytes(self.key.verify_key), **said)).signature)


async def test_a_device_that_comes_and_goes_all_the_time_waits_between(
    school: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "_COMES", 3)
    async with school.device() as device:
        pass
    for _ in range(2):
        await device.connect()
        await device.leave()
    refused = await refusal(device)
    assert refused.again
    assert "too often" in refused.why


@pytest.mark.parametrize(
    "about",
    [
        pytest.param({"school": "school-2"}, id="for another school"),
        pytest.param({"nonce": bytes(32)}, id="for another connection"),
        pytest.param({"helper": "somebody else"}, id="for another helper"),
    ],
)
async def test_what_is_signed_for_something_else_is_no_proof(school: Box, about: dict[str, Any]) -> None:
    async with school.device() as device:
        forger = Forger(school.where, helper=device.helper, key=device.key)
        forger.about = about
        assert "could not prove" in (await refusal(forger)).why
    forger = Forger(school.where)
    forger.about = about
    assert "could not prove" in (await refusal(forger, CODE)).why
    assert len(school.core.helpers) == 1


async def test_a_proof_that_was_overheard_is_worth_nothing(school: Box) -> None:
    async with school.device() as device:
        first, second = (Device(school.where, helper=device.helper, key=device.key) for _ in range(2))
        for one in (first, second):
            await one.open()
            await one.say(one.knock())
        challenges = [await one._next() for one in (first, second)]
        overheard = first.sign(challenges[0])
        await second.say(Proof(signature=overheard))
        assert isinstance(await second._next(), Refused)
        await first.say(Proof(signature=overheard))
        assert isinstance(await first._next(), Welcome)
        await first.leave()
        await second.leave()


async def test_codes_cannot_be_tried_out(school: Box) -> None:
    answers = [await refusal(Device(school.where), f"WRONG-{number}") for number in range(12)]
    assert answers[0].why == answers[1].why
    assert "Too many" in answers[-1].why
    assert answers[-1].again
    tried = [one for one in school.core.said if isinstance(one, AskEnrol)]
    assert len(tried) < 12
    assert "Too many" in (await refusal(Device(school.where), CODE)).why  # nor is a right one told apart now
    async with school.device(from_address="127.0.0.2"):
        pass  # others are not held up


async def test_one_device_cannot_use_up_a_code(school: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "_ENROLS", 3)
    for _ in range(3):
        async with school.device():
            pass
    refused = await refusal(Device(school.where), code=CODE)
    assert refused.again
    assert len(school.core.helpers) == 3
    async with school.device(from_address="127.0.0.2"):
        pass


async def test_without_core_nobody_enrols_and_who_is_known_comes_in(school: Box) -> None:
    async with school.device() as device:
        pass
    await school.core.stop()
    refused = await refusal(Device(school.where), CODE)
    assert refused.again
    await device.connect()
    assert device.state.school
    await device.leave()


async def test_before_core_said_who_may_connect_nobody_may_but_shall_come_again(tmp_path: Any) -> None:
    school = Box(tmp_path)
    async with school.hub():
        refused = await refusal(Device(school.where, helper="h-1"))
    assert refused.again


async def test_who_is_revoked_is_ended_and_refused(school: Box) -> None:
    async with school.device() as device:
        school.core.helpers = ()
        await school.core.tell()
        await device.until_ended()
        assert isinstance(device.said[-1], Refused)
        assert not device.said[-1].again
    assert not (await refusal(Device(school.where, helper=device.helper, key=device.key))).again


@pytest.mark.parametrize("message", [Beat(), Proof(signature=bytes(64))], ids=lambda one: type(one).__name__)
async def test_who_does_not_knock_is_shown_out(school: Box, message: FromDevice) -> None:
    device = Device(school.where)
    socket = await device.open()
    await device.say(message)
    await socket.wait_closed()
    assert socket.close_code == 1008


async def test_who_says_nothing_is_let_go(school: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "KNOCK_SECONDS", 0.1)
    socket = await Device(school.where).open()
    await socket.wait_closed()
    assert socket.close_code == 1001


async def test_a_key_that_is_no_point_of_the_curve_is_no_proof(school: Box) -> None:
    device = Device(school.where)
    await device.open()
    await device.say(replace(device.knock(CODE), key=b"\xff" * 32))
    await device._next()
    await device.say(Proof(signature=bytes(64)))
    assert isinstance(await device._next(), Refused)
    await device.leave()
