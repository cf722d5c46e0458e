"""What holds at a device now, whole. Pure: what `core` said and who is there go in, and no clock is read."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from appliance.access.engine import Asked, subjects_of
from appliance.access.lessons import Mode, mode_of, ruling
from appliance.access.rules import Lesson, TargetKind
from appliance.access.verdict import ban_of
from appliance.config import Settings
from appliance.helpers.giving import digest
from appliance.helpers.holding import Held
from appliance.helpers.protocol import Banned, Locked, OnlySites, Rules, State, Watch
from appliance.languages.choosing import Language
from appliance.model import Ban, Device, Frozen, Helper, Lock

CONFIDE = "http://confide/"
_LONGEST_WORDS, _LONGEST_NAME, _MOST_SITES, _LONGEST_SITE = 1000, 200, 500, 2000
_FOR_EVER = 10.0**9


class At(Frozen):
    """One helper. `device` says who is at it, `watched_by` who looks at it, empty for nobody. `blind_until` and
    `watched_until` are on the steady clock."""

    helper: Helper
    device: Device
    rules: Rules | None = None
    blind_until: float = 0.0
    watched_by: str = ""
    watched_until: float = 0.0


class Standing(NamedTuple):
    """`state` as of a moment, `what` tells two apart that mean the same, and at `ends` (on the steady clock) there is
    another one; None where nothing of it ends by itself."""

    state: State
    what: tuple[object, ...]
    ends: float | None


def compose(at: At, held: Held, settings: Settings, always: tuple[str, ...], now: float, wall: float) -> Standing:
    """`now` is on the steady clock. The version is 0: whoever sends it counts."""
    lock, ban = lock_of(at, held.locks, now), ban_of(at.device, held.policy.access.bans, now)
    lesson = _only(at.device, held, wall)
    own, said = settings.school, held.words
    language = said.spoken.first
    talk_to = (said.talk_to_welsh if language is Language.WELSH else "") or said.talk_to or own.talk_to
    blind = at.blind_until > now
    state = State(
        version=0,
        school=(said.name or own.name)[:_LONGEST_NAME],
        talk_to=talk_to[:_LONGEST_NAME],
        language=language.value,
        confide=CONFIDE,
        person=at.device.person.name[:_LONGEST_NAME] if at.device.person else "",
        lock=_locked(lock, talk_to, now) if lock else None,
        ban=_banned(ban, talk_to, now) if ban else None,
        only=OnlySites(left=lesson.until - wall, sites=_sites(lesson)) if lesson else None,
        rules=at.rules,
        watch=_watch(at, held, blind=blind),
        always=always,
        digest=digest(held.policy),
    )
    watched = at.watched_by and at.watched_until
    ends = [
        watched,
        lock and lock.until,
        ban and ban.until,
        lesson and now + lesson.until - wall,
        blind and at.blind_until,
    ]
    named = (lock and (lock.id, round(lock.until)), ban and (ban.id, round(ban.until)), lesson and lesson.id)
    return Standing(state, (_timeless(state), named), min((one for one in ends if one), default=None))


def lock_of(at: At, locks: Iterable[Lock], now: float) -> Lock | None:
    """The longest that holds here."""
    return max((one for one in locks if now < one.until and _is_of(one, at)), key=lambda one: one.until, default=None)


def always_open(settings: Settings, shipped: Iterable[str]) -> tuple[str, ...]:
    """What stays open whatever holds. A browser knows a host with what is below it, and no more."""
    named = (*settings.portal.names, *settings.names.own, *shipped, *settings.access.always_allowed)
    plain = (one.removeprefix("=") for one in named if not one.startswith("!"))
    return tuple(dict.fromkeys(one[:_LONGEST_NAME] for one in plain))[:_MOST_SITES]


def _is_of(lock: Lock, at: At) -> bool:
    if lock.person:
        return at.device.person is not None and at.device.person.id == lock.person
    if lock.mac:
        return lock.mac in {at.device.mac, at.helper.mac}
    return lock.device in {at.device.name, *at.device.addresses}


def _only(device: Device, held: Held, wall: float) -> Lesson | None:
    """The lesson in which there are only some sites. Where a kind of site is meant, the device cannot tell which those
    are: the gateway can."""
    in_force = [one for one in held.access.lessons if one.since <= wall < one.until]
    if not in_force:
        return None
    asked = Asked(host="", path=None, device=device, groups=held.policy.groups_of(device), at=wall)
    lesson = ruling(in_force, set(subjects_of(asked)))
    if lesson is None or mode_of(lesson) is not Mode.ONLY:
        return None
    told = all(one.kind in {TargetKind.HOST, TargetKind.URL} for one in lesson.rules[0].what)
    return lesson if told else None


def _sites(lesson: Lesson) -> tuple[str, ...]:
    return tuple(one.value.removeprefix("=")[:_LONGEST_SITE] for one in lesson.rules[0].what)[:_MOST_SITES]


def _locked(lock: Lock, talk_to: str, now: float) -> Locked:
    return Locked(left=lock.until - now, reason=lock.reason[:_LONGEST_WORDS], talk_to=talk_to[:_LONGEST_NAME])


def _banned(ban: Ban, talk_to: str, now: float) -> Banned:
    left = min(ban.until - now, _FOR_EVER)
    return Banned(left=left, reason=ban.reason[:_LONGEST_WORDS], talk_to=talk_to[:_LONGEST_NAME])


def _watch(at: At, held: Held, *, blind: bool) -> Watch:
    watch = held.news.watch if held.news else Watch()
    return replace(watch, pictures=watch.pictures and not blind, watched_by=at.watched_by[:_LONGEST_NAME])


def _timeless(state: State) -> State:
    """The same without what passes."""
    return replace(
        state,
        lock=state.lock and replace(state.lock, left=0),
        ban=state.ban and replace(state.ban, left=0),
        only=state.only and replace(state.only, left=0),
    )
