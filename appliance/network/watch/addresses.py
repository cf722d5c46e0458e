"""ARP and neighbour discovery: a device says that an address is its own."""

from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6NDOptDstLLAddr, ICMPv6NDOptSrcLLAddr
from scapy.layers.l2 import ARP

from appliance.network.watch.frames import ethertype, host_text, is_device, mac_text
from appliance.network.watch.heard import Heard, or_nothing

_ARP = 0x0806
_ETHERNET = 14
_ICMPV6 = 54
_ON_LINK = 255  # a hop limit that no router lets through: RFC 4861, 7.1
_SOLICITATION, _ADVERTISEMENT = 135, 136


@or_nothing
def read(frame: bytes) -> Heard | None:
    """None for probes, for what speaks for another device, and for what came from elsewhere."""
    if not is_device(frame[6:12]):
        return None
    return _arp(frame) if ethertype(frame) == _ARP else _neighbour(frame)


def claim(frame: bytes) -> tuple[str, str]:
    """Who seems to say that which address is theirs, by the fixed places of both; unchecked, and cheap."""
    if ethertype(frame) == _ARP:
        raw = frame[28:32]
    else:
        raw = frame[62:78] if frame[_ICMPV6 : _ICMPV6 + 1] == bytes([_ADVERTISEMENT]) else frame[22:38]
    return mac_text(frame[6:12]), host_text(raw)


def _arp(frame: bytes) -> Heard | None:
    said = ARP(frame[_ETHERNET:])
    mac = mac_text(frame[6:12])
    if (said.hwtype, said.ptype, said.hwlen, said.plen) != (1, 0x0800, 6, 4) or said.hwsrc != mac:
        return None
    return _at(mac, "arp", host_text(said.psrc))


def _neighbour(frame: bytes) -> Heard | None:
    if frame[21] != _ON_LINK:
        return None
    mac = mac_text(frame[6:12])
    if frame[_ICMPV6] == _SOLICITATION:
        asked = ICMPv6ND_NS(frame[_ICMPV6:])
        own = ICMPv6NDOptSrcLLAddr in asked and asked[ICMPv6NDOptSrcLLAddr].lladdr == mac
        return _at(mac, "ndp", host_text(frame[22:38])) if own else None
    if frame[_ICMPV6] != _ADVERTISEMENT:
        return None
    said = ICMPv6ND_NA(frame[_ICMPV6:])
    own = ICMPv6NDOptDstLLAddr not in said or said[ICMPv6NDOptDstLLAddr].lladdr == mac
    return _at(mac, "ndp", host_text(said.tgt)) if own else None


def _at(mac: str, source: str, address: str) -> Heard | None:
    if not address:
        return None
    return Heard(mac=mac, source="arp" if source == "arp" else "ndp", address=address)
