"""What somebody chose in the console of what the settings say: it takes their place, file or no file.

`core` alone writes it (`appliance/core/choosing.py`). How the box is plugged in is tried before it holds: until then it
is a `wish`, of which only what tries it reads.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec.structs import replace

from appliance.config.home import Home
from appliance.config.kinds import ip_range
from appliance.config.network import Addresses, Dhcp, Names, Network
from appliance.config.services import Access, Proxy
from appliance.model import Frozen

LONGEST = 64 * 1024

_Port = Annotated[str, msgspec.Meta(max_length=15)]


class Filtering(Frozen):
    """What is asked of others' sites for everyone, and what happens when a part of ours fails. The settings explain
    each under the same name."""

    safe_search: bool = True
    youtube: Literal["strict", "moderate", "off"] = "strict"
    ways_round: Literal["block", "allow"] = "block"
    on_failure: Literal["safe", "open"] = "safe"


class Plugged(Frozen):
    """How the box is plugged in. A bridge has the ports `inside` and `outside`, a gateway too (it may have `inside`
    alone), a box beside the network has `inside` alone. Empty addresses come from the school's router."""

    mode: Literal["gateway", "bridge", "beside"]
    inside: _Port
    outside: _Port = ""
    addresses: Addresses = Addresses()
    name_servers: Annotated[tuple[str, ...], msgspec.Meta(max_length=4)] = ()
    gives_addresses: bool = True


class SshFrom(Frozen):
    """From where else SSH is taken: addresses, or ranges of them."""

    ranges: Annotated[tuple[str, ...], msgspec.Meta(max_length=20)] = ()

    def __post_init__(self) -> None:
        for text in self.ranges:
            ip_range(text)


class Chosen(Frozen):
    """None is what nobody chose: then the settings' file holds."""

    filtering: Filtering | None = None
    plugged: Plugged | None = None
    wish: Plugged | None = None
    ssh_from: SshFrom | None = None


BRIDGE = "school"
"""The name of a bridge that was chosen here: nobody needs to think of one."""


def read_chosen(home: Home) -> Chosen:
    """What cannot be read counts as not chosen: a box starts all the same, and `core` says that it is so."""
    return _read(home) or Chosen()


def is_broken(home: Home) -> bool:
    """Is there something that cannot be read?"""
    return home.chosen.exists() and _read(home) is None


def filtering_of(access: Access, proxy: Proxy) -> Filtering:
    """As the settings say it."""
    return Filtering(
        safe_search=access.safe_search,
        youtube=access.youtube,
        ways_round=access.ways_round,
        on_failure=proxy.on_failure,
    )


def filtered(access: Access, proxy: Proxy, wanted: Filtering) -> dict[str, Any]:
    """The two sections with what was chosen in them, by their names."""
    return {
        "access": replace(access, safe_search=wanted.safe_search, youtube=wanted.youtube, ways_round=wanted.ways_round),
        "proxy": replace(proxy, on_failure=wanted.on_failure),
    }


def plugged(network: Network, dhcp: Dhcp, names: Names, wanted: Plugged) -> dict[str, Any]:
    """The sections with the way to plug in in them, by their names."""
    return {
        "network": replace(
            network,
            mode=wanted.mode,
            inside=wanted.inside,
            outside=wanted.outside,
            bridge=BRIDGE if wanted.mode == "bridge" else "",
        ),
        "addresses": wanted.addresses,
        "dhcp": replace(dhcp, serve=wanted.gives_addresses),
        "names": replace(names, upstream=wanted.name_servers or names.upstream),
    }


def _read(home: Home) -> Chosen | None:
    try:
        with home.chosen.open("rb") as file:
            return msgspec.json.decode(file.read(LONGEST), type=Chosen)
    except (OSError, msgspec.DecodeError):
        return None
