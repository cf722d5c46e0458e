"""What the school says about reaching things: rules in an order, of which the first that fits decides.

Above the rules stands what none of them can take away (`appliance/access/verdict.py`): illegal lists, help lines and
the box's own pages, bans.
"""

from enum import StrEnum

import msgspec

from appliance.access.hosts import canonical
from appliance.access.timetable import Timetable
from appliance.access.urls import plain_url
from appliance.config import Filtering
from appliance.errors import ConfigError
from appliance.model import Frozen


class Effect(StrEnum):
    """What a rule does. `only` lets its targets pass and nothing else; `never decrypt` passes a host unread."""

    ALLOW = "allow"
    WARN = "warn"
    BLOCK = "block"
    ONLY = "allow only"
    NEVER_DECRYPT = "never decrypt"


class SubjectKind(StrEnum):
    """Whom a rule can be about."""

    EVERYONE = "everyone"
    PERSON = "person"
    GROUP = "group"
    ROOM = "room"
    DEVICE = "device"


class TargetKind(StrEnum):
    """What a rule can be about."""

    EVERYTHING = "everything"
    HOST = "host"
    URL = "url"
    CATEGORY = "category"


class Subject(Frozen):
    """`name` is a person's id, a group's or room's name, or a device's name, MAC or address; everyone has none."""

    kind: SubjectKind = SubjectKind.EVERYONE
    name: str = ""

    def __post_init__(self) -> None:
        if (self.kind is SubjectKind.EVERYONE) == bool(self.name):
            raise ValueError(f"a rule about {self.kind.value} needs {'no' if self.name else 'a'} name")


class Target(Frozen):
    """`value` is a host as in every list (`example.org`, `=www.example.org`), the beginning of an address
    (`example.org/games`, the host and those below it), or a category's name; everything has none."""

    kind: TargetKind = TargetKind.EVERYTHING
    value: str = ""

    def __post_init__(self) -> None:
        if (self.kind is TargetKind.EVERYTHING) == bool(self.value):
            raise ValueError(f"a rule about {self.kind.value} needs {'no' if self.value else 'a'} value")
        if self.kind in {TargetKind.HOST, TargetKind.URL}:
            msgspec.structs.force_setattr(self, "value", _checked(self.kind, self.value))


class When(Frozen):
    """Always, unless something is given; then all of it must hold.

    `periods` are names of the timetable's periods, or its standing ones (`appliance/access/timetable.py`); one of them
    must be now. `until` is the first moment at which the rule no longer holds, or 0.
    """

    periods: tuple[str, ...] = ()
    until: float = 0.0


class AccessRule(Frozen):
    """Whoever is one of `who` and asks for one of `what`: `number` and `name` tell it apart for people, and `by` gave
    the `reason`."""

    number: int
    name: str
    effect: Effect
    who: tuple[Subject, ...] = (Subject(),)
    what: tuple[Target, ...] = (Target(),)
    when: When = When()
    by: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        if not (self.name and self.who and self.what):
            raise ValueError("a rule needs a name, somebody and something")
        if self.effect is Effect.NEVER_DECRYPT and any(one.kind is TargetKind.URL for one in self.what):
            raise ValueError("what is not decrypted has no address to see: give its host")


class Lesson(Frozen):
    """A teacher's word for one lesson: its rules hold `until` its end, or until it is taken out of the policy."""

    id: str
    title: str
    by: str
    since: float
    until: float
    rules: tuple[AccessRule, ...]


class AccessPolicy(Frozen):
    """Everything that the school says. `unblocks` are `allow` rules with an end, each of which somebody asked for.
    `filtering` is None where nobody chose: then the settings hold."""

    rules: tuple[AccessRule, ...] = ()
    unblocks: tuple[AccessRule, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    timetable: Timetable = Timetable()
    filtering: Filtering | None = None

    def in_order(self) -> tuple[AccessRule, ...]:
        """The order in which they are asked: what a teacher says now, what was unblocked, then the rules."""
        of_lessons = (_ends(rule, lesson.until) for lesson in self.lessons for rule in lesson.rules)
        return (*of_lessons, *self.unblocks, *self.rules)


def _ends(rule: AccessRule, until: float) -> AccessRule:
    earlier = min(until, rule.when.until or until)
    return msgspec.structs.replace(rule, when=When(periods=rule.when.periods, until=earlier))


def _checked(kind: TargetKind, value: str) -> str:
    try:
        entry = canonical(value) if kind is TargetKind.HOST else plain_url(value)
    except ConfigError as error:
        raise ValueError(str(error)) from error
    if entry.startswith("!"):
        raise ValueError(f"{value!r}: write a rule of its own that allows it, before this one")
    return entry
