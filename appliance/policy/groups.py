"""How texts are judged for a group, as the school says in the console, and who is only listened to for a while
(FEATURES rows B4 to B6, B10). It goes before what the settings say (docs/decisions/0032)."""

from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec

from appliance.config import Group, Sensitivity
from appliance.model import Channel, Device, Frozen, Severity, is_hidden

_ROOM = "room/"  # no group's name has a slash, so a room can stand where a group can


class GroupPolicy(Frozen):
    """What is looked for in a group, or with an empty `group` wherever no group says otherwise. The fields are those of
    `config.Group`; `when` are names of the timetable's times, at others the school's rules hold; empty is always."""

    group: str = ""
    off: tuple[str, ...] = ()
    channels: dict[str, tuple[Channel, ...]] = msgspec.field(default_factory=dict)
    sensitivity: Sensitivity = Sensitivity.EVERYTHING
    code: bool = False
    vulnerable: bool = False
    when: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for category in (*self.off, *self.channels):
            if is_hidden(category):
                raise ValueError(f"{category!r} cannot be switched off")
        if self.when and (self.vulnerable or not self.group):
            raise ValueError("what has everything on, and the whole school, have no times")

    def as_group(self, devices: tuple[str, ...] = ()) -> Group:
        return Group(
            devices=devices,
            off=self.off,
            channels=self.channels,
            sensitivity=self.sensitivity,
            code=self.code,
            vulnerable=self.vulnerable,
        )


class Pause(Frozen):
    """The internet is paused for `minutes` when a capture is made of what everything given fits; 0 says that it is not.
    The first that fits counts, before the settings' actions. `number` is never given again."""

    number: int
    minutes: Annotated[int, msgspec.Meta(ge=0, le=24 * 60)]
    term: str = ""
    category: str = ""
    severity: Severity | None = None
    group: str = ""


class Pilot(Frozen):
    """Listen-only: from `since` to `until` nothing is closed or paused for these groups by a rule; what would have
    been is recorded. An empty name stands for the whole school."""

    number: int
    groups: tuple[str, ...]
    since: float
    until: float

    def covers(self, groups: Iterable[str], at: float) -> bool:
        return self.since <= at < self.until and not {"", *groups}.isdisjoint(self.groups)


def in_force(settings: Mapping[str, Group], said: Iterable[GroupPolicy]) -> dict[str, Group]:
    """Every group's rules: what the console says of one takes the place of what the settings do, whole."""
    groups = dict(settings)
    for policy in said:
        if policy.group:
            before = groups.get(policy.group, Group())
            groups[policy.group] = policy.as_group(before.devices)
    return groups


def whole_school(said: Iterable[GroupPolicy]) -> Group:
    """What holds where no group says otherwise."""
    return next((policy.as_group() for policy in said if not policy.group), Group())


def room_of(device: Device) -> str:
    """The name under which a device's room can have a policy."""
    return f"{_ROOM}{device.room}"


def room_group(room: str) -> str:
    return f"{_ROOM}{room}"


def room_in(group: str) -> str:
    """The room that a policy is about, or an empty string."""
    return group.removeprefix(_ROOM) if group.startswith(_ROOM) else ""
