"""An Ethernet frame's first bytes, by their fixed places: cheap enough for every frame that the kernel lets through."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple

IPV4, IPV6 = 0x0800, 0x86DD
TCP, UDP = 6, 17
_ETHERNET, _IPV6_HEADER = 14, 40
_NOBODY, _GROUP = b"\0" * 6, 0x01


class Packet(NamedTuple):
    """What IP carries, from the header of its protocol on. `source` is the sender's address, packed."""

    mac: bytes
    source: bytes
    protocol: int
    payload: bytes


def ethertype(frame: bytes) -> int:
    return int.from_bytes(frame[12:14])


def packet(frame: bytes) -> Packet | None:
    """None for what is not plain IP: fragments, extension headers, half frames."""
    kind = ethertype(frame)
    if kind == IPV4 and len(frame) >= _ETHERNET + 20 and not int.from_bytes(frame[20:22]) & 0x3FFF:
        start = _ETHERNET + 4 * (frame[14] & 0x0F)
        end = _ETHERNET + int.from_bytes(frame[16:18])
        return Packet(frame[6:12], frame[26:30], frame[23], frame[start:end])
    if kind == IPV6 and len(frame) >= _ETHERNET + _IPV6_HEADER:
        start = _ETHERNET + _IPV6_HEADER
        return Packet(frame[6:12], frame[22:38], frame[20], frame[start : start + int.from_bytes(frame[18:20])])
    return None


def mac_text(raw: bytes) -> str:
    return raw.hex(":")


def is_device(mac: bytes) -> bool:
    """One device's own address, and not a group's."""
    return len(mac) == len(_NOBODY) and mac != _NOBODY and not mac[0] & _GROUP


def host_text(raw: bytes | str) -> str:
    """An address that one device can have in the school, as text; empty for every other: link-local ones too, which
    nobody reaches the internet from."""
    try:
        found: IPv4Address | IPv6Address = ip_address(raw)
    except ValueError:
        return ""
    nobody = found.is_unspecified or found.is_multicast or found.is_loopback or found.is_link_local
    return "" if nobody or (found.version == 4 and found.is_reserved) else str(found)  # noqa: PLR2004  # of IP
