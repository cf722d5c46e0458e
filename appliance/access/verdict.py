"""May this device, and who is at it, go there now? The one place that knows what stands above what.

1. An illegal list: for everyone, and nothing opens it.
2. What is always open: help for children and the box's own pages (`always-open.txt`).
3. A ban; the school's `access.always_allowed` stays open in it.
4. The school's `access.blocked`.
5. What the school always allows, where nothing above closed it.
6. Who is it? Where the school wants to know.
7. The school's rules in their order.
8. Where none fits, ways round the filter; everything else may pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from appliance.access.always_open import always_open
from appliance.access.engine import Asked, Categories, Engine, NoCategories
from appliance.access.hosts import HostSet, plain_host
from appliance.access.rules import Effect
from appliance.access.ways_round import way_round
from appliance.config import Filtering
from appliance.model import Ban, Block, Device, Pass, Reason, SignInFirst, Verdict


class Illegal(Protocol):
    """A list of what is illegal to look at."""

    def match(self, host: str, path: str) -> str:
        """Which entry covers it, in words that do not tell it; or an empty string."""


_NOTHING_ASKED = Filtering(safe_search=False, youtube="off", ways_round="allow")


@dataclass(frozen=True, slots=True)
class AccessRules:
    """What access is decided by. `bans` is keyed by address, by device name (a device that a ban found under one
    address is the same device under another) and by `person_key`. Their times are on the clock of whoever asks.

    `sign_in` are groups, rooms and devices that need not say who they are; None where nobody need.
    `settings` is what these say of searches, of what no rule speaks of and of failures; `chosen` is what somebody chose
    in the console in its place, or None.
    """

    blocked: HostSet = field(default_factory=HostSet)
    always_allowed: HostSet = field(default_factory=HostSet)
    do_not_decrypt: HostSet = field(default_factory=HostSet)
    bans: Mapping[str, Ban] = field(default_factory=dict)
    engine: Engine = field(default_factory=Engine)
    categories: Categories = field(default_factory=NoCategories)
    illegal: Illegal | None = None
    sign_in: frozenset[str] | None = None
    settings: Filtering = _NOTHING_ASKED
    chosen: Filtering | None = None

    @property
    def filtering(self) -> Filtering:
        return self.chosen or self.settings


def admit(asked: Asked, access: AccessRules, now: float) -> Verdict:
    """`now` is on the clock of the bans, `asked.at` on the wall's. A ban holds until its end, whenever it says that it
    began: a clock that is set back does not lift it."""
    if (verdict := above(asked, access, now)) is not None:
        return verdict
    ruled = access.engine.decide(asked, access.categories)
    return ruled.verdict if ruled else unruled(asked, access)


def unruled(asked: Asked, access: AccessRules) -> Verdict:
    """What is decided where no rule fits."""
    way = way_round(asked.host, asked.path or "") if access.filtering.ways_round == "block" else ""
    return Block(reason=Reason.RULE, rule=way, source="access.ways_round") if way else Pass()


def above(asked: Asked, access: AccessRules, now: float) -> Verdict | None:
    """What is decided before any rule is asked."""
    if block := _illegal(asked.host, asked.path or "", access):
        return block
    if always_open().match(asked.host):
        return Pass()
    allowed = bool(access.always_allowed.match(asked.host))
    if not allowed and (ban := ban_of(asked.device, access.bans, now)):
        return ban
    if block := _blocked(asked.host, access):
        return block
    if allowed:
        return Pass()
    return SignInFirst() if _must_sign_in(asked, access) else None


def listed(host: str, access: AccessRules) -> Block | None:
    """Is the host, or the address, on an illegal list or the school's block list?"""
    host = plain_host(host)
    return _illegal(host, "", access) or _blocked(host, access)


def undecrypted(asked: Asked, access: AccessRules) -> str:
    """Which entry or rule passes this host without decrypting it, or an empty string. The path must be None: where a
    rule that comes first looks at pages, they have to be seen."""
    ruled = access.engine.decide(asked, access.categories)
    if ruled and ruled.rule.effect is Effect.NEVER_DECRYPT:
        return ruled.rule.name
    return access.do_not_decrypt.match(asked.host)


def person_key(person: str) -> str:
    """Under which key a ban of a person, by id, is found. No device's name or address has a slash at its end."""
    return f"{person}/"


def ban_of(device: Device, bans: Mapping[str, Ban], now: float) -> Ban | None:
    """The longest ban of a device, or of who is at it. `now` is on the clock of the bans."""
    if not bans:
        return None
    person = (person_key(device.person.id),) if device.person else ()
    found = (bans.get(key) for key in (device.name, *device.addresses, device.mac, *person))
    in_force = [ban for ban in found if ban and now < ban.until]
    return max(in_force, key=lambda ban: ban.until, default=None)


def _illegal(host: str, path: str, access: AccessRules) -> Block | None:
    entry = access.illegal.match(host, path) if access.illegal else ""
    return Block(reason=Reason.ILLEGAL, rule=entry, source="illegal list") if entry else None


def _blocked(host: str, access: AccessRules) -> Block | None:
    entry = access.blocked.match(host)
    return Block(reason=Reason.BLOCK_LIST, rule=entry, source="access.blocked") if entry else None


def _must_sign_in(asked: Asked, access: AccessRules) -> bool:
    device = asked.device
    if access.sign_in is None or device.person:
        return False
    return access.sign_in.isdisjoint((device.name, *device.addresses, device.mac, device.room, *asked.groups))
