"""What would a change open and close, and for whom? Pure: what holds before and after is asked about the same people
and the same addresses, at a time at which the change says something."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from appliance.access.changes import AccessChange, MoveRule, PutRule, ReplaceRule, TakeRule
from appliance.access.engine import Asked, Engine
from appliance.access.rules import AccessPolicy, AccessRule, Target, TargetKind
from appliance.access.verdict import AccessRules, admit
from appliance.model import Block, Device, Frozen, Pass, Verdict, Warn

MOST_ADDRESSES = 12
_STEP = 300.0
_AHEAD = 15 * 86_400.0
_ANYWHERE = "somewhere.invalid"
_WORDS = {Warn: "are asked before they open {}", Block: "can no longer open {}"}


class Probe(Frozen):
    """Somebody, or a device, with the `name` by which a school speaks of all who are like it."""

    name: str
    device: Device
    groups: tuple[str, ...] = ()


class Difference(Frozen):
    """`names` are those who fare alike, `words` say how: `3B, 4A and Staff` `can no longer open youtube.com`."""

    names: tuple[str, ...]
    words: str

    @property
    def sentence(self) -> str:
        *first, last = self.names
        return f"{', '.join(first)} and {last} {self.words}." if first else f"{last} {self.words}."


def rules_of(change: AccessChange, policy: AccessPolicy) -> tuple[AccessRule, ...]:
    """The rules that a change is about, as they are and as they would be."""
    by_number = {rule.number: rule for rule in (*policy.unblocks, *policy.rules)}
    match change:
        case PutRule(rule=rule):
            return (rule,)
        case ReplaceRule(rule=rule):
            return tuple(one for one in (by_number.get(rule.number), rule) if one)
        case TakeRule(number=number) | MoveRule(number=number):
            return tuple(one for one in (by_number.get(number),) if one)
    return ()


def when_it_says(rules: Sequence[AccessRule], engine: Engine, now: float) -> float:
    """Now, or the next time in two weeks at which one of the rules holds."""
    if not rules or any(not rule.when.periods for rule in rules):
        return now
    periods = frozenset(name for rule in rules for name in rule.when.periods)
    times = (now + step * _STEP for step in range(int(_AHEAD / _STEP)))
    return next((at for at in times if not engine.moment(at).names.isdisjoint(periods)), now)


def addresses(rules: Iterable[AccessRule], hosts_of: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Hosts and paths to ask about: what the rules name, and of a category a few hosts that people know (`hosts_of`).
    Everything, and what only some sites leave closed, is asked of a host that nobody names."""
    found: dict[tuple[str, str], None] = {}
    for rule in rules:
        for target in rule.what:
            found.update(dict.fromkeys(_addresses_of(target, hosts_of)))
        if rule.effect.value == "allow only":
            found[_ANYWHERE, "/"] = None
    return tuple(found)[:MOST_ADDRESSES]


def differences(
    before: AccessRules, after: AccessRules, probes: Iterable[Probe], asked_for: Sequence[tuple[str, str]], at: float
) -> tuple[Difference, ...]:
    """Who can reach what then and could not before, or the other way round. Probes of one name come one after the
    other; where only some of them are touched, their number is told."""
    found: dict[str, list[str]] = {}
    for name, alike in groupby(probes, key=lambda probe: probe.name):
        for some, words in _of_one(before, after, tuple(alike), asked_for, at):
            found.setdefault(words, []).append(name + some)
    return tuple(Difference(names=tuple(names), words=words) for words, names in found.items())


def _of_one(
    before: AccessRules, after: AccessRules, alike: Sequence[Probe], asked_for: Sequence[tuple[str, str]], at: float
) -> Iterator[tuple[str, str]]:
    """For those of one name: how many, where it is not all, and in words what changes for them."""
    changed: dict[tuple[str, str], list[str]] = {}
    for host, path in asked_for:
        told = [_changed(before, after, probe, host, path, at) for probe in alike]
        for words in dict.fromkeys(filter(None, told)):
            some = "" if all(one == words for one in told) else f" ({told.count(words)} of {len(told)})"
            changed.setdefault((some, words), []).append(_site(host, path))
    for (some, words), sites in changed.items():
        yield some, words.format(", ".join(sites))


def _changed(before: AccessRules, after: AccessRules, probe: Probe, host: str, path: str, at: float) -> str:
    asked = Asked(host=host, path=path, device=probe.device, groups=probe.groups, at=at)
    was, would = type(admit(asked, before, at)), type(admit(asked, after, at))
    return "" if was is would else _words(was, would)


def _site(host: str, path: str) -> str:
    return "other sites" if host == _ANYWHERE else host + path.rstrip("/")


def _words(was: type[Verdict], would: type[Verdict]) -> str:
    if would is Pass:
        return "can open {}" if was is Block else "can open {} without being asked"
    return _WORDS.get(would, "")


def _addresses_of(target: Target, hosts_of: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    match target.kind:
        case TargetKind.EVERYTHING:
            yield _ANYWHERE, "/"
        case TargetKind.CATEGORY:
            yield from ((host, "/") for host in hosts_of.get(target.value, ())[:3])
        case TargetKind.HOST:
            yield target.value.removeprefix("="), "/"
        case TargetKind.URL:
            host, _, path = target.value.partition("/")
            yield host, "/" + path
