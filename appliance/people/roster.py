"""What a list of people says, and what it would change. Nothing here reads a file or the store."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from appliance.model import Frozen, Role

MANY = 10  # leavers, or new names; up to that nobody needs to be asked twice
_SHOWN = 3


class GroupKind(StrEnum):
    """What a group of people is for."""

    CLASS = "class"
    YEAR = "year"
    PASTORAL = "pastoral"
    VULNERABLE = "vulnerable"
    STAFF = "staff"
    GUESTS = "guests"
    OWN = "own"


class RosterGroup(Frozen):
    """`name` is spelt as the settings spell groups (`class-3b`), `title` as the school does (`3B`)."""

    name: str
    title: str
    kind: GroupKind


class RosterPerson(Frozen):
    """Somebody as a list names them. `source_id` is theirs in that list, `year` is 0 for Reception and -1 for Nursery;
    `groups` are the names of those that they are in, and `teaches` of those whose teacher they are, both sorted. `left`
    says that the list itself calls them gone."""

    source_id: str
    given: str
    family: str
    role: Role
    year: int | None = None
    username: str = ""
    groups: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()
    left: bool = False

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


class Roster(Frozen):
    """A list as it was read. `source` names the system that it comes from: ids mean something only there. A `part`
    says nothing about people who are not in it. `problems` stand against taking it, `notes` do not."""

    source: str
    people: tuple[RosterPerson, ...]
    groups: tuple[RosterGroup, ...] = ()
    part: bool = False
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Known(Frozen):
    """Somebody whom the school has already, with what an earlier list said of them; `person.left` where they left."""

    id: str
    source: str
    person: RosterPerson


class Change(Frozen):
    """What a list says differently now of somebody. `id` is ours."""

    id: str
    was: RosterPerson
    now: RosterPerson

    def __str__(self) -> str:
        """`Amy Ash: groups class-3a, year3 → class-3b, year3`."""
        return f"{self.was.name}: {', '.join(_differences(self.was, self.now))}"


class Plan(Frozen):
    """What taking a list would do. It is not to be taken while there are `problems`; `notes` are for whoever takes it.
    `many_leave` asks for a second look: more than a third of those whom the list speaks about would be leavers."""

    source: str
    adds: tuple[RosterPerson, ...] = ()
    changes: tuple[Change, ...] = ()
    leavers: tuple[Known, ...] = ()
    unchanged: int = 0
    groups: tuple[RosterGroup, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    many_leave: bool = False


def plan(current: Iterable[Known], incoming: Roster) -> Plan:
    """People are the same who have one id in one source. Who is missing is a leaver, but not in a part of a list, and
    only in a role that the list has: a list of pupils says nothing about staff."""
    everyone = tuple(current)
    known = {one.person.source_id: one for one in everyone if one.source == incoming.source}
    listed = {one.source_id: one for one in incoming.people}
    changes = tuple(_changes(known, listed))
    adds = tuple(one for key, one in listed.items() if key not in known and not one.left)
    leavers = () if incoming.part else tuple(_missing(known, listed))
    spoken_of = sum(not one.person.left for one in known.values())
    gone = len(leavers) + sum(change.now.left for change in changes)
    return Plan(
        source=incoming.source,
        adds=adds,
        changes=changes,
        leavers=leavers,
        unchanged=sum(key in known for key in listed) - len(changes),
        groups=incoming.groups,
        problems=incoming.problems,
        notes=(
            *incoming.notes,
            *_namesakes(_unlisted(everyone, listed, incoming.source), adds),
            *_renamed(changes, spoken_of),
        ),
        many_leave=gone > MANY and gone * 3 > spoken_of,
    )


def _changes(known: Mapping[str, Known], listed: Mapping[str, RosterPerson]) -> Iterator[Change]:
    for key, now in listed.items():
        was = known.get(key)
        if was and was.person != now and not (was.person.left and now.left):
            yield Change(id=was.id, was=was.person, now=now)


def _missing(known: Mapping[str, Known], listed: Mapping[str, RosterPerson]) -> Iterator[Known]:
    roles = {one.role for one in listed.values()}
    for key, one in known.items():
        if key not in listed and not one.person.left and one.person.role in roles:
            yield one


def _unlisted(everyone: Iterable[Known], listed: Mapping[str, RosterPerson], source: str) -> Iterator[Known]:
    for one in everyone:
        if not one.person.left and (one.source != source or one.person.source_id not in listed):
            yield one


def _namesakes(others: Iterable[Known], adds: Iterable[RosterPerson]) -> Iterator[str]:
    """Most likely the same people, from another system or by another id; that is for people to decide."""
    there = {one.person.name.casefold() for one in others}
    names = sorted({one.name for one in adds if one.name.casefold() in there})
    if names:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        yield f"There already from another list, or by another id: {', '.join(names[:_SHOWN])}{more}."


def _renamed(changes: Iterable[Change], of: int) -> Iterator[str]:
    times = sum(one.was.name != one.now.name for one in changes)
    if times > MANY and times * 3 > of:
        yield f"{times:,} people would get another name. Look whether columns are swapped."


def _differences(was: RosterPerson, now: RosterPerson) -> Iterator[str]:
    if now.left:
        yield "left"
        return
    if was.left:
        yield "is back"
    for what in ("name", "role", "year", "username"):
        before, after = getattr(was, what), getattr(now, what)
        if before != after:
            yield f"{what} {_said(before)} → {_said(after)}"
    for what in ("groups", "teaches"):
        before, after = (", ".join(getattr(one, what)) for one in (was, now))
        if before != after:
            yield f"{what} {_said(before)} → {_said(after)}"


def _said(value: object) -> str:
    return "none" if value in {None, ""} else str(value)
