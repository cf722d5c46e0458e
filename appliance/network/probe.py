"""Questions on the wire to whoever else may be there: who gives addresses, who has one."""

import sys
import time
from collections.abc import Callable
from ipaddress import IPv4Interface, IPv6Interface
from pathlib import Path
from typing import Any, NamedTuple

from scapy.config import conf
from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6ND_NS, IPv6
from scapy.layers.l2 import ARP, Ether
from scapy.utils6 import in6_getnsma, in6_getnsmac
from scapy.volatile import RandInt

_LINKS = Path("/sys/class/net")
_OFFER_SECONDS, _ARP_SECONDS, _ROUNDS = 8.0, 1.0, 2  # many servers ping an address for three seconds first


class Other(NamedTuple):
    """Who answered, by the address and hardware address that they gave."""

    address: str
    mac: str

    def __str__(self) -> str:
        return f"{self.address} ({self.mac})"


def dhcp_server(link: str) -> Other | None:
    """Whoever offers a lease; the lease is not taken."""
    mac, number = fact(link, "address"), int(RandInt())
    asked = (
        Ether(src=mac, dst="ff:ff:ff:ff:ff:ff")
        / IP(src="0.0.0.0", dst="255.255.255.255")  # noqa: S104  # nobody's address, as DHCP asks
        / UDP(sport=68, dport=67)
        / BOOTP(chaddr=bytes.fromhex(mac.replace(":", "")), xid=number, flags=0x8000)
        / DHCP(options=[("message-type", "discover"), "end"])
    )

    def said(frame: Any) -> Other | None:
        if BOOTP not in frame or frame[BOOTP].op != 2 or frame[BOOTP].xid != number:  # noqa: PLR2004  # a reply
            return None
        options: dict[str, Any] = (
            dict(each[:2] for each in frame[DHCP].options if isinstance(each, tuple)) if DHCP in frame else {}
        )
        return Other(str(options.get("server_id", frame[IP].src)), frame.src)

    return _ask(link, asked, said, _OFFER_SECONDS)


def holder(link: str, address: IPv4Interface | IPv6Interface) -> Other | None:
    """Whoever has an address already, asked without claiming it (RFC 5227, RFC 4862)."""
    mac, target = fact(link, "address"), str(address.ip)
    if address.version == 4:  # noqa: PLR2004  # the version of IP
        asked = Ether(src=mac, dst="ff:ff:ff:ff:ff:ff") / ARP(op=1, hwsrc=mac, psrc="0.0.0.0", pdst=target)  # noqa: S104  # nobody's address
        return _ask(link, asked, lambda frame: _says(frame, ARP, "psrc", target), _ARP_SECONDS)
    group = in6_getnsma(address.ip.packed)
    asked = Ether(src=mac, dst=in6_getnsmac(group)) / IPv6(src="::", dst=_text(group)) / ICMPv6ND_NS(tgt=target)
    return _ask(link, asked, lambda frame: _says(frame, ICMPv6ND_NA, "tgt", target), _ARP_SECONDS)


def _says(frame: Any, layer: Any, field: str, target: str) -> Other | None:
    return Other(target, frame.src) if layer in frame and getattr(frame[layer], field) == target else None


def _text(packed: bytes) -> str:
    return str(IPv6Interface(packed).ip)


def _ask(link: str, asked: Any, said: Callable[[Any], Other | None], seconds: float) -> Other | None:
    """The first answer that is not our own, over a few rounds."""
    ours = {fact(path.name, "address") for path in _LINKS.iterdir()}
    line = conf.L2socket(iface=link)
    try:
        for _ in range(_ROUNDS):
            line.send(asked)
            until = time.monotonic() + seconds / _ROUNDS
            while (left := until - time.monotonic()) > 0:
                if not line.select([line], left):
                    break
                frame = line.recv()
                if frame is not None and (other := said(frame)) and other.mac not in ours:
                    return other
    finally:
        line.close()
    return None


def fact(link: str, name: str) -> str:
    """What the kernel says of a port, or nothing."""
    try:
        return (_LINKS / link / name).read_text(encoding="ascii").strip()
    except OSError:
        return ""


def main(link: str) -> int:
    """Who else gives addresses there, on the standard output: nothing for nobody."""
    other = dhcp_server(link)
    sys.stdout.write(f"{other}\n" if other else "")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
