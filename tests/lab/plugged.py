"""A school that has a router already, and the three ways to plug the box in.

    bridge    pupil1, pupil2 ── switch ── inside [box] outside ── lan [router] wan ── [internet]
    gateway   the same; behind the box is a network of its own
    beside    pupil1, pupil2, the box's one port `inside` and the router's `lan`, all at the switch

The router is the school's: DHCP, router advertisements and DNS come from its dnsmasq. It does not translate, so the
internet sees who fetches. The internet has a name server of its own, which answers every question with `ELSEWHERE`:
whoever gets that address got past the school's.
"""

import signal
import subprocess
from collections.abc import Mapping

from tests.lab.topology import (
    GATEWAY,
    GATEWAY_INSIDE,
    GATEWAY_OUTSIDE,
    INSIDE,
    INTERNET,
    LAN,
    OUTSIDE,
    PLACES,
    PUPIL,
    PUPIL1,
    PUPIL2,
    Topology,
    addresses_of,
    up,
)

BOX, SWITCH, ROUTER = GATEWAY, "switch", "router"
BRIDGE = "school"
ROUTER_LAN = GATEWAY_INSIDE
BOX_LAN = ("10.77.0.2", "2001:db8:77::2")
OTHER_RESOLVER = ("198.51.100.53", "2001:db8:51::53")
ELSEWHERE = ("198.51.100.99", "2001:db8:51::99")
OWN_LAN = ("10.88.0.0/24", "fd77:88::/64")
OWN_BOX = ("10.88.0.1", "fd77:88::1")
OWN_PUPIL = {PUPIL1: ("10.88.0.11", "fd77:88::11"), PUPIL2: ("10.88.0.13", "fd77:88::13")}
MAC = {PUPIL1: "02:00:00:00:00:11", PUPIL2: "02:00:00:00:00:13", BOX: "02:00:00:00:00:02"}
_LEASED = {PUPIL1: PUPIL[PUPIL1], PUPIL2: PUPIL[PUPIL2], BOX: BOX_LAN}

_SWITCHED = f"""
link add br0 netns {{{SWITCH}}} type bridge
link add p1 netns {{{SWITCH}}} type veth peer name eth0 netns {{{PUPIL1}}}
link add p2 netns {{{SWITCH}}} type veth peer name eth0 netns {{{PUPIL2}}}
link add box netns {{{SWITCH}}} type veth peer name {INSIDE} netns {{{BOX}}}
link add wan netns {{{ROUTER}}} type veth peer name eth0 netns {{{INTERNET}}}
"""
_THROUGH_BOX = _SWITCHED + f"link add lan netns {{{ROUTER}}} type veth peer name {OUTSIDE} netns {{{BOX}}}\n"
_BESIDE_BOX = _SWITCHED + f"link add lan netns {{{ROUTER}}} type veth peer name router netns {{{SWITCH}}}\n"

_DNSMASQ = """
no-daemon
user=root
conf-file=/dev/null
pid-file=
no-resolv
no-hosts
bind-interfaces
log-facility=-
log-queries
"""
_ROUTER_DNSMASQ = (
    _DNSMASQ
    + f"""
interface=lan
addn-hosts={{folder}}/names
dhcp-leasefile={{folder}}/router.leases
dhcp-authoritative
log-dhcp
dhcp-range=10.77.0.100,10.77.0.199,2m
{"".join(f"dhcp-host={MAC[place]},{four}\n" for place, (four, _) in _LEASED.items())}
enable-ra
dhcp-range={LAN[1].removesuffix("/64")},ra-only,64,2m
"""
)
_OTHER_DNSMASQ = (
    _DNSMASQ
    + f"""
listen-address={",".join(OTHER_RESOLVER)}
address=/#/{ELSEWHERE[0]}
address=/#/{ELSEWHERE[1]}
"""
)
_LEASE_SCRIPT = """#!/bin/sh
case "$1" in
deconfig) ip -4 address flush dev "$interface" ;;
bound | renew)
    ip -4 address replace "$ip/$mask" dev "$interface"
    [ -n "$router" ] && ip route replace default via "${router%% *}" dev "$interface"
    for each in $dns; do echo "nameserver $each"; done >/etc/resolv.conf
    ;;
esac
"""


