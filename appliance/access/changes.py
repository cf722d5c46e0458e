"""What people may change of what can be reached: each change is a value, so that it can wait for a second person, be
told in words, and be undone by another one.
"""

import time
from enum import StrEnum
from typing import Literal

from msgspec.structs import replace

from appliance.access.rules import AccessPolicy, AccessRule, Effect, Subject, SubjectKind, Target, TargetKind
from appliance.access.timetable import Timetable
from appliance.config import Filtering
from appliance.model import Tagged

Section = Literal["rules", "unblocks"]


class ChangeState(StrEnum):
    """What became of a change that somebody asked for."""

    WAITING = "waiting"
    DONE = "done"
    DECLINED = "declined"


class PutRule(Tagged):
    """Add a rule before the one of the number `before`, or after all others where that is 0 or gone. A rule of the
    number 0 gets one of its own; another comes back under the number that it had."""

    rule: AccessRule
    section: Section = "rules"
    before: int = 0


class TakeRule(Tagged):
    """Remove a rule."""

    number: int


class ReplaceRule(Tagged):
    """Put a rule in the place of the one that has its number."""

    rule: AccessRule


class MoveRule(Tagged):
    """Put a rule before another, or after all others where `before` is 0."""

    number: int
    before: int = 0


class SetTimetable(Tagged):
    """The school's year and day."""

    timetable: Timetable


class NeedSecond(Tagged):
    """Does every change wait for a second person from now on?"""

    wanted: bool


class ChooseFiltering(Tagged):
    """What is asked of search engines and the like from now on; None leaves it to the settings."""

    filtering: Filtering | None


AccessChange = PutRule | TakeRule | ReplaceRule | MoveRule | SetTimetable | NeedSecond | ChooseFiltering

FILTERING = "searches, videos, ways round and failures"
_EVERYTHING = Target()
_ON_FAILURE = {"safe": "pages wait until it is back", "open": "pages pass unread"}


def switches_off(change: AccessChange) -> bool:
    """Does it open everything to everyone?"""
    if not isinstance(change, PutRule | ReplaceRule) or change.rule.effect not in {Effect.ALLOW, Effect.NEVER_DECRYPT}:
        return False
    return Subject() in change.rule.who and _EVERYTHING in change.rule.what


def after(policy: AccessPolicy, change: AccessChange) -> AccessPolicy:  # noqa: PLR0911  # one for each kind of change
    """What would hold then. To take or move a rule that is gone changes nothing."""
    match change:
        case SetTimetable():
            return replace(policy, timetable=change.timetable)
        case PutRule(section="unblocks"):
            return replace(policy, unblocks=_put(policy.unblocks, change.rule, change.before))
        case PutRule():
            return replace(policy, rules=_put(policy.rules, change.rule, change.before))
        case TakeRule():
            return replace(
                policy,
                rules=_without(policy.rules, change.number),
                unblocks=_without(policy.unblocks, change.number),
            )
        case ReplaceRule():
            return replace(
                policy,
                rules=_replaced(policy.rules, change.rule),
                unblocks=_replaced(policy.unblocks, change.rule),
            )
        case NeedSecond():
            return policy
        case ChooseFiltering():
            return replace(policy, filtering=change.filtering)
        case MoveRule():
            moved = next((rule for rule in policy.rules if rule.number == change.number), None)
            rest = _without(policy.rules, change.number)
            return replace(policy, rules=_put(rest, moved, change.before)) if moved else policy


def told(change: AccessChange) -> str:  # noqa: PLR0911  # the same
    """A change in words, for the audit trail and for who has to approve it."""
    match change:
        case PutRule():
            where = f", before rule {change.before}" if change.before else ""
            return f"add {rule_in_words(change.rule)}{where}"
        case TakeRule():
            return f"remove rule {change.number}"
        case MoveRule():
            return f"move rule {change.number} {f'before rule {change.before}' if change.before else 'to the end'}"
        case ReplaceRule():
            return f"change rule {change.rule.number} to {rule_in_words(change.rule)}"
        case SetTimetable():
            return "set the timetable"
        case NeedSecond():
            return "every change waits for a second person" if change.wanted else "changes need no second person"
        case ChooseFiltering():
            return (
                "; ".join(filtering_lines(change.filtering)) if change.filtering else f"{FILTERING} as the settings say"
            )


def filtering_lines(chosen: Filtering) -> tuple[str, ...]:
    """`SafeSearch: on`, and so on: one for each choice."""
    return (
        f"SafeSearch: {'on' if chosen.safe_search else 'off'}",
        f"YouTube’s restricted mode: {chosen.youtube}",
        f"Ways round the filter: {'closed' if chosen.ways_round == 'block' else 'open'}",
        f"When a part of Lollipop fails: {_ON_FAILURE[chosen.on_failure]}",
    )


def rule_in_words(rule: AccessRule) -> str:
    """`“Games in breaks”: allow the category games for year3, only in breaks`."""
    what = ", ".join(map(_target, rule.what))
    who = ", ".join(map(_subject, rule.who))
    periods = f", only in {', '.join(rule.when.periods)}" if rule.when.periods else ""
    until = f", until {_moment(rule.when.until)}" if rule.when.until else ""
    return f"“{rule.name}”: {rule.effect.value} {what} for {who}{periods}{until}"


def _put(rules: tuple[AccessRule, ...], rule: AccessRule, before: int) -> tuple[AccessRule, ...]:
    place = next((place for place, one in enumerate(rules) if one.number == before), len(rules))
    return (*rules[:place], rule, *rules[place:])


def _without(rules: tuple[AccessRule, ...], number: int) -> tuple[AccessRule, ...]:
    return tuple(rule for rule in rules if rule.number != number)


def _replaced(rules: tuple[AccessRule, ...], rule: AccessRule) -> tuple[AccessRule, ...]:
    return tuple(rule if one.number == rule.number else one for one in rules)


def _target(target: Target) -> str:
    if target.kind is TargetKind.EVERYTHING:
        return "everything"
    return f"the category {target.value}" if target.kind is TargetKind.CATEGORY else target.value


def _subject(subject: Subject) -> str:
    if subject.kind is SubjectKind.EVERYONE:
        return "everyone"
    return subject.name if subject.kind is SubjectKind.GROUP else f"{subject.kind.value} {subject.name}"


def _moment(at: float) -> str:
    return time.strftime("%d %b %Y %H:%M", time.localtime(at))
