"""A teacher's word for one lesson: who, and what is closed to them. It ends with the lesson, and opens nothing that the
school's rules close."""

import time
import uuid
from collections.abc import Iterable, Mapping, Set
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


def without(one: Lesson, dropped: Set[Subject], parts: Mapping[Subject, tuple[Subject, ...]]) -> Lesson | None:
    """The same without those `dropped`; None where nobody is left. `parts` are the groups and rooms that somebody
    dropped is in, each with all who are in it now: these take its place."""
    rules = []
    for rule in one.rules:
        who = tuple(left for subject in rule.who for left in parts.get(subject, (subject,)) if left not in dropped)
        if who:
            rules.append(replace(rule, who=who))
    return replace(one, rules=tuple(rules)) if rules else None


def ruling(lessons: Iterable[Lesson], who: Set[tuple[SubjectKind, str]]) -> Lesson | None:
    """The one that decides for somebody, called as in `engine.subjects_of`: the first of them."""
    return next((one for one in lessons if any((s.kind, s.name) in who for rule in one.rules for s in rule.who)), None)


def mode_of(one: Lesson) -> Mode:
    """What was touched."""
    rule = one.rules[0]
    if rule.effect is Effect.ONLY:
        return Mode.ONLY
    return Mode.OFF if Target() in rule.what else Mode.BLOCK
