"""dnsmasq's configuration as text, from parsed values: names for devices, and a gateway's addresses."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from ipaddress import IPv4Address, IPv4Interface, ip_interface
from pathlib import Path
from typing import NamedTuple

from appliance.config import Settings
from appliance.errors import ConfigError
from appliance.model import Frozen
from appliance.network.plan import Address, Facts, check_interfaces
from appliance.network.safe_search import turned

_PRACTICE_NAME = "practice.lollipop.test"
_PRACTICE = ("192.0.2.1", "2001:db8::1")  # RFC 5737 and 3849: nobody has them, so traffic to them meets a worker
_REFUSED = Path(__file__).with_name("refused-names.txt")
_PAC_OPTION = 252
_SMALLEST_NETWORK, _MOST_LEASES = 8, 16384
_FIXED = """\
# Written by Lollipop; changes are overwritten.
keep-in-foreground
log-facility=-
no-hosts
no-resolv
no-poll
bind-dynamic
domain-needed
stop-dns-rebind
filter-rr=HTTPS,SVCB,ANY
cache-size=10000
dns-forward-max=1000
edns-packet-max=1232
fast-dns-retry=500,4000
quiet-dhcp
quiet-dhcp6
quiet-ra
"""


class Upstream(Frozen):
    """The name servers to ask, and the domains in which the school's router looks for short names."""

    servers: tuple[Address, ...] = ()
    domains: tuple[str, ...] = ()


def link(settings: Settings) -> str:
    """The interface on which names are answered. Raises ConfigError where it is no interface's name."""
    chosen = settings.network
    check_interfaces(chosen, Facts(port_mac="00:00:00:00:00:00"))
    return chosen.bridge if chosen.mode == "bridge" else chosen.inside


def config(settings: Settings, upstream: Upstream, known: Mapping[str, Iterable[Address]], folder: Path) -> str:
    """The whole configuration. `known` are addresses of vendors' safe names; one without any leads nowhere. `folder`
    has leases and process number. Raises ConfigError."""
    basics = (f"user={settings.names.user}", f"pid-file={folder / 'dnsmasq.pid'}", f"interface={link(settings)}")
    return _FIXED + "\n".join(
        (
            *basics,
            *_names(settings, upstream),
            *_safe(settings, known),
            *_addresses(settings, folder),
            "",
        )
    )


# --- names ---


def _names(settings: Settings, upstream: Upstream) -> list[str]:
    domains = _domains(settings, upstream)
    return [
        *(f"server={server}" for server in upstream.servers),
        *_own_names(settings, domains),
        *(f"rebind-domain-ok=/{domain}/" for domain in (*settings.names.inside_domains, *domains)),
        *(f"address=/{name}/" for name in refused_names()),
    ]


def _safe(settings: Settings, known: Mapping[str, Iterable[Address]]) -> list[str]:
    """dnsmasq follows a cname to what it knows itself, and not to its upstream."""
    on = turned(settings.access)
    return [
        *(f"host-record={target},{address}" for target in on for address in known.get(target, ())),
        *(f"cname={name},{target}" for target, names in on.items() for name in names),
    ]


def _domains(settings: Settings, upstream: Upstream) -> tuple[str, ...]:
    return (settings.dhcp.domain,) if settings.network.mode == "gateway" else upstream.domains


def _own_names(settings: Settings, domains: Sequence[str]) -> list[str]:
    """The box's, with and without the domain: some devices always add it. They follow its addresses."""
    of = f"{link(settings)}{'' if settings.network.ipv6 == 'filter' else '/4'}"
    short = tuple(dict.fromkeys((*settings.portal.names, *settings.names.of_box)))
    full = (f"{name}.{domain}" for name in short if "." not in name for domain in domains)
    own = [f"interface-name={name},{of}" for name in (*short, *full)] + [f"local=/{name}/" for name in short]
    return [*own, *(f"address=/{_PRACTICE_NAME}/{address}" for address in _PRACTICE)]


@cache
def refused_names() -> tuple[str, ...]:
    lines = _REFUSED.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


# --- addresses ---


class Range(NamedTuple):
    first: IPv4Address
    last: IPv4Address


def leases(settings: Settings) -> Range | None:
    """What is given away, or None where it is not for us to give. Raises ConfigError that names the key."""
    if settings.network.mode != "gateway" or not settings.dhcp.serve:
        return None
    own = own_address(settings)
    network, given = own.network, settings.dhcp
    if network.num_addresses < _SMALLEST_NETWORK:
        raise ConfigError(f"addresses.inside: {settings.addresses.inside!r} leaves no addresses for devices")
    span = Range(
        IPv4Address(given.first) if given.first else network[max(network.num_addresses // 16, 2)] + 1,
        IPv4Address(given.last) if given.last else network[-2],
    )
    if span.first not in network or span.last not in network or span.first > span.last:
        raise ConfigError(f"dhcp.first: {span.first} to {span.last} is not a part of the gateway's network {network}")
    return span


def own_address(settings: Settings) -> IPv4Interface:
    """A gateway's, on the inside. Raises ConfigError."""
    if not settings.addresses.inside:
        raise ConfigError('addresses.inside: a gateway needs one, such as "10.93.0.1/20"')
    own = ip_interface(settings.addresses.inside)
    if own.ip in {own.network.network_address, own.network.broadcast_address}:
        raise ConfigError(f"addresses.inside: {own} is the network itself, not an address in it")
    return own  # type: ignore[return-value]  # the settings take no other version here


def _addresses(settings: Settings, folder: Path) -> list[str]:
    if (span := leases(settings)) is None:
        return []
    own, minutes = own_address(settings), settings.dhcp.lease_minutes
    return [
        f"dhcp-leasefile={folder / 'leases'}",
        f"dhcp-lease-max={min(int(span.last) - int(span.first) + 1, _MOST_LEASES)}",
        "dhcp-authoritative",
        "dhcp-ignore-names",  # a pupil's device could call itself wpad
        f"domain={settings.dhcp.domain}",
        f"dhcp-range={span.first},{span.last},{own.netmask},{minutes}m",
        f"dhcp-option=option:router,{own.ip}",
        f"dhcp-option=option:dns-server,{own.ip}",
        f"dhcp-option={_PAC_OPTION},{settings.portal.url}/wpad.dat",
        *(_addresses6(settings, minutes) if settings.network.ipv6 == "filter" else ()),
    ]


def _addresses6(settings: Settings, minutes: int) -> tuple[str, ...]:
    """Whatever prefix the inside has, given or asked of the router; without one nothing is said."""
    return (
        "enable-ra",
        f"dhcp-range=::,constructor:{settings.network.inside},ra-stateless,64,{minutes}m",
        "dhcp-option=option6:dns-server,[::]",
    )
