"""Rules that hold in each way to plug in, as lines of nftables. Everything here is text from parsed values."""

from collections.abc import Iterable
from ipaddress import collapse_addresses

from appliance.access.private import PRIVATE4, PRIVATE6
from appliance.network.plan import Plan, Subnet

WEB_PORTS = (80, 443)
INSIDE_MARK, REFUSED_MARK = "0x4c10", "0x4c11"
_DNS, _DOT = 53, 853
_VPN_UDP = (500, 1194, 1701, 4500, 51820)  # IPsec, OpenVPN, L2TP, IPsec behind NAT, WireGuard
_VPN_TCP = (1194, 1723)  # OpenVPN, PPTP
_NTP_LENGTHS = (56, 60, 76, 80)  # without and with a code of MD5 or SHA-1, and the refusal of one (RFC 5905)
_TUNNELS = (4, 41, 47, 50, 51, 94, 115)  # IP in IP, IPv6 in IP, GRE, ESP, AH, IPIP, L2TP
_FAMILY = {4: "ip", 6: "ip6"}

SOURCE_ROUTED = [f"{led} exists counter drop" for led in ("ip option lsrr", "ip option ssrr", "exthdr rt")]
"""Whose way is written in the packet: it goes elsewhere than its address says."""

BAN_SETS = """\
    set banned4 {
        type ipv4_addr
        flags timeout
    }
    set banned6 {
        type ipv6_addr
        flags timeout
    }"""

REFUSED = """\
    chain refused {
        comment "a reset, because IPv6 tries on for a second after any other answer"
        meta l4proto tcp reject with tcp reset
        reject with icmpx port-unreachable
    }"""

BANNED = """\
    chain banned {
        comment "established connections too; names stay, for without them there is no ban page and no help line"
        udp dport 53 limit rate 20/second burst 50 packets goto named
        meta l4proto tcp counter jump refused
        counter drop
    }

    chain named {
        jump others
        accept
    }

    chain answers {
        udp sport 53 accept
        counter drop
    }"""


def meters(name: str, seconds: int) -> str:
    """Two sets that measure each device, one for each version of IP."""
    return "\n".join(
        f"""\
    set {name}{version} {{
        type ipv{version}_addr
        size 4096
        flags dynamic,timeout
        timeout {seconds}s
    }}"""
        for version in (4, 6)
    )


def braces(values: Iterable[object]) -> str:
    return f"{{ {', '.join(str(value) for value in values)} }}"


def chain(name: str, rules: Iterable[str]) -> str:
    return f"    chain {name} {{\n" + "".join(f"        {rule}\n" for rule in rules) + "    }"


PINGS = f"""\
{meters("pinging", seconds=10)}
{meters("ponging", seconds=10)}

    chain pings {{
        comment "to see whether the internet is there; a tunnel would be too slow for anything"
        icmp type != echo-request counter drop
        icmpv6 type != echo-request counter drop
        meta length > 128 counter drop
        update @pinging4 {{ ip saddr limit rate over 2/second burst 10 packets }} counter drop
        update @pinging6 {{ ip6 saddr limit rate over 2/second burst 10 packets }} counter drop
    }}

    chain pongs {{
        meta length > 128 counter drop
        update @ponging4 {{ ip daddr limit rate over 2/second burst 10 packets }} counter drop
        update @ponging6 {{ ip6 daddr limit rate over 2/second burst 10 packets }} counter drop
    }}"""


def to_nets(nets: Iterable[Subnet], verdict: str) -> list[str]:
    return [f"{_FAMILY[net.version]} daddr {net} {verdict}" for net in nets]


def from_nets(nets: Iterable[Subnet], verdict: str) -> list[str]:
    return [f"{_FAMILY[net.version]} saddr {net} {verdict}" for net in nets]


def from_inside(wanted: Plan) -> str:
    """What a pupil's device sent. On a bridge the port it came by is known below IP alone, and marked there."""
    if wanted.mode == "bridge":
        return f'iifname "{wanted.bridge}" meta mark {INSIDE_MARK}'
    return f'iifname "{wanted.inside}"'


def own_nets(wanted: Plan, version: int) -> str:
    """The private ranges and the school's own, without overlaps: nft refuses those."""
    nets = (net for net in (*PRIVATE4, *PRIVATE6, *wanted.lan) if net.version == version)
    return braces(collapse_addresses(nets))  # type: ignore[type-var]  # one version at a time


def circumvention(wanted: Plan) -> list[str]:
    lines = [
        'comment "refused at once, so that browsers fall back to what can be read"',
        f"udp dport {braces(WEB_PORTS)} counter jump refused",
        f"meta l4proto {{ tcp, udp }} th dport {_DOT} counter jump refused",
        "udp length >= 1208 @th,64,2 3 @th,72,32 { 0x00000001, 0x6b3343cf } counter jump refused",  # QUIC (RFC 9000)
    ]
    if wanted.vpn:
        return lines
    return [
        *lines,
        "udp length 156 @th,64,32 0x01000000 counter jump refused",  # WireGuard's first message
        "udp length 22-94 @th,64,8 { 0x38, 0x50 } counter jump refused",  # OpenVPN's
        f"udp dport 123 udp length != {braces(_NTP_LENGTHS)} counter jump refused",
        f"udp dport {braces(_VPN_UDP)} counter jump refused",
        f"tcp dport {braces(_VPN_TCP)} counter jump refused",
        f"meta l4proto {braces(_TUNNELS)} counter jump refused",
    ]


def other_ports(wanted: Plan) -> list[str]:
    """What is neither web nor refused by its own name. Where our name server does not run, those that we ask may be
    asked, and no other: whatever listens on that port could be a tunnel."""
    if wanted.other_ports:
        return []
    asked = () if wanted.names else wanted.resolvers
    names = [
        f"{_FAMILY[each.version]} daddr {each} meta l4proto {{ tcp, udp }} th dport {_DNS} return" for each in asked
    ]
    given = ((wanted.open_tcp, "tcp"), (wanted.open_udp, "udp"))
    return [
        "meta l4proto { icmp, icmpv6 } goto pings",
        *names,
        f"tcp dport {braces(WEB_PORTS)} return",
        *(f"{protocol} dport {braces(ports)} return" for ports, protocol in given if ports),
        "counter jump refused",
    ]
