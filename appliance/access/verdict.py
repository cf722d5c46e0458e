"""May this device go to this host now?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.access.hosts import HostSet
from appliance.model import Ban, Block, Device, Pass, Reason, Verdict


@dataclass(frozen=True, slots=True)
class AccessRules:
    """What access is decided by. `bans` is keyed by address, and also by device name: a device that a ban found under
    one address is the same device under another. Their times are on the clock of whoever asks."""

    blocked: HostSet = field(default_factory=HostSet)
    always_allowed: HostSet = field(default_factory=HostSet)
    do_not_decrypt: HostSet = field(default_factory=HostSet)
    bans: Mapping[str, Ban] = field(default_factory=dict)


def admit(host: str, device: Device, access: AccessRules, now: float) -> Verdict:
    """A ban comes first, except for the hosts where a child finds help; then the block list. A ban holds until its
    end, whenever it says that it began: a clock that is set back does not lift it."""
    ban = _ban_of(device, access.bans, now)
    if ban and not access.always_allowed.match(host):
        return ban
    return listed(host, access) or Pass()


def listed(host: str, access: AccessRules) -> Block | None:
    """Is the host, or the address, on the block list?"""
    entry = access.blocked.match(host)
    return Block(reason=Reason.BLOCK_LIST, rule=entry, source="access.blocked") if entry else None


def _ban_of(device: Device, bans: Mapping[str, Ban], now: float) -> Ban | None:
    if not bans:
        return None
    found = (bans.get(key) for key in (device.name, *device.addresses))
    in_force = [ban for ban in found if ban and now < ban.until]
    return max(in_force, key=lambda ban: ban.until, default=None)
