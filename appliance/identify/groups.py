"""Which groups is it in? Those that the settings put the device in, and those of whoever is at it."""

from collections.abc import Mapping

from appliance.config import Group
from appliance.model import Device


def by_member(groups: Mapping[str, Group]) -> dict[str, tuple[str, ...]]:
    """Every device, as the settings call it, and its groups in order."""
    members: dict[str, tuple[str, ...]] = {}
    for name in sorted(groups):
        for member in groups[name].devices:
            members[member] = (*members.get(member, ()), name)
    return members


def groups_of(device: Device, members: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """By its name, or by any of its addresses, and by its person. Some of them the settings may not know."""
    of_person = device.person.groups if device.person else ()
    if not members:
        return of_person
    names = (device.name, *device.addresses)
    of_device = (group for name in names for group in members.get(name, ()))
    return tuple(sorted({*of_person, *of_device}))
