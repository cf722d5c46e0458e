"""The duties that staff have at a school, what each may do in the console, and whom they see (FEATURES rows C3, J1)."""

from collections.abc import Iterable
from enum import StrEnum

from appliance.model import Frozen, Right, Sight, Viewer


class Duty(StrEnum):
    """What somebody is for in the school's safeguarding. The words are stored."""

    DSL = "dsl"
    DEPUTY = "deputy"
    HEAD = "head"
    LEADER = "leader"
    PASTORAL = "pastoral"
    TEACHER = "teacher"
    LIBRARIAN = "librarian"
    CHAIR = "chair"
    GOVERNOR = "governor"
    OFFICE = "office"
    IT = "it"


TITLES = {
    Duty.DSL: "Designated safeguarding lead",
    Duty.DEPUTY: "Deputy safeguarding lead",
    Duty.HEAD: "Head teacher",
    Duty.LEADER: "Senior leader",
    Duty.PASTORAL: "Pastoral lead, SENCO or head of year",
    Duty.TEACHER: "Class teacher or form tutor",
    Duty.LIBRARIAN: "Librarian",
    Duty.CHAIR: "Chair of governors",
    Duty.GOVERNOR: "Governor",
    Duty.OFFICE: "Office manager",
    Duty.IT: "IT support",
}


class Reach(StrEnum):
    """Whom a duty sees: everyone, chosen groups, chosen rooms, or nobody."""

    EVERYONE = "everyone"
    GROUPS = "groups"
    ROOMS = "rooms"
    NOBODY = "nobody"


REACH = {
    Duty.DSL: Reach.EVERYONE,
    Duty.DEPUTY: Reach.EVERYONE,
    Duty.HEAD: Reach.EVERYONE,
    Duty.LEADER: Reach.EVERYONE,
    Duty.PASTORAL: Reach.GROUPS,
    Duty.TEACHER: Reach.GROUPS,
    Duty.LIBRARIAN: Reach.ROOMS,
    Duty.CHAIR: Reach.NOBODY,
    Duty.GOVERNOR: Reach.NOBODY,
    Duty.OFFICE: Reach.NOBODY,
    Duty.IT: Reach.NOBODY,
}

_ABOUT_PUPILS = frozenset({Right.CAPTURES, Right.ACTIVITY, Right.PAUSE, Right.LESSON, Right.FIGURES, Right.ASK})
_SCHOOL = frozenset({Right.PEOPLE, Right.KEYWORDS, Right.ACCESS})
RIGHTS = {
    Duty.DSL: _ABOUT_PUPILS | _SCHOOL | {Right.ACCOUNTS, Right.AUDIT, Right.BOX, Right.CONFIDE},
    Duty.DEPUTY: _ABOUT_PUPILS | _SCHOOL | {Right.AUDIT, Right.BOX, Right.CONFIDE},
    Duty.HEAD: _ABOUT_PUPILS | _SCHOOL | {Right.ACCOUNTS, Right.AUDIT, Right.BOX, Right.CONFIDE},
    Duty.LEADER: _ABOUT_PUPILS,
    Duty.PASTORAL: _ABOUT_PUPILS,
    Duty.TEACHER: _ABOUT_PUPILS - {Right.FIGURES},
    Duty.LIBRARIAN: _ABOUT_PUPILS - {Right.FIGURES},
    Duty.CHAIR: frozenset({Right.FIGURES}),
    Duty.GOVERNOR: frozenset({Right.FIGURES}),
    Duty.OFFICE: frozenset({Right.PEOPLE, Right.ACCOUNTS, Right.BOX, Right.ASK}),
    Duty.IT: frozenset({Right.PEOPLE, Right.BOX, Right.ASK}),
}


class Assignment(Frozen):
    """A duty that somebody has; `scope` are names of groups or rooms, where the duty reaches only those."""

    duty: Duty
    scope: tuple[str, ...] = ()


def rights_of(duties: Iterable[Assignment]) -> frozenset[Right]:
    return frozenset[Right]().union(*(RIGHTS[one.duty] for one in duties))


def sight_of(duties: Iterable[Assignment], named: Iterable[str], staff: bool, person: str) -> Sight:
    """`named` are the vulnerable groups somebody is named for, `staff` whether they see what staff did, `person` who
    they are in the school's list."""
    held = tuple(duties)
    return Sight(
        everyone=any(REACH[one.duty] is Reach.EVERYONE for one in held),
        groups=_scopes(held, Reach.GROUPS),
        rooms=_scopes(held, Reach.ROOMS),
        named=tuple(sorted(named)),
        staff=staff,
        person=person,
    )


def at_the_box(has_lead: bool) -> Viewer:
    """Whoever came by a link that was made at the box. It opens everything until the school has a safeguarding lead
    with an account, and from then on only what IT support may: accounts and the box, but no pupil."""
    name = "sign-in link of the box"
    if not has_lead:
        sight = Sight(everyone=True, staff=True)
        return Viewer(account=0, name=name, rights=frozenset(Right), sight=sight, all_named=True)
    return Viewer(account=0, name=name, rights=RIGHTS[Duty.IT] | {Right.ACCOUNTS}, sight=Sight())


def _scopes(held: tuple[Assignment, ...], reach: Reach) -> tuple[str, ...]:
    return tuple(sorted({name for one in held if REACH[one.duty] is reach for name in one.scope}))
