"""The kernel's switches that a way to plug in needs, and the facts that rules are made from."""

from contextlib import suppress
from ipaddress import IPv6Network, ip_address
from pathlib import Path

from appliance.config import Settings
from appliance.errors import NetworkError
from appliance.network.plan import Address, Facts, Plan

RESOLV_CONF = Path("/etc/resolv.conf")
_ADDRESSES6 = Path("/proc/net/if_inet6")
_REFUSAL_EVERY_MS = "10"  # to one device; as it is delivered (1000), a browser waits in vain for most refusals
_SWITCHES = Path("/proc/sys/net")
_LINKS = Path("/sys/class/net")


def facts(settings: Settings, *, names: bool) -> Facts:
    """What this machine says now."""
    chosen = settings.network
    named = chosen.inside and "/" not in chosen.inside
    return Facts(
        resolvers=resolvers(_read(RESOLV_CONF)),
        on_link=on_link(_read(_ADDRESSES6), chosen.bridge if chosen.mode == "bridge" else chosen.inside),
        port_mac=_read(_LINKS / chosen.inside / "address").strip() if named else "",
        names=names,
    )


def switches(wanted: Plan) -> tuple[tuple[str, str], ...]:
    """Which of them, and how, in this order. A gateway alone routes, and goes on listening to its router's
    advertisements. On a bridge the rules of IP stay out of frames that only pass (a container engine turns that on)."""
    routes = wanted.mode == "gateway"
    return (
        *([(f"ipv6/conf/{wanted.outside}/accept_ra", "2")] if routes and wanted.outside else []),
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
        if _read(path).strip() in {value, ""}:
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


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
