"""The firewall's text: pure functions from parsed values to what nft takes as one transaction, whole or not at all."""

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address

from appliance.errors import NetworkError
from appliance.model import Ban
from appliance.network import bridge_rules, inet_rules
from appliance.network.plan import Address, Mode, Plan

_BOTH = (inet_rules.TABLE, bridge_rules.TABLE)
NOTHING = "".join(f"add table {name}\ndelete table {name}\n" for name in _BOTH)
"""A transaction that takes away whatever was in force."""


def tables(mode: Mode) -> tuple[str, ...]:
    """The tables that a way to plug in has."""
    return _BOTH if mode == "bridge" else _BOTH[:1]


def ruleset(wanted: Plan) -> str:
    """A transaction that replaces all that was there before, of another mode too."""
    bridge = bridge_rules.table(wanted) if wanted.mode == "bridge" else ""
    return NOTHING + inet_rules.table(wanted) + bridge


def banned_until(bans: Iterable[Ban]) -> dict[Address, float]:
    """Each banned address and when its last ban ends. Raises NetworkError for what is not an address."""
    ends: dict[Address, float] = {}
    for ban in bans:
        for text in ban.addresses:
            address = _client(text)
            ends[address] = max(ban.until, ends.get(address, 0.0))
    return ends


def _client(text: str) -> Address:
    try:
        address = ip_address(text)
    except ValueError as error:
        raise NetworkError(f"a ban names an address that is none: {error}") from error
    if isinstance(address, IPv6Address) and address.scope_id:
        raise NetworkError(f"a ban names {text!r}: an address with a scope cannot be banned")
    return address


def set_bans(bans: Iterable[Ban], now: float, mode: Mode = "gateway") -> str:
    """A transaction that replaces the bans in force. Each ends in the kernel by itself."""
    ends = banned_until(bans)
    return "".join(_fill(table, ends, now) for table in tables(mode))


def _fill(table: str, ends: dict[Address, float], now: float) -> str:
    lines = []
    for name, version in (("banned4", 4), ("banned6", 6)):
        lines.append(f"flush set {table} {name}")
        held = [
            f"{address} timeout {_remaining(until, now)}"
            for address, until in ends.items()
            if address.version == version and until > now
        ]
        if held:
            lines.append(f"add element {table} {name} {{ {', '.join(held)} }}")
    return "\n".join(lines) + "\n"


def _remaining(until: float, now: float) -> str:
    """Whole milliseconds, at least one, in the form that nft reads."""
    seconds, milliseconds = divmod(max(1, round((until - now) * 1000)), 1000)
    return f"{seconds}s{milliseconds}ms"
