"""Rules and changes in the words of a school, for screens. Pure: names of people and groups go in."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.access.changes import (
    FILTERING,
    AccessChange,
    ChooseFiltering,
    MoveRule,
    NeedSecond,
    PutRule,
    ReplaceRule,
    SetTimetable,
    TakeRule,
    filtering_lines,
)
from appliance.access.rules import AccessPolicy, AccessRule, Effect, Subject, SubjectKind, Target, TargetKind
from appliance.access.timetable import Days, PeriodKind, Timetable
from appliance.config import Filtering
from appliance.model import Frozen

EFFECTS = {
    Effect.ALLOW: "Open",
    Effect.WARN: "Open after a warning",
    Effect.BLOCK: "Closed",
    Effect.ONLY: "Only these are open",
    Effect.NEVER_DECRYPT: "Not looked into",
}
CATEGORIES = {
    "adult": "adult sites",
    "ai": "AI tools",
    "gambling": "gambling",
    "games": "games",
    "proxies": "ways round the filter",
    "social": "social media",
    "unsafe-search": "search engines without SafeSearch",
    "video": "video sites",
}
"""What our own categories are called on screen; one that a list brings is called as the list does."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_KINDS = {PeriodKind.LESSON: "lesson", PeriodKind.BREAK: "break", PeriodKind.OTHER: "other"}
_SHOWN = 12
_WEEK = (0, 1, 2, 3, 4)


class Names(Frozen):
    """What people call each other: a person's id to their name, a group's name to its title."""

    people: Mapping[str, str] = {}
    groups: Mapping[str, str] = {}

    def of(self, subject: Subject) -> str:
        match subject.kind:
            case SubjectKind.EVERYONE:
                return "everyone"
            case SubjectKind.PERSON:
                return self.people.get(subject.name, "one person")
            case SubjectKind.GROUP:
                return self.groups.get(subject.name, subject.name)
            case SubjectKind.ROOM:
                return f"the devices in {subject.name}"
        return f"the device {subject.name}"


class Diff(Frozen):
    """A change: what it is, and the lines that go and come."""

    title: str
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


def whom(rule: AccessRule, names: Names) -> str:
    return _listed([names.of(one) for one in rule.who])


def what(rule: AccessRule) -> str:
    return _listed([called(one) for one in rule.what])


def called(target: Target) -> str:
    if target.kind is TargetKind.EVERYTHING:
        return "everything"
    if target.kind is TargetKind.CATEGORY:
        return category_in_words(target.value)
    return target.value.removeprefix("=")


def category_in_words(name: str) -> str:
    return CATEGORIES.get(name, f"{name} sites")


def when(rule: AccessRule, zone: str) -> str:
    """Empty for always."""
    periods = f"only in {_listed(list(rule.when.periods))}" if rule.when.periods else ""
    until = f"until {moment_in_words(rule.when.until, zone)}" if rule.when.until else ""
    return ", ".join(filter(None, (periods, until)))


def sentence(rule: AccessRule, names: Names, zone: str) -> str:
    """`Closed for Year 3: games sites, only in lessons`."""
    times = when(rule, zone)
    return f"{EFFECTS[rule.effect]} for {whom(rule, names)}: {what(rule)}{f', {times}' if times else ''}"


def moment_in_words(at: float, zone: str) -> str:
    """`the end of Sunday 13 December 2026` where it is midnight."""
    then = datetime.fromtimestamp(at, ZoneInfo(zone))
    if not (then.hour or then.minute):
        day = then - timedelta(days=1)
        return f"the end of {day:%A} {day.day} {day:%B %Y}"
    return f"{then:%A} {then.day} {then:%B %Y}, {then:%H:%M}"


def timetable_lines(timetable: Timetable) -> Iterator[str]:
    yield f"School day: {timetable.start:%H:%M} to {timetable.end:%H:%M}"
    for kind, days in (("Term", timetable.terms), ("Closed", timetable.closed)):
        yield from (f"{kind}: {one.name}, {_span(one)}" for one in days)
    for period in timetable.periods:
        on = "every day" if period.days == _WEEK else f"on {_listed([DAYS[day] for day in period.days])}"
        yield f"{period.name} ({_KINDS[period.kind]}): {period.start:%H:%M} to {period.end:%H:%M} {on}"


def _span(days: Days) -> str:
    first, last = (f"{day.day} {day:%B %Y}" for day in (days.first, days.last))
    return first if first == last else f"{first} to {last}"


def diff(change: AccessChange, policy: AccessPolicy, names: Names, inverse: AccessChange | None = None) -> Diff:  # noqa: PLR0911  # one for each kind
    """`policy` is what holds, for a change that is still to be made; `inverse` what was, for one that was made."""
    zone = policy.timetable.zone
    match change:
        case PutRule(rule=rule):
            return Diff(title=f"Add “{rule.name}”", come=(sentence(rule, names, zone),))
        case TakeRule(number=number):
            former = _former(number, policy, inverse)
            gone = (sentence(former, names, zone),) if former else ()
            return Diff(title=f"Remove {_named(number, former)}", gone=gone)
        case ReplaceRule(rule=rule):
            former = _former(rule.number, policy, inverse)
            gone = (_with_name(former, names, zone),) if former else ()
            return Diff(title=f"Change “{rule.name}”", gone=gone, come=(_with_name(rule, names, zone),))
        case MoveRule(number=number, before=before):
            where = f"before {_named(before, _former(before, policy, None))}" if before else "to the end"
            return Diff(title=f"Move {_named(number, _former(number, policy, None))} {where}")
        case NeedSecond(wanted=wanted):
            return Diff(title="Every change waits for a second person" if wanted else "Changes need no second person")
        case ChooseFiltering(filtering=chosen):
            held = inverse.filtering if isinstance(inverse, ChooseFiltering) else policy.filtering
            return _diff_of_filtering(held, chosen)
        case SetTimetable(timetable=timetable):
            was = inverse.timetable if isinstance(inverse, SetTimetable) else policy.timetable
            before_, after_ = dict.fromkeys(timetable_lines(was)), dict.fromkeys(timetable_lines(timetable))
            return Diff(
                title="Change the timetable",
                gone=tuple(line for line in before_ if line not in after_),
                come=tuple(line for line in after_ if line not in before_),
            )


def _diff_of_filtering(former: Filtering | None, chosen: Filtering | None) -> Diff:
    was, is_ = (filtering_lines(one) if one else ("As the box’s settings say",) for one in (former, chosen))
    return Diff(
        title=f"Change {FILTERING}",
        gone=tuple(line for line in was if line not in is_),
        come=tuple(line for line in is_ if line not in was),
    )


def _with_name(rule: AccessRule, names: Names, zone: str) -> str:
    return f"“{rule.name}”. {sentence(rule, names, zone)}"


def _former(number: int, policy: AccessPolicy, inverse: AccessChange | None) -> AccessRule | None:
    if isinstance(inverse, PutRule | ReplaceRule):
        return inverse.rule
    return next((rule for rule in (*policy.unblocks, *policy.rules) if rule.number == number), None)


def _named(number: int, rule: AccessRule | None) -> str:
    return f"“{rule.name}”" if rule else f"rule {number}"


def _listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`; of very many the first."""
    if len(words) > _SHOWN:
        words = [*words[:_SHOWN], f"{len(words) - _SHOWN} more"]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
