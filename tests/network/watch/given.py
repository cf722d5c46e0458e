"""Frames as devices send them, made with scapy."""

from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.dns import DNS, DNSQR, DNSRR, DNSRRSRV
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import (
    ICMPv6ND_NA,
    ICMPv6ND_NS,
    ICMPv6NDOptDstLLAddr,
    ICMPv6NDOptSrcLLAddr,
    IPv6,
)
from scapy.layers.l2 import ARP, Ether

IPAD, PC, SERVER = "a4:83:e7:00:00:01", "00:21:6a:00:00:02", "00:15:5d:00:00:fe"
EVERYONE = "ff:ff:ff:ff:ff:ff"
NOWHERE = "0.0.0.0"  # noqa: S104  # no address yet


def arp(mac: str = IPAD, address: str = "10.0.0.4", op: int = 1, says: str = "") -> bytes:
    return bytes(Ether(src=mac, dst=EVERYONE) / ARP(op=op, hwsrc=says or mac, psrc=address, pdst="10.0.0.1"))


def solicits(mac: str = IPAD, address: str = "fd00::4", hops: int = 255, says: str = "") -> bytes:
    source = ICMPv6NDOptSrcLLAddr(lladdr=says or mac)
    ip = IPv6(src=address, dst="ff02::1:ff00:1", hlim=hops)
    return bytes(Ether(src=mac, dst="33:33:ff:00:00:01") / ip / ICMPv6ND_NS(tgt="fd00::1") / source)


def advertises(mac: str = IPAD, address: str = "fd00::4", says: str = "", hops: int = 255) -> bytes:
    ip = IPv6(src="fe80::4", dst="ff02::1", hlim=hops)
    return bytes(
        Ether(src=mac, dst="33:33:00:00:00:01")
        / ip
        / ICMPv6ND_NA(tgt=address, R=0)
        / ICMPv6NDOptDstLLAddr(lladdr=says or mac)
    )


def dhcp_asks(  # a DHCP packet has that much in it
    mac: str = IPAD,
    wanted: str = "10.0.0.4",
    kind: str = "request",
    number: int = 7,
    has: str = NOWHERE,
    sender: str = "",
    more: tuple[object, ...] = (),
) -> bytes:
    options = [("message-type", kind), ("requested_addr", wanted), *more, "end"]
    return bytes(
        Ether(src=sender or mac, dst=EVERYONE)
        / IP(src=has, dst="255.255.255.255")
        / UDP(sport=68, dport=67)
        / BOOTP(op=1, xid=number, ciaddr=has, chaddr=bytes.fromhex(mac.replace(":", "")))
        / DHCP(options=options)
    )


def dhcp_gives(mac: str = IPAD, address: str = "10.0.0.4", seconds: int | None = 3600, number: int = 7) -> bytes:
    lease = [("lease_time", seconds)] if seconds is not None else []
    return bytes(
        Ether(src=SERVER, dst=mac)
        / IP(src="10.0.0.1", dst=address)
        / UDP(sport=67, dport=68)
        / BOOTP(op=2, xid=number, yiaddr=address, chaddr=bytes.fromhex(mac.replace(":", "")))
        / DHCP(options=[("message-type", "ack"), *lease, "end"])
    )


def mdns(*records: object, mac: str = IPAD, address: str = "10.0.0.4", answer: int = 1) -> bytes:
    said = DNS(id=0, qr=answer, aa=1, qd=[], an=list(records))
    return bytes(
        Ether(src=mac, dst="01:00:5e:00:00:fb")
        / IP(src=address, dst="224.0.0.251")
        / UDP(sport=5353, dport=5353)
        / said
    )


def host_record(name: str, address: str = "10.0.0.4") -> DNSRR:
    return DNSRR(rrname=f"{name}.local.", type="A", rdata=address)


def service_record(service: str, name: str) -> DNSRR:
    return DNSRR(rrname=f"{service}.local.", type="PTR", rdata=f"{name}.{service}.local.")


def model_record(name: str, *entries: bytes) -> DNSRR:
    return DNSRR(rrname=f"{name}._device-info._tcp.local.", type="TXT", rdata=list(entries))


def port_record(name: str) -> DNSRRSRV:
    return DNSRRSRV(rrname=f"{name}._ipp._tcp.local.", port=631, target=f"{name}.local.")


def looks_up(host: str, mac: str = IPAD, address: str = "10.0.0.4", number: int = 1, port: int = 53) -> bytes:
    ip = IPv6(src=address, dst="fd00::1") if ":" in address else IP(src=address, dst="10.0.0.1")
    return bytes(
        Ether(src=mac, dst=SERVER)
        / ip
        / UDP(sport=40000 + number, dport=port)
        / DNS(id=number, rd=1, qd=DNSQR(qname=host))
    )


def hello(host: str, before: int = 0) -> bytes:
    """A TLS hello with `before` bytes of other extensions first."""
    name = host.encode()
    entry = b"\0" + len(name).to_bytes(2) + name
    server_name = b"\0\0" + (len(entry) + 2).to_bytes(2) + len(entry).to_bytes(2) + entry
    other = b"\x00\x15" + before.to_bytes(2) + bytes(before) if before else b""
    extensions = other + server_name
    body = b"\x03\x03" + bytes(32) + b"\x20" + bytes(32) + b"\0\x04\x13\x01\x13\x02" + b"\x01\0"
    body += len(extensions).to_bytes(2) + extensions
    handshake = b"\x01" + len(body).to_bytes(3) + body
    return b"\x16\x03\x01" + len(handshake).to_bytes(2) + handshake


def says_hello(host: str, mac: str = IPAD, address: str = "10.0.0.4", port: int = 5223, before: int = 0) -> bytes:
    ip = IPv6(src=address, dst="2001:db8::1") if ":" in address else IP(src=address, dst="198.51.100.1")
    return bytes(Ether(src=mac, dst=SERVER) / ip / TCP(sport=50000, dport=port, flags="PA") / hello(host, before))
