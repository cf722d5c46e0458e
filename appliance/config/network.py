"""Sections about the school's network."""

from ipaddress import ip_address, ip_interface
from typing import Annotated, Literal

import msgspec

from appliance.config.kinds import HostName, unscoped
from appliance.model import Frozen

_OpenPort = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,5}(-[0-9]{1,5})?/(tcp|udp)$")]


class Network(Frozen):
    """What `network` applies. `inside` is the pupils' interface; empty means that nothing is applied.

    `open_ports` (`"123/udp"`, `"5228-5230/tcp"`) stay open where `other_ports` are refused. `school_sites` are address
    ranges that devices still reach when no worker runs and `proxy.on_failure` is `safe`. `ssh_from` are more
    from which SSH is taken, where somebody switched it on.
    """

    mode: Literal["gateway", "bridge", "beside"] = "gateway"
    inside: str = ""
    outside: str = ""
    bridge: str = ""
    lan: tuple[str, ...] = ()
    ipv6: Literal["filter", "refuse"] = "filter"
    other_ports: Literal["refuse", "allow"] = "refuse"
    open_ports: tuple[_OpenPort, ...] = ("123/udp", "3478-3481/udp", "5223/tcp", "5228-5230/tcp")
    vpn: Literal["refuse", "allow"] = "refuse"
    school_sites: tuple[str, ...] = ()
    ssh_from: tuple[str, ...] = ()
    proxy_user: str = "lollipop-proxy"
    core_user: str = "lollipop"
    watch_user: str = "lollipop-watch"


class Addresses(Frozen):
    """The box's own addresses, each with the length of its network. Empty ones come from the school's router, and so
    does the prefix of a gateway's `inside6`. `inside` is a gateway's alone."""

    inside: str = "10.93.0.1/20"
    inside6: str = ""
    own: str = ""
    own6: str = ""
    router: str = ""
    router6: str = ""

    def __post_init__(self) -> None:
        for key, example in _EXAMPLES.items():
            text = getattr(self, key)
            if text and not _is_like(text, example):
                raise ValueError(f"{key}: {text!r} is no address such as {example!r}")


_EXAMPLES = {
    "inside": "10.0.0.1/24",
    "inside6": "fd00::1/64",
    "own": "10.0.0.2/24",
    "own6": "fd00::2/64",
    "router": "10.0.0.1",
    "router6": "fd00::1",
}


def _is_like(text: str, example: str) -> bool:
    """Of the same version of IP, and with the length of a network where the example has one."""
    try:
        found, wanted = ip_interface(unscoped(text)), ip_interface(example)
    except ValueError:
        return False
    return ("/" in text) == ("/" in example) and found.version == wanted.version


class Dhcp(Frozen):
    """The addresses that a gateway gives its devices: from `first` to `last`, or where these are empty nearly all of
    the network of `addresses.inside`. `domain` is where devices look for short names."""

    serve: bool = True
    first: str = ""
    last: str = ""
    lease_minutes: Annotated[int, msgspec.Meta(ge=2, le=7 * 24 * 60)] = 12 * 60
    domain: HostName = "school.internal"

    def __post_init__(self) -> None:
        for key in ("first", "last"):
            if (text := getattr(self, key)) and ip_address(text).version != 4:  # noqa: PLR2004  # the version of IP
                raise ValueError(f"{key}: {text!r} is no IPv4 address")
        if bool(self.first) != bool(self.last):
            raise ValueError("give both first and last, or neither")


CONFIDE = "confide"
"""Where children write to an adult: the name that they are taught."""


class Names(Frozen):
    """The name server for devices. `upstream` are asked for all it does not know itself: none means those that the
    school's router names; `fallback` are asked when they do not answer. Names in `inside_domains` may lead to private
    addresses. `own` are more names of the box, besides `portal.names`."""

    serve: bool = True
    upstream: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    own: tuple[HostName, ...] = (CONFIDE, "wpad")
    inside_domains: tuple[HostName, ...] = ()
    user: Annotated[str, msgspec.Meta(pattern=r"^[a-z_][a-z0-9_-]{0,31}\Z")] = "dnsmasq"

    @property
    def of_box(self) -> tuple[str, ...]:
        """`own`, and Confide's, which no setting takes away."""
        return tuple(dict.fromkeys((*self.own, CONFIDE)))

    def __post_init__(self) -> None:
        for entry in (*self.upstream, *self.fallback):
            ip_address(unscoped(entry))
