"""Hosts that are passed without decrypting, and hosts that must never be.

Two lists are shipped as text files: `do-not-decrypt.txt` (services that break under inspection) and `never-propose.txt`
(where pupils search, type and meet strangers: an app's refusal there is never answered by a proposal to look away).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from appliance.access.hosts import HostSet
from appliance.access.listed import read_list

_HERE = Path(__file__).parent


@cache
def shipped() -> Mapping[str, str]:
    """Entry to reason, of the hosts that the school need not list itself."""
    return read_list(_HERE / "do-not-decrypt.txt")


@cache
def never_proposed() -> HostSet:
    """Search engines, AI, social media and the like."""
    return HostSet(read_list(_HERE / "never-propose.txt"))


def may_be_proposed(host: str, blocked: HostSet) -> bool:
    """May the console propose to pass this host undecrypted, after several trusted devices refused?"""
    return not never_proposed().match(host) and not blocked.match(host)
