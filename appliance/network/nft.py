"""The firewall's text: a pure function from parsed values to one nftables table, which the kernel takes whole or not.

Nothing free-text gets in: addresses come as `ipaddress` types, ports and users as numbers, and the one name (the
pupils' interface) is checked when the plan is made.
"""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, collapse_addresses, ip_address, ip_network

from appliance.access.private import PRIVATE4, PRIVATE6
from appliance.config import Settings
from appliance.errors import ConfigError, NetworkError
from appliance.model import Ban, Frozen

Address = IPv4Address | IPv6Address
Subnet = IPv4Network | IPv6Network

TABLE = "inet lollipop"
WEB_PORTS = (80, 443)
_INTERFACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,14}")
_FAMILY = {4: "ip", 6: "ip6"}
_SEED = 0x4C6F6C6C  # fixed, so that a client finds its worker again when the rules are applied anew
_EXPLICIT_MARK, _TRANSPARENT_MARK = 0x4C01, 0x4C02


class Plan(Frozen):
    """What the rules are made from. Ports are in the order of the workers, and `explicit[0]` is the one that pupils'
    devices are told. `redirect` false leaves their web traffic unread."""

    inside: str
    lan: tuple[Subnet, ...]
    explicit: tuple[int, ...]
    transparent: tuple[int, ...]
    proxy_uid: int
    resolvers: tuple[Address, ...] = ()
    redirect: bool = True


def plan(settings: Settings, proxy_uid: int, resolvers: tuple[Address, ...] = (), *, redirect: bool = True) -> Plan:
    """The parsed form of the settings. `resolvers` are where this box asks for names.

    Raises ConfigError that names the key and the value.
    """
    inside, proxy = settings.network.inside, settings.proxy
    if not _INTERFACE.fullmatch(inside):
        raise ConfigError(f"network.inside: {inside!r} is not the name of a network interface")
    if proxy_uid <= 0:
        raise ConfigError("network.proxy_user: must be a user of its own, not root")
    explicit = tuple(range(proxy.port, proxy.port + proxy.workers))
    transparent = tuple(range(proxy.transparent_port, proxy.transparent_port + proxy.workers))
    if set(explicit) & set(transparent):
        raise ConfigError(f"proxy.transparent_port: {proxy.transparent_port} is too near proxy.port for the workers")
    return Plan(
        inside=inside,
        lan=tuple(_subnet(text) for text in settings.network.lan),
        explicit=explicit,
        transparent=transparent,
        proxy_uid=proxy_uid,
        resolvers=resolvers,
        redirect=redirect,
    )


def _subnet(text: str) -> Subnet:
    try:
        return ip_network(text)
    except ValueError as error:
        raise ConfigError(f"network.lan: {error}") from error


def banned_until(bans: Iterable[Ban]) -> dict[Address, float]:
    """Each banned address and when its last ban ends. Raises NetworkError for what is not an address."""
    ends: dict[Address, float] = {}
    for ban in bans:
        for text in ban.addresses:
            address = _client(text)
            ends[address] = max(ban.until, ends.get(address, 0.0))
    return ends


def _client(text: str) -> Address:
    try:
        address = ip_address(text)
    except ValueError as error:
        raise NetworkError(f"a ban names an address that is none: {error}") from error
    if isinstance(address, IPv6Address) and address.scope_id:
        raise NetworkError(f"a ban names {text!r}: an address with a scope cannot be banned")
    return address


def set_bans(bans: Iterable[Ban], now: float) -> str:
    """A transaction that replaces the bans in force. Each ends in the kernel by itself."""
    ends = banned_until(bans)
    lines = []
    for name, version in (("banned4", 4), ("banned6", 6)):
        lines.append(f"flush set {TABLE} {name}")
        held = [
            f"{address} timeout {_remaining(until, now)}"
            for address, until in ends.items()
            if address.version == version and until > now
        ]
        if held:
            lines.append(f"add element {TABLE} {name} {{ {', '.join(held)} }}")
    return "\n".join(lines) + "\n"


def _remaining(until: float, now: float) -> str:
    """Whole milliseconds, at least one, in the form that nft reads."""
    seconds, milliseconds = divmod(max(1, round((until - now) * 1000)), 1000)
    return f"{seconds}s{milliseconds}ms"


def ruleset(wanted: Plan) -> str:
    """The whole table, as a transaction that replaces the one before."""
    return _TEMPLATE.format(
        table=TABLE,
        inside=wanted.inside,
        proxy_uid=wanted.proxy_uid,
        web=_braces(WEB_PORTS),
        workers=_braces((*wanted.explicit, *wanted.transparent)),
        explicit=_braces(wanted.explicit),
        transparent=_braces(wanted.transparent),
        explicit_mark=hex(_EXPLICIT_MARK),
        transparent_mark=hex(_TRANSPARENT_MARK),
        redirect=_block(_redirect(wanted)),
        unread=_block(_unread(wanted)),
        own_names=_block(_own_names(wanted.resolvers)),
        private4=_braces(_merged(PRIVATE4, wanted.lan, 4)),
        private6=_braces(_merged(PRIVATE6, wanted.lan, 6)),
    )


