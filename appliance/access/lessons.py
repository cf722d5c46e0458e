"""A teacher's word for one lesson: who, and what is closed to them. It ends with the lesson, and opens nothing that the
school's rules close."""

import time
import uuid
from collections.abc import Iterable
from enum import StrEnum

from msgspec.structs import replace

from appliance.access.rules import AccessRule, Effect, Lesson, Subject, SubjectKind, Target


class Mode(StrEnum):
    """What a teacher can say of the internet with one touch."""

    OFF = "off"
    ONLY = "only"
    BLOCK = "block"


_EFFECTS = {Mode.OFF: Effect.BLOCK, Mode.ONLY: Effect.ONLY, Mode.BLOCK: Effect.BLOCK}


def lesson(
    mode: Mode, who: tuple[Subject, ...], what: tuple[Target, ...], *, by: str, since: float, until: float
) -> Lesson:
    """`what` are the sites of `only` and `block`. Pupils read the rule's name. Raises ValueError where the sites are
    missing, or where there are some and the internet is off."""
    if (mode is Mode.OFF) == bool(what):
        raise ValueError("say which sites" if not what else "where the internet is off, there are no sites to name")
    end = time.strftime("%H:%M", time.localtime(until))
    title = {
        Mode.OFF: f"The internet is off until {end}",
        Mode.ONLY: f"Only some sites are open until {end}",
        Mode.BLOCK: f"Some sites are closed until {end}",
    }[mode]
    rule = AccessRule(
        number=0,
        name=f"{title}, says {by}",
        effect=_EFFECTS[mode],
        who=who,
        what=what or (Target(),),
        by=by,
        reason="for this lesson",
    )
    return Lesson(id=uuid.uuid4().hex[:12], title=title, by=by, since=since, until=until, rules=(rule,))


def without(one: Lesson, person: str, groups: Iterable[str], members: dict[str, tuple[str, ...]]) -> Lesson | None:
    """The same for everyone but one person (an id), who is in `groups`; None where nobody is left. `members` are the
    ids of those in each group that the lesson names: they take the group's place."""
    rules = []
    for rule in one.rules:
        who = tuple(left for subject in rule.who for left in _left(subject, person, frozenset(groups), members))
        if who:
            rules.append(replace(rule, who=who))
    return replace(one, rules=tuple(rules)) if rules else None


def _left(
    subject: Subject, person: str, groups: frozenset[str], members: dict[str, tuple[str, ...]]
) -> tuple[Subject, ...]:
    if subject.kind is SubjectKind.PERSON:
        return () if subject.name == person else (subject,)
    if subject.kind is not SubjectKind.GROUP or subject.name not in groups:
        return (subject,)
    rest = (id_ for id_ in members.get(subject.name, ()) if id_ != person)
    return tuple(Subject(kind=SubjectKind.PERSON, name=id_) for id_ in rest)
