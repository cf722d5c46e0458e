"""What people ask about what can be reached, through the command line and the console: is it good, does it wait for a
second person, and what happens then."""

from collections.abc import Iterable, Mapping, Set

from msgspec.structs import replace

from appliance.access.changes import (
    AccessChange,
    ChangeState,
    NeedSecond,
    PutRule,
    ReplaceRule,
    TakeRule,
    after,
    switches_off,
)
from appliance.access.lessons import without
from appliance.access.lock_out import closes_help, locks_out
from appliance.access.rules import (
    AccessPolicy,
    AccessRule,
    Effect,
    Lesson,
    Subject,
    SubjectKind,
    Target,
    TargetKind,
    When,
)
from appliance.access.starting import STARTING
from appliance.access.timetable import STANDING, end_of_lesson
from appliance.config import Settings
from appliance.duties import rights_of
from appliance.errors import AccessError
from appliance.model import Frozen, Right, Role
from appliance.store import Store
from appliance.store.rows import AccessChangeRow, PersonRow

MOST_RULES = 10_000
LONGEST_NAME = 100
LONGEST_REASON = 500
LONGEST_UNBLOCK = 366 * 86_400.0
LONGEST_LESSON = 4 * 3600.0
_HOUR = 3600.0


class Said(Frozen):
    """Who changes something, why and when. `account` is theirs, 0 for a link made at the box, None for neither."""

    by: str
    reason: str
    at: float
    account: int | None = None


class Asked(Frozen):
    """What became of it: the change's number, and whether it waits for a second person."""

    number: int
    waits: bool


def begin(store: Store, now: float) -> None:
    """The rules of a school that never changed any."""
    if not store.access.changes(limit=1):
        for rule in STARTING:
            store.access.make(PutRule(rule=rule), "what a school begins with", "Lollipop", now)


# --- changes ---------------------------------------------------------------------------------------------------------


def propose(
    store: Store, settings: Settings, change: AccessChange, said: Said, *, wait: bool = False, undoes: int | None = None
) -> Asked:
    """Make a change, or keep it until somebody else approves it: where the school wants that, where filtering is to be
    switched off, and where `wait` says so. Raises AccessError with the reason why it cannot be."""
    _check_said(said)
    policy = store.access.load(said.at)
    check(change, policy, store, settings, said.at)
    waits = wait or needs_second(change, policy, store, settings)
    put = store.access.ask if waits else store.access.make
    return Asked(number=put(change, said.reason, said.by, said.at, undoes, said.account), waits=waits)


def approve(
    store: Store, settings: Settings, number: int, by: str, at: float, account: int | None = None
) -> AccessChangeRow:
    """Put a change in force that somebody else asked for. Raises AccessError."""
    row = store.access.change(number)
    if row.state is ChangeState.WAITING:
        if asked_by(row, by, account):
            raise AccessError(f"{row.by} asked for change {number}: somebody else has to approve it.")
        check(row.change, store.access.load(at), store, settings, at)
    store.access.approve(number, by, at)
    return store.access.change(number)


def undo(store: Store, settings: Settings, number: int, said: Said) -> Asked:
    """Raises AccessError where the change was not made, or was undone already."""
    row = store.access.change(number)
    if row.state is not ChangeState.DONE or row.inverse is None:
        raise AccessError(f"Change {number} was never made: it is {row.state.value}.")
    if row.undone_by:
        raise AccessError(f"Change {number} was undone already, by change {row.undone_by}.")
    return propose(store, settings, row.inverse, said, undoes=number)


def check(change: AccessChange, policy: AccessPolicy, store: Store, settings: Settings, now: float) -> None:
    """Raises AccessError with the reason why a change cannot be."""
    if isinstance(change, PutRule | ReplaceRule):
        _check_rule(change.rule, policy, now)
        if switches_off(change):
            _check_off(change.rule, settings, now)
    if isinstance(change, NeedSecond) and change.wanted:
        _check_two(store)
    staff = (row.person for row in store.people.all() if row.role is Role.STAFF and row.active)
    if complaint := locks_out(after(policy, change), staff):
        raise AccessError(complaint)


def check_categories(rule: AccessRule, known: Iterable[str]) -> None:
    """Raises AccessError for a category that no list has."""
    names = frozenset(known)
    for one in rule.what:
        if one.kind is TargetKind.CATEGORY and one.value not in names:
            raise AccessError(f"There is no category {one.value!r}; there are: {', '.join(sorted(names))}.")


def unblock(who: tuple[Subject, ...], what: tuple[Target, ...], said: Said, until: float) -> PutRule:
    """Open something for a period of study. Raises AccessError for everything, and for more than a year."""
    if Target() in what:
        raise AccessError("An unblock names what is to be opened; to switch filtering off is another thing.")
    if until - said.at > LONGEST_UNBLOCK:
        raise AccessError("An unblock ends within a year.")
    names = ", ".join(one.value for one in what)
    return PutRule(rule=_allow(f"{names} for study"[:LONGEST_NAME], who, what, said, until), section="unblocks")


def filtering_off(said: Said, until: float) -> PutRule:
    """Open everything to everyone for some hours. What is illegal stays closed, and so do the settings' lists."""
    return PutRule(rule=_allow("Filtering is switched off", (Subject(),), (Target(),), said, until), section="unblocks")


def _allow(name: str, who: tuple[Subject, ...], what: tuple[Target, ...], said: Said, until: float) -> AccessRule:
    return AccessRule(
        number=0,
        name=name,
        effect=Effect.ALLOW,
        who=who,
        what=what,
        when=When(until=until),
        by=said.by,
        reason=said.reason,
    )


