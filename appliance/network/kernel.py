"""The kernel's switches that a way to plug in needs, and the facts that rules are made from."""

import fcntl
import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path

from appliance.config import Settings
from appliance.errors import NetworkError
from appliance.network.plan import Address, Facts, Plan

RESOLV_CONF = Path("/etc/resolv.conf")
_ADDRESSES6 = Path("/proc/net/if_inet6")
_ROUTES4, _ROUTES6 = Path("/proc/net/route"), Path("/proc/net/ipv6_route")
_SIOCGIFADDR = 0x8915
_LISTENS = "accept_ra"
_REFUSAL_EVERY_MS = "10"  # to one device; as it is delivered (1000), a browser waits in vain for most refusals
_SWITCHES = Path("/proc/sys/net")
_LINKS = Path("/sys/class/net")


def facts(settings: Settings, *, names: bool) -> Facts:
    """What this machine says now."""
    chosen = settings.network
    named = chosen.inside and "/" not in chosen.inside
    link, addresses6 = chosen.bridge if chosen.mode == "bridge" else chosen.inside, _read(_ADDRESSES6)
    return Facts(
        resolvers=resolvers(_read(RESOLV_CONF)),
        on_link=on_link(addresses6, link),
        routers=routers_by(link),
        own=(*own4(link), *own6(addresses6, link)),
        port_mac=_read(_LINKS / chosen.inside / "address").strip() if named else "",
        names=names,
    )


def switches(wanted: Plan) -> tuple[tuple[str, str], ...]:
    """Which of them, and how, in this order. A gateway alone routes, and goes on listening to its router's
    advertisements. On a bridge the rules of IP stay out of frames that only pass (a container engine turns that on)."""
    routes = wanted.mode == "gateway"
    links = dict.fromkeys(("all", wanted.bridge or wanted.inside))
    return (
        *((f"{version}/conf/{link}/accept_redirects", "0") for version in ("ipv4", "ipv6") for link in links),
        *([(f"ipv6/conf/{wanted.outside}/{_LISTENS}", "2")] if routes and wanted.outside else []),
        ("ipv4/ip_forward", "1" if routes else "0"),
        ("ipv6/conf/all/forwarding", "1" if routes else "0"),  # where IPv6 is refused too, for else it ends in silence
        ("ipv4/icmp_ratelimit", _REFUSAL_EVERY_MS),
        ("ipv6/icmp/ratelimit", _REFUSAL_EVERY_MS),
        ("bridge/bridge-nf-call-iptables", "0"),
        ("bridge/bridge-nf-call-ip6tables", "0"),
    )


def throw(wanted: Plan) -> None:
    """Raises NetworkError that names the switch. One that this kernel does not have is passed over: then it is off."""
    for name, value in switches(wanted):
        path = _SWITCHES / name
        now = _read(path).strip()
        if now in {value, ""} or (path.name == _LISTENS and now == "0"):  # networkd listens, and lets the kernel not
            continue
        try:
            path.write_text(value, encoding="ascii")
        except OSError as error:
            raise NetworkError(f"the kernel refused net/{name} = {value}: {error.strerror}") from error


def resolvers(text: str) -> tuple[Address, ...]:
    """The name servers in the text of a resolv.conf; other lines are passed over, as the resolver does."""
    found: list[Address] = []
    for line in text.splitlines():
        key, _, value = line.strip().partition(" ")
        if key != "nameserver":
            continue
        with suppress(ValueError):
            found.append(ip_address(value.strip().partition("%")[0]))
    return tuple(found)


def on_link(text: str, link: str) -> tuple[IPv6Network, ...]:
    """The networks of a link's IPv6 addresses, from the text of /proc/net/if_inet6; without the link's own (fe80)."""
    rows = (line.split() for line in text.splitlines())
    found = {IPv6Network((int(row[0], 16), int(row[2], 16)), strict=False) for row in rows if row[-1:] == [link]}
    return tuple(sorted(net for net in found if not net.is_link_local))


def own6(text: str, link: str) -> tuple[IPv6Address, ...]:
    """The same for the addresses themselves, the link's own too."""
    rows = (line.split() for line in text.splitlines())
    return tuple(sorted(IPv6Address(int(row[0], 16)) for row in rows if row[-1:] == [link]))


def own4(link: str) -> tuple[IPv4Address, ...]:
    """The first IPv4 address of a link, where it has one."""
    request = link.encode()[:15].ljust(32, b"\0")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked, suppress(OSError):
        return (IPv4Address(fcntl.ioctl(asked, _SIOCGIFADDR, request)[20:24]),)
    return ()


def routers_by(link: str) -> tuple[Address, ...]:
    """Where the link's default routes lead now."""
    return routers(_read(_ROUTES4), _read(_ROUTES6), link)


def routers(text4: str, text6: str, link: str) -> tuple[Address, ...]:
    """Where a link's default routes lead, from the texts of /proc/net/route and /proc/net/ipv6_route."""
    rows4 = (line.split() for line in text4.splitlines())
    found4 = {row[2] for row in rows4 if row[:2] == [link, "0" * 8]} - {"0" * 8}
    rows6 = (line.split() for line in text6.splitlines())
    found6 = {row[4] for row in rows6 if row[-1:] == [link] and row[:2] == ["0" * 32, "00"]} - {"0" * 32}
    return (
        *sorted(IPv4Address(bytes.fromhex(each)[::-1]) for each in found4),
        *sorted(IPv6Address(bytes.fromhex(each)) for each in found6),
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
