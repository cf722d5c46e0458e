"""Who made it, by the first bytes of its MAC: the IEEE's public list, as scapy brings it."""

from functools import lru_cache
from typing import Any

from scapy.config import conf

from appliance.network.watch.devices import is_random
from appliance.network.watch.heard import printable


@lru_cache(maxsize=4096)
def maker(mac: str) -> str:
    """Empty where nobody knows."""
    if is_random(mac):
        return ""
    known: Any = conf.manufdb
    name = known._get_manuf(mac)  # scapy offers no other way to ask for the maker alone
    return "" if name == mac else printable(name)