class Plugged(Topology):
    """What the three have in common."""

    places = (*PLACES, SWITCH, ROUTER)
    box_link = INSIDE
    links = _THROUGH_BOX
    resolvers = True
    leased: tuple[str, ...] = (PUPIL1, PUPIL2, BOX)

    def name(self, host: str, *addresses: str) -> None:
        """Told by the school's name server alone."""
        self.hosts[host] = addresses
        lines = [f"{address} {host}" for host, given in self.hosts.items() for address in given]
        (self.folder / "names").write_text("\n".join(lines) + "\n")
        self._router.send_signal(signal.SIGHUP)  # it reads them anew

    def link_of(self, place: str) -> str:
        return self.box_link if place == BOX else "eth0"

    def lease(self, place: str) -> subprocess.Popen[bytes]:
        """Start a DHCP client on a place's link, and wait for its address."""
        script = self.folder / "lease.sh"
        script.write_text(_LEASE_SCRIPT)
        script.chmod(0o755)
        link = self.link_of(place)
        client = self.spawn(
            place, "udhcpc", "-f", "-t", "20", "-T", "1", "-i", link, "-s", str(script), log=f"dhcp-{place}"
        )
        self.wait_for(f"an address for {place}", lambda: self._has(place, "-4"), log=f"dhcp-{place}")
        return client

    def _make(self) -> None:
        self._make_places(self.links)
        self._set_up_router()
        self._set_up_far_side()
        self._set_up_switch()
        self._set_up_box()
        for place in (PUPIL1, PUPIL2):
            self._set_up_device(place)
        for place in self.leased:
            self.lease(place)
        for place in self.leased:
            self.wait_for(f"an advertised address for {place}", lambda: self._has(place, "-6"), log="router")  # noqa: B023  # called before the next turn

    def _has(self, place: str, version: str) -> bool:
        shown = self.run(place, "ip", version, "-o", "address", "show", "scope", "global", "dev", self.link_of(place))
        return bool(shown.stdout.strip())

    def _set_up_router(self) -> None:
        self._sysctl(ROUTER, "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        self._in(
            ROUTER,
            *up("lo", "lan", "wan"),
            *addresses_of("lan", ROUTER_LAN, (24, 64)),
            *addresses_of("wan", GATEWAY_OUTSIDE, (24, 64)),
            *(f"route add default via {address}" for address in ("203.0.113.1", "2001:db8:113::1")),
        )
        (self.folder / "names").write_text("")
        self._router = self._dnsmasq(ROUTER, _ROUTER_DNSMASQ)

    def _set_up_far_side(self) -> None:
        self._set_up_internet()
        self._in(INTERNET, *addresses_of("lo", OTHER_RESOLVER, (32, 128)))
        self._dnsmasq(INTERNET, _OTHER_DNSMASQ)

    def _dnsmasq(self, place: str, config: str) -> subprocess.Popen[bytes]:
        path = self.folder / f"dnsmasq-{place}.conf"
        path.write_text(config.format(folder=self.folder))
        return self.spawn(place, "dnsmasq", "-C", str(path), log=place)

    def _set_up_switch(self) -> None:
        ports = ["p1", "p2", "box", *(["router"] if "name router" in self.links else [])]
        self._in(SWITCH, *up("br0", *ports), *(f"link set {port} master br0" for port in ports))

    def _set_up_box(self) -> None:
        self._sysctl(BOX, "net.ipv6.conf.default.accept_ra=2")
        self._in(BOX, "link set lo up", *self._told_by_router(BOX))

    def _set_up_device(self, place: str) -> None:
        self._in(place, "link set lo up", *self._told_by_router(place))

    def _told_by_router(self, place: str) -> list[str]:
        """Its link goes up with its own hardware address; the advertised address ends as the leased one does."""
        link, token = self.link_of(place), f"::{_LEASED[place][1].rpartition('::')[2]}"
        return [f"link set {link} address {MAC[place]}", f"link set {link} up", f"token set {token} dev {link}"]

    def _write_hosts(self, place: str) -> None:
        super()._write_hosts(place)
        (self.etc(place) / "hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
        (self.etc(place) / "nsswitch.conf").write_text("hosts: files dns\n")
        (self.etc(place) / "resolv.conf").write_text(f"nameserver {ROUTER_LAN[0]}\n")


class Bridged(Plugged):
    """The box between switch and router; nothing else changes."""

    box = BOX_LAN
    box_link = BRIDGE
    network = f'mode = "bridge"\nbridge = "{BRIDGE}"\ninside = "{INSIDE}"\noutside = "{OUTSIDE}"\n'

    def _set_up_box(self) -> None:
        self._in(
            BOX,
            f"link add {BRIDGE} type bridge stp_state 0 forward_delay 0",
            *(f"link set {port} master {BRIDGE}" for port in (INSIDE, OUTSIDE)),
            *up(INSIDE, OUTSIDE),
        )
        super()._set_up_box()


class Routed(Plugged):
    """The box as the gateway of a network of its own. Devices have fixed addresses, those that would be advertised to
    them too: `lease` is for who gives leases."""

    pupils: Mapping[str, tuple[str, str]] = OWN_PUPIL
    box = OWN_BOX
    box_link = OUTSIDE
    leased: tuple[str, ...] = (BOX,)
    network = f'mode = "gateway"\ninside = "{INSIDE}"\noutside = "{OUTSIDE}"\n'

    def _set_up_box(self) -> None:
        super()._set_up_box()
        self._sysctl(BOX, "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        self._sysctl(BOX, f"net.ipv6.conf.{OUTSIDE}.accept_ra=2")
        self._in(BOX, *up(INSIDE), *addresses_of(INSIDE, OWN_BOX, (24, 64)))

    def _set_up_device(self, place: str) -> None:
        addresses = OWN_PUPIL[place]
        self._in(
            place,
            "link set lo up",
            *self._told_by_router(place),
            *addresses_of("eth0", addresses, (24, 64)),
            *(f"route add default via {address}" for address in OWN_BOX),
        )


class Beside(Plugged):
    """The box is one more device at the switch."""

    links = _BESIDE_BOX
    box = BOX_LAN
    network = f'mode = "beside"\ninside = "{INSIDE}"\n'