def _redirect(wanted: Plan) -> list[str]:
    """Where a new connection of a pupil's device goes. Its address picks the worker, the same one for both ways in."""
    explicit = f"tcp dport {wanted.explicit[0]} fib daddr type local"
    rules = _shard(explicit, _EXPLICIT_MARK, wanted.explicit)
    if not wanted.redirect:
        return rules
    web = f"tcp dport {_braces(WEB_PORTS)}"
    own_pages = "fib daddr type local return"
    return [*rules, own_pages, *_to_lan(wanted.lan, "return"), *_shard(web, _TRANSPARENT_MARK, wanted.transparent)]


def _shard(which: str, mark: int, ports: Sequence[int]) -> list[str]:
    workers = ", ".join(f"{number} : {port}" for number, port in enumerate(ports))
    turn = f"mod {len(ports)} seed {hex(_SEED)} map {{ {workers} }}"
    return [f"{which} ct mark set {hex(mark)} redirect to :jhash {family} saddr {turn}" for family in ("ip", "ip6")]


def _unread(wanted: Plan) -> list[str]:
    """Web traffic that would go past the workers: a connection from before the rules. It ends, and its next one is
    redirected."""
    if not wanted.redirect:
        return []
    return [
        *_to_lan(wanted.lan, f"tcp dport {_braces(WEB_PORTS)} return"),
        f"tcp dport {_braces(WEB_PORTS)} counter jump refused",
    ]


def _to_lan(lan: Iterable[Subnet], verdict: str) -> list[str]:
    return [f"{_FAMILY[net.version]} daddr {net} {verdict}" for net in lan]


def _own_names(resolvers: Iterable[Address]) -> list[str]:
    return [
        f"{_FAMILY[address.version]} daddr {address} meta l4proto {{ tcp, udp }} th dport 53 accept"
        for address in resolvers
    ]


def _merged(private: Iterable[Subnet], lan: Iterable[Subnet], version: int) -> Iterable[Subnet]:
    """The private ranges and the school's own, without overlaps: nft refuses those."""
    return collapse_addresses(net for net in (*private, *lan) if net.version == version)  # type: ignore[type-var]  # one version at a time


def _braces(values: Iterable[object]) -> str:
    return f"{{ {', '.join(str(value) for value in values)} }}"


def _block(rules: Iterable[str]) -> str:
    return "\n        ".join(rules)


_TEMPLATE = """\
add table {table}
delete table {table}
table {table} {{
    set banned4 {{
        type ipv4_addr
        flags timeout
    }}
    set banned6 {{
        type ipv6_addr
        flags timeout
    }}

    chain refused {{
        comment "a reset, because IPv6 tries on for a second after any other answer"
        meta l4proto tcp reject with tcp reset
        reject with icmpx port-unreachable
    }}

    chain turn {{
        type nat hook prerouting priority dstnat; policy accept;
        iifname != "{inside}" return
        {redirect}
    }}

    chain input {{
        type filter hook input priority filter; policy accept;
        tcp dport {workers} jump workers
        iifname "{inside}" jump circumvention
    }}

    chain workers {{
        comment "only what was turned to a worker: a device that connects to its port would make it call itself"
        iifname "lo" tcp dport {explicit} accept
        iifname "{inside}" ct mark {explicit_mark} tcp dport {explicit} accept
        iifname "{inside}" ct mark {transparent_mark} tcp dport {transparent} accept
        counter jump refused
    }}

    chain forward {{
        type filter hook forward priority filter; policy accept;
        iifname "{inside}" jump circumvention
        iifname "{inside}" ip saddr @banned4 jump banned
        iifname "{inside}" ip6 saddr @banned6 jump banned
        oifname "{inside}" ip daddr @banned4 jump answers
        oifname "{inside}" ip6 daddr @banned6 jump answers
        iifname "{inside}" jump unread
    }}

    chain circumvention {{
        comment "refused at once, so that browsers fall back to what can be read"
        udp dport {web} counter jump refused
        meta l4proto {{ tcp, udp }} th dport 853 counter jump refused
    }}

    chain banned {{
        comment "established connections too; names stay, for without them there is no ban page and no help line"
        udp dport 53 limit rate 20/second burst 50 packets accept
        meta l4proto tcp counter reject with tcp reset
        counter drop
    }}

    chain answers {{
        udp sport 53 accept
        counter drop
    }}

    chain unread {{
        {unread}
    }}

    chain output {{
        type filter hook output priority filter; policy accept;
        meta skuid {proxy_uid} jump proxy
    }}

    chain proxy {{
        comment "a pupil can ask a worker for any address: it reaches the internet and nothing else"
        ct direction reply accept
        {own_names}
        fib daddr type {{ local, broadcast, anycast, multicast }} counter jump refused
        oifname "lo" counter jump refused
        ip daddr {private4} counter jump refused
        ip6 daddr {private6} counter jump refused
    }}
}}
"""
