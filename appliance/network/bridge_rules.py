"""The table of a bridge: what goes by below IP, between the port of the pupils and the port of the router.

Traffic that is ours (web, names) is lifted to the box: the frame gets the hardware address of the port that it came by,
which is one of the box's and is known before there is a bridge, so that the rules stand first. From there on the `inet`
table sees it as if it had been sent here, with the device's own address. Everything else stays a frame that passes, or
is lifted to be refused there (many kernels cannot reject a frame); the box never forwards it by IP.
"""

from appliance.network.plan import Plan
from appliance.network.rules import (
    BAN_SETS,
    BANNED,
    INSIDE_MARK,
    PINGS,
    REFUSED_MARK,
    SOURCE_ROUTED,
    WEB_PORTS,
    braces,
    chain,
    circumvention,
    other_ports,
    own_nets,
    to_nets,
)

TABLE = "bridge lollipop"
_ROUTER = """\
    set router {
        type ether_addr
        size 16
        flags dynamic,timeout
        timeout 1h
    }"""


def table(wanted: Plan) -> str:
    chains = (
        BAN_SETS,
        PINGS,
        _ROUTER,
        chain("prerouting", _prerouting(wanted)),
        chain("pretended", _pretended(wanted)),
        chain("pieces", ("meta l4proto { udp, icmpv6 } return", "counter drop")),
        chain("lift", (f"meta pkttype set host ether daddr set {wanted.port_mac} accept",)),
        chain("refused", (f"meta mark set {REFUSED_MARK} jump lift",)),
        chain("circumvention", circumvention(wanted)),
        BANNED,
        chain("others", other_ports(wanted)),
        chain("forward", _forward(wanted)),
        chain("input", _input(wanted)),
    )
    return f"table {TABLE} {{\n" + "\n\n".join(chains) + "\n}\n"


def _prerouting(wanted: Plan) -> list[str]:
    return [
        "type filter hook prerouting priority filter; policy accept;",
        *_router_is_there(wanted),
        f'iifname != "{wanted.inside}" return',
        f"meta mark set {INSIDE_MARK}",
        "vlan id 0-4095 counter drop",  # the kernel keeps a tag beside the frame, where `ether type` does not see it
        "jump pretended",
        "ether type arp accept",
        *_only_whole_ip(wanted),
        *_names(wanted),
        f"ip daddr {own_nets(wanted, 4)} accept",
        f"ip6 daddr {own_nets(wanted, 6)} accept",
        *([] if wanted.ipv6 else ["ether type ip6 counter jump refused"]),
        "jump circumvention",
        *_web(wanted),
        "ip saddr @banned4 jump banned",
        "ip6 saddr @banned6 jump banned",
        "jump others",
    ]


def _only_whole_ip(wanted: Plan) -> list[str]:
    """Frames of other kinds (with a VLAN's tag, PPPoE) could carry anything. In pieces, TCP could hide its port; a
    device has no need of that."""
    return [
        "ether type != { ip, ip6 } counter drop",
        f"ether daddr {wanted.port_mac} accept",
        "ip protocol tcp ip frag-off & 0x3fff != 0 counter drop",
        "exthdr frag exists jump pieces",
        *SOURCE_ROUTED,
    ]


def _router_is_there(wanted: Plan) -> list[str]:
    claimed = braces(each for each in wanted.routers if each.version == 4)  # noqa: PLR2004  # the version of IP
    rule = f'iifname "{wanted.outside}" arp saddr ip {claimed} update @router {{ ether saddr }}'
    return [rule] if wanted.routers and "." in claimed else []


def _pretended(wanted: Plan) -> list[str]:
    """Else one device could make the box, and all whom it reads, talk to it instead of the router."""
    taken = (*wanted.routers, *wanted.own)
    four = braces(each for each in taken if each.version == 4)  # noqa: PLR2004  # the version of IP
    six = [each for each in taken if each.version == 6]  # noqa: PLR2004  # the version of IP
    return [
        'comment "the router and the box are not on the devices\' side"',
        "ether saddr @router counter drop",
        *([f"arp saddr ip {four} counter drop", f"ip saddr {four} counter drop"] if "." in four else []),
        *([f"ip6 saddr {braces(six)} counter drop"] if six else []),
        *(f"icmpv6 type nd-neighbor-advert @th,64,128 {hex(int(each))} counter drop" for each in six),
        "icmpv6 type { nd-router-advert, nd-redirect } counter drop",
        "icmp type redirect counter drop",
    ]


def _names(wanted: Plan) -> list[str]:
    """The school's own name server is asked by ours."""
    return ["meta l4proto { tcp, udp } th dport 53 jump lift"] if wanted.names else []


def _web(wanted: Plan) -> list[str]:
    web = f"tcp dport {braces(WEB_PORTS)}"
    if wanted.redirect:
        return [f"{web} jump lift"]
    if wanted.school_sites:
        return [*to_nets(wanted.school_sites, f"{web} accept"), f"{web} jump lift"]
    return []


def _forward(wanted: Plan) -> list[str]:
    return [
        "type filter hook forward priority filter; policy accept;",
        f'oifname "{wanted.inside}" ip saddr != {own_nets(wanted, 4)} ip daddr @banned4 jump answers',
        f'oifname "{wanted.inside}" ip6 saddr != {own_nets(wanted, 6)} ip6 daddr @banned6 jump answers',
        *_pongs(wanted),
    ]


def _pongs(wanted: Plan) -> list[str]:
    if wanted.other_ports:
        return []
    return [
        f'oifname "{wanted.inside}" ip saddr != {own_nets(wanted, 4)} icmp type echo-reply jump pongs',
        f'oifname "{wanted.inside}" ip6 saddr != {own_nets(wanted, 6)} icmpv6 type echo-reply jump pongs',
    ]


def _input(wanted: Plan) -> list[str]:
    """The box takes its own address from the router's side alone."""
    return [
        "type filter hook input priority filter; policy accept;",
        f'iifname "{wanted.inside}" udp sport {{ 67, 547 }} udp dport {{ 68, 546 }} counter drop',
    ]
