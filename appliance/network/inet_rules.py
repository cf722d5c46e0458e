"""The table at IP: what is turned to a worker, what the box takes, what a gateway lets through, what a worker may."""

from collections.abc import Sequence

from appliance.network.plan import Plan
from appliance.network.rules import (
    BAN_SETS,
    BANNED,
    PINGS,
    REFUSED,
    REFUSED_MARK,
    SOURCE_ROUTED,
    WEB_PORTS,
    braces,
    chain,
    circumvention,
    from_inside,
    from_nets,
    meters,
    other_ports,
    own_nets,
    to_nets,
)

TABLE = "inet lollipop"
_SEED = 0x4C6F6C6C  # fixed, so that a client finds its worker again when the rules are applied anew
_EXPLICIT_MARK, _TRANSPARENT_MARK = "0x4c01", "0x4c02"
_WEB = f"tcp dport {braces(WEB_PORTS)}"
_NO_ROUTER = (
    "type filter hook forward priority filter; policy accept;",
    'comment "the box is no router here: who takes it for one gets no further"',
)
_LIFTED = chain(
    "lifted",
    (
        "type filter hook prerouting priority raw; policy accept;",
        'comment "frames that the bridge does not let pass"',
        f"meta mark {REFUSED_MARK} jump refused",
    ),
)
_SSH = 22
_MOST_HELD = 4000  # a worker takes 400 of one device, and a class behind an access point that translates is one
_HELD = "\n".join(
    f"""\
    set holding{version} {{
        type ipv{version}_addr
        size 4096
        flags dynamic
    }}"""
    for version in (4, 6)
)
_CROWDED = chain(
    "crowded",
    (
        'comment "what one device has the kernel remember, so that there is room for the others"',
        f"add @holding4 {{ ip saddr ct count over {_MOST_HELD} }} counter drop",
        f"add @holding6 {{ ip6 saddr ct count over {_MOST_HELD} }} counter drop",
    ),
)
_ASKED = meters("asking", seconds=10) + "\n" + meters("told", seconds=60)


def table(wanted: Plan) -> str:
    parts = (
        BAN_SETS,
        _ASKED,
        _HELD,
        _CROWDED,
        REFUSED,
        *([_LIFTED] if wanted.mode == "bridge" else []),
        chain("turn", _turn(wanted)),
        *([_nat(wanted)] if wanted.mode == "gateway" and wanted.outside else []),
        chain("input", _input(wanted)),
        chain("workers", _workers(wanted)),
        chain("own", _own(wanted)),
        *_forward(wanted),
        chain("output", _output(wanted)),
        chain("proxy", _proxy(wanted)),
    )
    return f"table {TABLE} {{\n" + "\n\n".join(parts) + "\n}\n"


# --- where a new connection of a pupil's device goes ---


def _turn(wanted: Plan) -> list[str]:
    """Its address picks the worker, the same one for both ways in."""
    return [
        "type nat hook prerouting priority dstnat; policy accept;",
        f"{from_inside(wanted)} jump turned",
    ]


def _turned(wanted: Plan) -> list[str]:
    explicit = f"tcp dport {wanted.explicit[0]} fib daddr type local"
    rules = [*_no_ipv6(wanted, "return"), *_shard(explicit, _EXPLICIT_MARK, wanted.explicit)]
    if wanted.mode == "beside":
        return rules
    names = "meta l4proto { tcp, udp } th dport 53 fib daddr type != local redirect to :53"
    return [*rules, *([names] if wanted.names else []), "fib daddr type local return", *_turned_web(wanted)]


def _turned_web(wanted: Plan) -> list[str]:
    if not wanted.redirect and not wanted.school_sites:
        return []
    unread = () if wanted.redirect else wanted.school_sites
    return [
        *to_nets((*wanted.lan, *unread), "return"),
        *_shard(_WEB, _TRANSPARENT_MARK, wanted.transparent),
    ]


def _shard(which: str, mark: str, ports: Sequence[int]) -> list[str]:
    workers = ", ".join(f"{number} : {port}" for number, port in enumerate(ports))
    turn = f"mod {len(ports)} seed {hex(_SEED)} map {{ {workers} }}"
    return [f"{which} ct mark set {mark} redirect to :jhash {family} saddr {turn}" for family in ("ip", "ip6")]


def _nat(wanted: Plan) -> str:
    rules = ("type nat hook postrouting priority srcnat; policy accept;", f'oifname "{wanted.outside}" masquerade')
    return chain("translate", rules)


# --- what the box itself takes ---


def _input(wanted: Plan) -> list[str]:
    workers = braces((*wanted.explicit, *wanted.transparent))
    return [
        "type filter hook input priority filter; policy accept;",
        f"{from_inside(wanted)} ct state new jump crowded",
        f"tcp dport {workers} jump workers",
        *from_nets(wanted.ssh_from, f"tcp dport {_SSH} accept"),
        f"{from_inside(wanted)} jump own",
        *_from_outside(wanted),
    ]


def _workers(wanted: Plan) -> list[str]:
    inside, explicit, transparent = from_inside(wanted), braces(wanted.explicit), braces(wanted.transparent)
    return [
        'comment "only what was turned to a worker: a device that connects to its port would make it call itself"',
        f'iifname "lo" tcp dport {explicit} accept',
        *_no_ipv6(wanted, "jump refused"),
        f"{inside} ct mark {_EXPLICIT_MARK} tcp dport {explicit} accept",
        f"{inside} ct mark {_TRANSPARENT_MARK} tcp dport {transparent} accept",
        "counter jump refused",
    ]


