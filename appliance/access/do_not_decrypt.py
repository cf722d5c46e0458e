"""Hosts that are passed without decrypting, and hosts that must never be.

Two lists are shipped as text files: `do-not-decrypt.txt` (services that break under inspection) and `never-propose.txt`
(where pupils search, type and meet strangers: an app's refusal there is never answered by a proposal to look away).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from appliance.access.hosts import HostSet, canonical
from appliance.errors import ConfigError

_HERE = Path(__file__).parent


@cache
def shipped() -> Mapping[str, str]:
    """Entry to reason, of the hosts that the school need not list itself."""
    return _read("do-not-decrypt.txt")


@cache
def never_proposed() -> HostSet:
    """Search engines, AI, social media and the like."""
    return HostSet(_read("never-propose.txt"))


def may_be_proposed(host: str, blocked: HostSet) -> bool:
    """May the console propose to pass this host undecrypted, after several trusted devices refused?"""
    return not never_proposed().match(host) and not blocked.match(host)


def _read(name: str) -> Mapping[str, str]:
    """`[reason]` lines head the entries below them; `#` starts a comment. Raises ConfigError with file and line."""
    reasons: dict[str, str] = {}
    reason = ""
    for number, line in enumerate((_HERE / name).read_text(encoding="utf-8").splitlines(), start=1):
        entry = line.partition("#")[0].strip()
        if entry.startswith("["):
            reason = entry.strip("[]")
        elif entry and not reason:
            raise ConfigError(f"{name}: line {number}: {entry!r} stands before the first [reason]")
        elif entry:
            reasons[canonical(entry)] = reason
    return MappingProxyType(reasons)
