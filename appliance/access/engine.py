"""Rules made ready to be asked for every request: found by who and what, in the order that the school gave."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple, Protocol

from appliance.access.hosts import suffixes
from appliance.access.rules import AccessPolicy, AccessRule, Effect, SubjectKind, TargetKind
from appliance.access.timetable import Moment, moment
from appliance.access.urls import plain_path
from appliance.model import Block, Device, Pass, Reason, Verdict, Warn

_EVERYTHING = "*"  # no host and no category is called so
_MINUTE = 60  # the shortest that a timetable tells apart


class Categories(Protocol):
    """What hosts are about."""

    def of(self, host: str) -> frozenset[str]:
        """The categories of a host in the spelling of `plain_host`, those of the domains above it among them."""


class NoCategories:
    """Where there are no lists."""

    def of(self, host: str) -> frozenset[str]:  # noqa: ARG002  # the protocol's
        return frozenset()


class Asked(NamedTuple):
    """Who wants what. `host` is as `plain_host` writes it; a `path` of None is any: the handshake does not tell it."""

    host: str
    path: str | None
    device: Device
    groups: tuple[str, ...]
    at: float


class Ruled(NamedTuple):
    """The rule that decides, and what it says."""

    rule: AccessRule
    verdict: Verdict


class _Targets(NamedTuple):
    """What the rules about one subject are about: places in the order of the rules, ascending."""

    named: Mapping[str, tuple[int, ...]]
    pages: Mapping[str, tuple[tuple[str, int], ...]]


class Engine:
    """A change makes a new one. It answers in as many steps as the host has labels and the asker has groups,
    however many rules there are."""

    def __init__(self, policy: AccessPolicy | None = None) -> None:
        policy = policy or AccessPolicy()
        self.rules = policy.in_order()
        self.of_lessons = sum(len(lesson.rules) for lesson in policy.lessons)
        self._timetable = policy.timetable
        self._by_subject = _by_subject(self.rules)
        self._last: tuple[int, Moment] | None = None
        self._asks_category = any(one.kind is TargetKind.CATEGORY for rule in self.rules for one in rule.what)

    def decide(self, asked: Asked, categories: Categories) -> Ruled | None:
        """The first rule that fits, and its verdict; None where none does."""
        tables = [found for key in subjects_of(asked) if (found := self._by_subject.get(key))]
        if not tables:
            return None
        about = categories.of(asked.host) if self._asks_category else frozenset()
        hits = set(_hits(tables, asked, about))
        always = chain.from_iterable(table.named.get(_EVERYTHING, ()) for table in tables)
        for place in sorted(hits.union(always)):
            rule = self.rules[place]
            if rule.when.until and asked.at >= rule.when.until:
                continue
            if rule.when.periods and not in_period(rule, self.moment(asked.at)):
                continue
            if place < self.of_lessons and place in hits and rule.effect is Effect.ONLY:
                continue  # a teacher narrows: what is open in the lesson is open if the school's rules say so
            return Ruled(rule, verdict_of(rule, fits=place in hits))
        return None

    def moment(self, at: float) -> Moment:
        """What the timetable says of a moment, remembered: everybody asks about the same minute."""
        minute = int(at // _MINUTE)
        last = self._last
        if last is None or last[0] != minute:
            self._last = last = (minute, moment(self._timetable, minute * _MINUTE))
        return last[1]


def verdict_of(rule: AccessRule, *, fits: bool) -> Verdict:
    """What a rule says to its subjects at its time; `fits` says that one of its targets is asked for."""
    source = f"access rule {rule.number}"
    if rule.effect is Effect.BLOCK or (rule.effect is Effect.ONLY and not fits):
        return Block(reason=Reason.RULE, rule=rule.name, source=source)
    if rule.effect is Effect.WARN:
        return Warn(rule=rule.name, source=source)
    return Pass()


def subjects_of(asked: Asked) -> Iterator[tuple[SubjectKind, str]]:
    """Everything that a rule may call the asker."""
    device, person = asked.device, asked.device.person
    yield SubjectKind.EVERYONE, ""
    for name in dict.fromkeys((device.name, *device.addresses)):
        yield SubjectKind.DEVICE, name
    if device.mac:
        yield SubjectKind.DEVICE, device.mac
    if device.room:
        yield SubjectKind.ROOM, device.room
    if person:
        yield SubjectKind.PERSON, person.id
    for group in {*asked.groups, *(person.groups if person else ())}:
        yield SubjectKind.GROUP, group


def in_period(rule: AccessRule, now: Moment) -> bool:
    """Is it time for this rule, by the timetable?"""
    return not now.names.isdisjoint(rule.when.periods)


def _hits(tables: Iterable[_Targets], asked: Asked, about: frozenset[str]) -> Iterator[int]:
    """The places of the rules with a target that is asked for."""
    names = tuple(suffixes(asked.host))
    keys = ("=" + asked.host, *names, *("#" + category for category in about))
    path = None
    for named, pages in tables:
        for key in keys:
            yield from named.get(key, ())
        yield from named.get("+" + _EVERYTHING, ())
        for name in names if pages else ():
            for prefix, place in pages.get(name, ()):
                if path is None and asked.path is not None:
                    path = plain_path(asked.path) if asked.path else ""
                if path is None or path.startswith(prefix):
                    yield place


def _by_subject(rules: tuple[AccessRule, ...]) -> dict[tuple[SubjectKind, str], _Targets]:
    named: defaultdict[tuple[SubjectKind, str], defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    pages: defaultdict[tuple[SubjectKind, str], defaultdict[str, list[tuple[str, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for place, rule in enumerate(rules):
        for key in {(one.kind, one.name) for one in rule.who}:
            for name in dict.fromkeys(_names(rule)):
                named[key][name].append(place)
            for host, prefix in _pages(rule):
                pages[key][host].append((prefix, place))
    return {
        key: _Targets(
            {name: tuple(places) for name, places in named[key].items()},
            {host: tuple(places) for host, places in pages[key].items()},
        )
        for key in named.keys() | pages.keys()
    }


def _names(rule: AccessRule) -> Iterator[str]:
    """Under what a rule is found. `+*` says that everything is its target; `*` that it has a word to say to every
    request of its subjects, be it only No."""
    if rule.effect is Effect.ONLY:
        yield _EVERYTHING
    for target in rule.what:
        if target.kind is TargetKind.EVERYTHING:
            yield "+" + _EVERYTHING
        elif target.kind is TargetKind.CATEGORY:
            yield "#" + target.value
        elif target.kind is TargetKind.HOST:
            yield target.value


def _pages(rule: AccessRule) -> Iterator[tuple[str, str]]:
    for target in rule.what:
        if target.kind is TargetKind.URL:
            host, _, path = target.value.partition("/")
            yield host, "/" + path
