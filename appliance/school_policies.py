"""What people ask about policies by group: for whom can there be one, is it good, and what would it have left out."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from appliance.access.rules import AccessPolicy
from appliance.access.timetable import STANDING, Timetable
from appliance.config import Settings
from appliance.errors import PolicyError
from appliance.match.terms import Terms
from appliance.model import Viewer
from appliance.people.roster import GroupKind
from appliance.policy.groups import GroupPolicy, Pause, room_group, room_in
from appliance.policy.rules import Policy, build_policy, with_access
from appliance.policy.school import SchoolPolicy
from appliance.policy.what_if import LeftOut, left_out
from appliance.store import Store
from appliance.store.seen.keywords import Told

DAYS = 30
MOST_CAPTURES = 5_000
MOST_PAUSES = 200
_DAY = 86_400.0


class GroupName(NamedTuple):
    """A group, a room, or with an empty `name` the whole school; `title` is how people call it."""

    name: str
    title: str
    kind: str


# --- who? ------------------------------------------------------------------------------------------------------------

EVERYONE = GroupName("", "The whole school", "")


def group_names(store: Store, settings: Settings) -> tuple[GroupName, ...]:
    """Everybody for whom something can be said: the whole school, groups of the settings and of lists, and rooms."""
    listed = {group.name: GroupName(group.name, group.title or group.name, group.kind) for group in store.groups.all()}
    devices = {name: GroupName(name, name, "devices") for name in sorted(settings.groups) if name not in listed}
    rooms = dict.fromkeys((*store.groups.rooms(), *(one.room for one in settings.devices if one.room)))
    in_rooms = (GroupName(room_group(room), room, "room") for room in rooms)
    return (EVERYONE, *devices.values(), *listed.values(), *in_rooms)


def titles(names: Iterable[GroupName]) -> dict[str, str]:
    """How people call them, by name."""
    return {one.name: title_of(one) for one in names}


def title_of(group: GroupName) -> str:
    """A room says that it is one."""
    is_plain = not room_in(group.name) or group.title.casefold().startswith("room")
    return group.title if is_plain else f"Room {group.title}"


# --- is it good? -----------------------------------------------------------------------------------------------------


def check_policy(policy: GroupPolicy, known: Iterable[GroupName], timetable: Timetable) -> None:
    """Raises PolicyError with the reason why it cannot be."""
    kinds = {one.name: one.kind for one in known}
    if policy.group not in kinds:
        raise PolicyError("There is no such group any more.")
    if kinds[policy.group] == GroupKind.VULNERABLE and not policy.vulnerable:
        raise PolicyError("In a vulnerable group everything stays on.")
    strange = set(policy.when) - set(STANDING) - {period.name for period in timetable.periods}
    if strange:
        raise PolicyError(f"The timetable has no time called {min(strange)!r} any more.")


def check_pause(
    pause: Pause, school: SchoolPolicy, terms: Iterable[str], categories: Iterable[str], groups: Iterable[str]
) -> None:
    """Raises PolicyError."""
    if len(school.pauses) >= MOST_PAUSES:
        raise PolicyError(f"There are {MOST_PAUSES} of these already; remove one first.")
    if pause.group not in set(groups):
        raise PolicyError("There is no such group any more.")
    if pause.category and pause.category not in set(categories):
        raise PolicyError("There is no such category any more.")
    if pause.term and pause.term not in set(terms):
        raise PolicyError(f"There is no term {pause.term!r}.")


# --- what would it have left out? ------------------------------------------------------------------------------------


def would_leave_out(
    store: Store, viewer: Viewer, settings: Settings, libraries: Terms, then: SchoolPolicy, now: float
) -> LeftOut[Told]:
    """Of the captures of the last 30 days, those that would not be made if the school said this; of very many, of the
    newest."""
    timetable = store.access.load(now)
    past = store.seen_by(viewer).keywords.told(now - DAYS * _DAY, MOST_CAPTURES)
    before = policy_of(settings, libraries, store.school.load(), timetable)
    found = left_out(past, before, policy_of(settings, libraries, then, timetable))
    return replace(found, cut=len(past) == MOST_CAPTURES)


def policy_of(settings: Settings, libraries: Terms, school: SchoolPolicy, access: AccessPolicy) -> Policy:
    return with_access(build_policy(settings, libraries, school), access)


def with_group(school: SchoolPolicy, policy: GroupPolicy) -> SchoolPolicy:
    """The same with this said of its group."""
    return replace(school, groups=(*(one for one in school.groups if one.group != policy.group), policy))


def said_of(group: str, school: SchoolPolicy, settings: Settings) -> GroupPolicy:
    """What holds for a group now, as the console would say it: from the console, or else from the settings."""
    if found := next((one for one in school.groups if one.group == group), None):
        return found
    base = settings.groups.get(group)
    if base is None:
        return replace(next((one for one in school.groups if not one.group), GroupPolicy()), group=group)
    return GroupPolicy(
        group=group,
        off=base.off,
        channels=base.channels,
        sensitivity=base.sensitivity,
        code=base.code,
        vulnerable=base.vulnerable,
    )
