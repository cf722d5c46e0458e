"""What the firewall's text is made from: the settings and a few facts of the machine, parsed once.

Nothing free-text gets past here: addresses become `ipaddress` types, ports and users numbers, and the names of
interfaces are checked.
"""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Literal, NamedTuple

from appliance.config import Network as NetworkSettings
from appliance.config import Settings
from appliance.errors import ConfigError
from appliance.model import Frozen

Address = IPv4Address | IPv6Address
Subnet = IPv4Network | IPv6Network
Mode = Literal["gateway", "bridge", "beside"]

_INTERFACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,14}")
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")
_PORTAL = (80, 443)  # where the box's own pages for pupils stand


class PortRange(NamedTuple):
    """From the first to the last, both with it."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


class Facts(Frozen):
    """What the machine says: where it asks for names, the IPv6 networks of its pupils' interface (public ones, which
    nobody wants to write into settings), the hardware address of the port `inside`, whether our own name server runs,
    to which devices' questions to others are turned, and which addresses are the router's and our own on its side."""

    resolvers: tuple[Address, ...] = ()
    on_link: tuple[IPv6Network, ...] = ()
    port_mac: str = ""
    names: bool = False
    routers: tuple[Address, ...] = ()
    own: tuple[Address, ...] = ()


class Plan(Frozen):
    """What the rules are made from. Ports are in the order of the workers, and `explicit[0]` is the one that pupils'
    devices are told. `redirect` false leaves their web traffic unread: all of it, or where there are `school_sites`
    (ranges) that to these alone. `own_ports` are TCP ports of the box that devices may use."""

    mode: Mode
    inside: str
    outside: str
    bridge: str
    port_mac: str
    lan: tuple[Subnet, ...]
    explicit: tuple[int, ...]
    transparent: tuple[int, ...]
    own_ports: tuple[int, ...]
    proxy_uid: int
    resolvers: tuple[Address, ...]
    routers: tuple[Address, ...]
    own: tuple[Address, ...]
    names: bool
    ipv6: bool
    vpn: bool
    other_ports: bool
    open_tcp: tuple[PortRange, ...]
    open_udp: tuple[PortRange, ...]
    school_sites: tuple[Subnet, ...]
    ssh_from: tuple[Subnet, ...]
    redirect: bool


def plan(settings: Settings, proxy_uid: int, facts: Facts | None = None, *, redirect: bool = True) -> Plan:
    """The parsed form of the settings. Raises ConfigError that names the key and the value."""
    facts, chosen, proxy = facts or Facts(), settings.network, settings.proxy
    check_interfaces(chosen, facts)
    if proxy_uid <= 0:
        raise ConfigError("network.proxy_user: must be a user of its own, not root")
    explicit = tuple(range(proxy.port, proxy.port + proxy.workers))
    transparent = tuple(range(proxy.transparent_port, proxy.transparent_port + proxy.workers))
    if set(explicit) & set(transparent):
        raise ConfigError(f"proxy.transparent_port: {proxy.transparent_port} is too near proxy.port for the workers")
    return Plan(
        mode=chosen.mode,
        inside=chosen.inside,
        outside=chosen.outside,
        bridge=chosen.bridge,
        port_mac=facts.port_mac,
        lan=tuple(dict.fromkeys((*_subnets("lan", chosen.lan), *facts.on_link))),
        explicit=explicit,
        transparent=transparent,
        own_ports=tuple(
            sorted(
                {
                    *_PORTAL,
                    *(settings.console.tls_port or settings.console.port, settings.portal.port, settings.helpers.port),
                    *(settings.confide.port, settings.confide.tls_port),
                }
            )
        ),
        proxy_uid=proxy_uid,
        resolvers=facts.resolvers,
        routers=facts.routers,
        own=facts.own,
        names=facts.names,
        ipv6=chosen.ipv6 == "filter",
        vpn=chosen.vpn == "allow",
        other_ports=chosen.other_ports == "allow",
        open_tcp=_open_ports(chosen.open_ports, "tcp"),
        open_udp=_open_ports(chosen.open_ports, "udp"),
        school_sites=_subnets("school_sites", chosen.school_sites) if proxy.on_failure == "safe" else (),
        ssh_from=_subnets("ssh_from", chosen.ssh_from),
        redirect=redirect,
    )


def check_interfaces(chosen: NetworkSettings, facts: Facts) -> None:
    """Raises ConfigError that names the key: a name that is none, is missing or is there twice."""
    needed = {"gateway": ("inside",), "bridge": ("inside", "outside", "bridge"), "beside": ("inside",)}[chosen.mode]
    names = {key: getattr(chosen, key) for key in ("inside", "outside", "bridge")}
    for key, name in names.items():
        if (key in needed or name) and not _INTERFACE.fullmatch(name):
            raise ConfigError(f"network.{key}: {name!r} is not the name of a network interface")
    used = [name for name in names.values() if name]
    if twice := next((name for name in used if used.count(name) > 1), None):
        raise ConfigError(f"network.outside: {twice!r} is named twice; inside, outside and bridge are three things")
    if chosen.mode == "bridge" and not _MAC.fullmatch(facts.port_mac):
        raise ConfigError(f"network.inside: this box has no port {chosen.inside!r}")


def _subnets(key: str, texts: Iterable[str]) -> tuple[Subnet, ...]:
    try:
        return tuple(ip_network(text) for text in texts)
    except ValueError as error:
        raise ConfigError(f"network.{key}: {error}") from error


def _open_ports(texts: Iterable[str], protocol: str) -> tuple[PortRange, ...]:
    """Those of one protocol, without overlaps: nft refuses these."""
    found = sorted(_port_range(text) for text in texts if text.endswith(protocol))
    merged: list[PortRange] = []
    for each in found:
        if merged and each.first <= merged[-1].last:
            merged[-1] = PortRange(merged[-1].first, max(each.last, merged[-1].last))
        else:
            merged.append(each)
    return tuple(merged)


def _port_range(text: str) -> PortRange:
    first, _, last = text.partition("/")[0].partition("-")
    found = PortRange(int(first), int(last or first))
    if not 0 < found.first <= found.last <= 65535:  # noqa: PLR2004  # the last port there is
        raise ConfigError(f"network.open_ports: {text!r} is no port, nor a range of ports")
    return found
