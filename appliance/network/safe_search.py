"""Which names lead to a search engine's own SafeSearch, and to YouTube's restricted mode: the facts, and what is on."""

from functools import cache
from ipaddress import ip_address
from pathlib import Path

from appliance.config import Access
from appliance.model import Frozen
from appliance.network.plan import Address

_FILE = Path(__file__).with_name("safe-search.txt")
_YOUTUBE = {"strict": "restrict.youtube.com", "moderate": "restrictmoderate.youtube.com"}


class Vendors(Frozen):
    """`hosts` by the vendor's safe name that they are turned to, and the `published` addresses of some of these."""

    hosts: dict[str, tuple[str, ...]]
    published: dict[str, tuple[Address, ...]]


def turned(access: Access) -> dict[str, tuple[str, ...]]:
    """The hosts that are turned now, by the safe name that they are turned to."""
    youtube = _YOUTUBE.get(access.youtube)
    return {
        target: hosts
        for target, hosts in vendors().hosts.items()
        if (target == youtube if target in _YOUTUBE.values() else access.safe_search)
    }


@cache
def vendors() -> Vendors:
    return read(_FILE.read_text(encoding="utf-8"))


def read(text: str) -> Vendors:
    """Lines `target: hosts` and `target = addresses`; a target may have several."""
    hosts: dict[str, tuple[str, ...]] = {}
    published: dict[str, tuple[Address, ...]] = {}
    for line in text.splitlines():
        name, colon, rest = line.partition(":")
        if line.startswith("#") or not line.strip():
            continue
        if colon and "=" not in name:
            hosts[name] = (*hosts.get(name, ()), *rest.split())
        else:
            name, _, rest = line.partition(" = ")
            published[name] = tuple(ip_address(each) for each in rest.split())
    return Vendors(hosts=hosts, published=published)
