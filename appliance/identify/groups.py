"""Which groups is it in? Devices for now; people bring theirs when the school names them."""

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
    """By its name, or by any of its addresses."""
    if not members:
        return ()
    names = (device.name, *device.addresses)
    return tuple(sorted({group for name in names for group in members.get(name, ())}))
