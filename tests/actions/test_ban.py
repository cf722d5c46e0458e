"""The pause that a term asks for, and the sentence about it."""

import time

import pytest

from appliance.actions.ban import REASON, Nothing, clock, pause, plan, sentence, spared
from appliance.model import Ban, BanFor, Device, Frozen, Person, Role, WouldBanFor
from tests.core.samples import captured

NOW = 1_800_000_000.0


class Begun(Frozen):
    missing: tuple[str, ...] = ()
    unstored: bool = False


class Core:
    """What the action sees of core."""

    def __init__(self, *in_force: Ban) -> None:
        self.in_force = list(in_force)

    def of(self, _device: Device) -> tuple[Ban, ...]:
        return tuple(self.in_force)

    async def begin(self, ban: Ban) -> Begun:
        self.in_force.append(ban)
        return Begun()


def standing(until: float, name: str = "other") -> Ban:
    return Ban(id=name, device="ipad-12", addresses=("10.0.0.12",), since=NOW - 5, until=until, reason="r", by="b")


def test_a_term_bans_every_address_of_the_device_from_when_it_was_seen() -> None:
    assert plan(BanFor(seconds=600), captured("e1", at=NOW - 2), (), NOW) == Ban(
        id="e1",
        device="ipad-12",
        addresses=("10.0.0.12", "fd00::12"),
        since=NOW,
        until=NOW + 598,
        reason=REASON,
        by="self-harm/1",
    )


def test_the_address_it_came_from_is_banned_though_the_settings_do_not_know_it() -> None:
    event = captured("e1", at=NOW, device=Device(name="ipad-12", addresses=("10.0.0.99",)))
    wanted = plan(BanFor(seconds=600), event, (), NOW)
    assert isinstance(wanted, Ban)
    assert wanted.addresses == ("10.0.0.99",)


@pytest.mark.parametrize(
    ("in_force", "begun"),
    [
        pytest.param(standing(NOW + 600), False, id="just as long"),
        pytest.param(standing(NOW + 9000), False, id="longer"),
        pytest.param(standing(NOW + 570), False, id="as good as long: a chat that repeats itself"),
        pytest.param(standing(NOW + 300), True, id="shorter"),
        pytest.param(standing(NOW + 600, name="e1"), True, id="this one, begun before core died"),
    ],
)
def test_a_ban_that_is_long_enough_is_not_repeated(in_force: Ban, begun: bool) -> None:
    wanted = plan(BanFor(seconds=600), captured("e1", at=NOW), (in_force,), NOW)
    assert isinstance(wanted, Ban) is begun


def test_what_waited_too_long_bans_nobody_tomorrow() -> None:
    wanted = plan(BanFor(seconds=600), captured("e1", at=NOW - 700), (), NOW)
    assert wanted == Nothing(why="Internet not paused: the time for it was over when this was recorded.")


@pytest.mark.parametrize(
    ("begun", "words"),
    [
        pytest.param(Begun(), "", id="all went well"),
        pytest.param(
            Begun(missing=("network", "worker-2")), " Not confirmed in time by network, worker-2.", id="two are missing"
        ),
        pytest.param(Begun(unstored=True), " It could not be stored yet, so a restart would end it.", id="no disk"),
    ],
)
def test_the_sentence_says_what_could_not_be_done(begun: Begun, words: str) -> None:
    assert sentence(standing(NOW + 600), begun) == f"Internet paused until {clock(NOW + 600, NOW)}.{words}"


async def test_twice_in_a_row_is_one_ban_and_two_sentences() -> None:
    core = Core()
    first = await pause(BanFor(seconds=600), captured("e1", at=NOW), core, NOW)
    second = await pause(BanFor(seconds=600), captured("e2", at=NOW + 1), core, NOW + 1)
    assert len(core.in_force) == 1
    assert first == f"Internet paused until {clock(NOW + 600, NOW)}."
    assert second == f"Internet already paused until {clock(NOW + 600, NOW)}."


@pytest.mark.parametrize(("away", "form"), [(60, "%H:%M"), (2 * 86_400, "%d %B, %H:%M")])
def test_the_clock_is_the_boxs_with_the_date_when_it_is_far(away: int, form: str) -> None:
    assert clock(NOW + away, NOW) == time.strftime(form, time.localtime(NOW + away))


AMY = Person(id="p1", name="Amy Bell", role=Role.PUPIL)


def test_whoever_is_at_the_device_is_banned_and_not_the_device() -> None:
    at_it = Device(name="ipad-12", addresses=("10.0.0.12",), mac="02:00:00:00:00:0a", person=AMY)
    wanted = plan(BanFor(seconds=600), captured("e1", at=NOW, device=at_it), (), NOW)
    assert isinstance(wanted, Ban)
    assert (wanted.person, wanted.device, wanted.addresses, wanted.mac) == ("p1", "Amy Bell", (), "")


def test_a_device_that_nobody_is_at_takes_its_ban_along() -> None:
    alone = Device(name="10.0.0.12", addresses=("10.0.0.12",), mac="02:00:00:00:00:0a")
    wanted = plan(BanFor(seconds=600), captured("e1", at=NOW, device=alone), (), NOW)
    assert isinstance(wanted, Ban)
    assert (wanted.person, wanted.mac) == ("", "02:00:00:00:00:0a")


def test_a_pause_that_a_pilot_kept_from_being_made_is_told() -> None:
    said = spared(WouldBanFor(seconds=900))
    assert said == "Internet not paused, because of the pilot: it would have been, for 15 minutes."