def _own(wanted: Plan) -> list[str]:
    """Names are answered to each device within a measure, so that one alone cannot keep the others waiting."""
    too_fast = "limit rate over 100/second burst 300 packets"
    return [
        'comment "pages, names and addresses; nothing else of the box is for devices"',
        "ct direction reply accept",
        "meta l4proto { icmp, icmpv6, igmp } accept",
        *_no_ipv6(wanted, "counter jump refused"),
        f"udp dport 53 update @asking4 {{ ip saddr {too_fast} }} counter drop",
        f"udp dport 53 update @asking6 {{ ip6 saddr {too_fast} }} counter drop",
        "udp dport { 53, 67, 547, 5353 } accept",
        f"tcp dport {braces(sorted({53, *wanted.own_ports}))} accept",
        "counter jump refused",
    ]


def _from_outside(wanted: Plan) -> list[str]:
    """The router's side. On a bridge the school's staff may be there. SSH is taken from there in both modes, where
    somebody switched it on: pupils are on the other side."""
    if wanted.mode == "beside" or not wanted.outside:
        return []
    inbound = wanted.outside if wanted.mode == "gateway" else wanted.bridge
    of = f'iifname "{inbound}"'
    staff = f"tcp dport {braces((_SSH, *(wanted.own_ports if wanted.mode == 'bridge' else ())))} accept"
    lan = [f"{of} ip saddr {own_nets(wanted, 4)} {staff}", f"{of} ip6 saddr {own_nets(wanted, 6)} {staff}"]
    return [
        f"{of} ct state established,related accept",
        f"{of} meta l4proto {{ icmp, icmpv6, igmp }} accept",
        f"{of} udp dport {{ 68, 546 }} accept",
        *lan,
        f"{of} counter jump refused",
    ]


# --- what goes through a gateway ---


def _forward(wanted: Plan) -> list[str]:
    inside = from_inside(wanted)
    if wanted.mode != "gateway":
        refuse = f'iifname "{wanted.bridge or wanted.inside}" counter jump refused'
        return [chain("turned", _turned(wanted)), chain("forward", (*_NO_ROUTER, refuse))]
    rules = [
        "type filter hook forward priority filter; policy accept;",
        f"{inside} ct state new jump crowded",
        f"{inside} fib saddr . iif oif missing counter drop",
        *SOURCE_ROUTED,
        *([f"{inside} {rule}" for rule in _no_ipv6(wanted, "counter jump refused")]),
        f"{inside} jump circumvention",
        f"{inside} ip saddr @banned4 jump banned",
        f"{inside} ip6 saddr @banned6 jump banned",
        f'oifname "{wanted.inside}" ip daddr @banned4 jump answers',
        f'oifname "{wanted.inside}" ip6 daddr @banned6 jump answers',
        f"{inside} jump unread",
        f"{inside} jump others",
        *_pongs(wanted),
        *([f'iifname "{wanted.outside}" ct state new,invalid counter drop'] if wanted.outside else []),
    ]
    others = other_ports(wanted)
    own = [f"ip daddr {own_nets(wanted, 4)} return", f"ip6 daddr {own_nets(wanted, 6)} return"]
    return [
        chain("turned", _turned(wanted)),
        chain("forward", rules),
        chain("circumvention", circumvention(wanted)),
        BANNED,
        chain("unread", _unread(wanted)),
        PINGS,
        chain("others", ["ct direction reply return", *own, *others] if others else []),
    ]


def _pongs(wanted: Plan) -> list[str]:
    if wanted.other_ports:
        return []
    return [f'oifname "{wanted.inside}" {kind} type echo-reply jump pongs' for kind in ("icmp", "icmpv6")]


def _unread(wanted: Plan) -> list[str]:
    """Web traffic that would go past the workers: a connection from before the rules. It ends, and its next one is
    redirected."""
    if not wanted.redirect and not wanted.school_sites:
        return []
    unread = () if wanted.redirect else wanted.school_sites
    return [*to_nets((*wanted.lan, *unread), f"{_WEB} return"), f"{_WEB} counter jump refused"]


def _no_ipv6(wanted: Plan, verdict: str) -> list[str]:
    return [] if wanted.ipv6 else [f"meta nfproto ipv6 {verdict}"]


# --- what a worker may ---


def _output(wanted: Plan) -> list[str]:
    """Answers to names, by their bytes: more than any browsing needs, and too little for a tunnel through them."""
    link = wanted.bridge or wanted.inside
    answers = f'oifname "{link}" meta l4proto {{ tcp, udp }} th sport 53 update'
    too_much = "limit rate over 16 kbytes/second burst 512 kbytes"
    return [
        "type filter hook output priority filter; policy accept;",
        f"meta skuid {wanted.proxy_uid} jump proxy",
        f"{answers} @told4 {{ ip daddr {too_much} }} counter drop",
        f"{answers} @told6 {{ ip6 daddr {too_much} }} counter drop",
    ]


def _proxy(wanted: Plan) -> list[str]:
    names = [
        f"{'ip6' if address.version == 6 else 'ip'} daddr {address} meta l4proto {{ tcp, udp }} th dport 53 accept"  # noqa: PLR2004  # the version of IP
        for address in wanted.resolvers
    ]
    return [
        'comment "a pupil can ask a worker for any address: it reaches the internet and nothing else"',
        "ct direction reply accept",
        *names,
        "fib daddr type { local, broadcast, anycast, multicast } counter jump refused",
        'oifname "lo" counter jump refused',
        f"ip daddr {own_nets(wanted, 4)} counter jump refused",
        f"ip6 daddr {own_nets(wanted, 6)} counter jump refused",
    ]