def _check_said(said: Said) -> None:
    if not said.reason.strip():
        raise AccessError("Say why: a reason is kept with every change.")
    if len(said.reason) > LONGEST_REASON:
        raise AccessError(f"A reason has at most {LONGEST_REASON} characters.")
    if not said.by.strip():
        raise AccessError("Say who changes it.")


def _check_rule(rule: AccessRule, policy: AccessPolicy, now: float) -> None:
    if len(rule.name) > LONGEST_NAME or not rule.name.isprintable():
        raise AccessError(f"A rule's name has up to {LONGEST_NAME} characters, all of them to be seen: pupils read it.")
    if len(policy.rules) + len(policy.unblocks) >= MOST_RULES:
        raise AccessError(f"There are {MOST_RULES:,} rules already; remove one first.")
    if rule.when.until and rule.when.until <= now:
        raise AccessError("Its end has come already.")
    known = STANDING | {period.name for period in policy.timetable.periods}
    if strange := [name for name in rule.when.periods if name not in known]:
        raise AccessError(f"The timetable has no {strange[0]!r}; it has: {', '.join(sorted(known))}.")
    if complaint := closes_help(rule):
        raise AccessError(complaint)


def _check_off(rule: AccessRule, settings: Settings, now: float) -> None:
    hours = settings.access.most_hours_off
    if not rule.when.until or rule.when.until - now > hours * _HOUR:
        raise AccessError(f"Filtering is switched off for at most {hours} hours (access.most_hours_off).")


def needs_second(change: AccessChange, policy: AccessPolicy, store: Store, settings: Settings) -> bool:
    """Where the school wants it every change waits for a second person, and what switches filtering off always. What
    only closes again what was opened for a time waits for nobody."""
    if switches_off(change):
        return True
    wanted = settings.access.second_person or store.access.second_person()
    return wanted and not _ends_an_unblock(change, policy)


def off_until(policy: AccessPolicy, now: float) -> float | None:
    """When filtering is on again, where it is switched off now for everyone; else None."""
    ends = (rule.when.until for rule in policy.unblocks if switches_off(PutRule(rule=rule, section="unblocks")))
    return max((end for end in ends if end > now), default=None)


def _check_two(store: Store) -> None:
    able = [one for one in store.accounts.all() if Right.ACCESS in rights_of(one.duties)]
    if len(able) < 2:  # noqa: PLR2004  # people
        raise AccessError("There is no second person yet: two people with accounts must be allowed to change sites.")


def _ends_an_unblock(change: AccessChange, policy: AccessPolicy) -> bool:
    """What only closes again what was opened for a time waits for nobody."""
    return isinstance(change, TakeRule) and any(rule.number == change.number for rule in policy.unblocks)


def asked_by(row: AccessChangeRow, by: str, account: int | None) -> bool:
    """Did they ask for the change? By their account where both have one: people change names, and two may share one."""
    if row.account is not None and account is not None:
        return row.account == account
    return _plain(row.by) == _plain(by)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


# --- lessons ---------------------------------------------------------------------------------------------------------


def lesson_end(policy: AccessPolicy, now: float, minutes: int | None) -> float:
    """When a lesson that begins now ends: by the timetable, or after so many minutes. Raises AccessError."""
    if minutes is not None:
        return now + min(minutes * 60.0, LONGEST_LESSON)
    if (end := end_of_lesson(policy.timetable, now)) is None:
        raise AccessError("No lesson is on now by the timetable: say for how many minutes.")
    return end


def begin_lesson(store: Store, lesson: Lesson) -> None:
    """Raises AccessError where it would lock staff out."""
    policy = store.access.load(lesson.since)
    staff = (row.person for row in store.people.all() if row.role is Role.STAFF and row.active)
    if complaint := locks_out(replace(policy, lessons=(lesson, *policy.lessons)), staff):
        raise AccessError(complaint)
    if complaint := next((said for rule in lesson.rules if (said := closes_help(rule))), ""):
        raise AccessError(complaint)
    store.lessons.begin(lesson)


def end_lessons(store: Store, who: Subject | None, by: str, at: float) -> int:
    """End those about exactly them, or all; gives how many there were."""
    found = [one for one in store.lessons.in_force(at) if who is None or any(who in rule.who for rule in one.rules)]
    return sum(store.lessons.end(one.id, by, at) for one in found)


def on_again_for(store: Store, person: PersonRow, by: str, at: float) -> int:
    """Take one pupil out of every lesson's word that is about them; gives out of how many."""
    parts = {_group(name): members_of(store, name) for name in person.groups}
    return on_again(store, frozenset({_person(person.id)}), parts, by, at)


def members_of(store: Store, group: str) -> tuple[Subject, ...]:
    """Everybody who is in the group now."""
    return tuple(_person(row.id) for row in store.people.in_group(group))


def on_again(
    store: Store, dropped: Set[Subject], parts: Mapping[Subject, tuple[Subject, ...]], by: str, at: float
) -> int:
    """Take somebody out of every lesson's word, as `without` does; gives out of how many."""
    changed = 0
    for one in store.lessons.in_force(at):
        left = without(one, dropped, parts)
        if left is None:
            changed += store.lessons.end(one.id, by, at)
        elif left != one:
            changed += store.lessons.change(left, by, at)
    return changed


def _group(name: str) -> Subject:
    return Subject(kind=SubjectKind.GROUP, name=name)


def _person(id_: str) -> Subject:
    return Subject(kind=SubjectKind.PERSON, name=id_)
