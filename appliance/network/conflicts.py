"""Is somebody else there already? Asked on the wire before anything is changed."""

import asyncio
import json
import subprocess
import time
from collections.abc import Iterator
from ipaddress import IPv4Interface, IPv6Interface, ip_interface, ip_network
from typing import Any

from appliance.errors import NetworkError
from appliance.network.layout import Layout

IP = "/usr/sbin/ip"
_CARRIER_SECONDS = 3.0


async def refuse(wanted: Layout) -> None:
    """Raises NetworkError that says who is in the way. It takes some seconds, and changes nothing but that a port is
    up."""
    await asyncio.to_thread(_refuse, wanted)


def _refuse(wanted: Layout) -> None:
    from appliance.network.probe import dhcp_server, holder  # noqa: PLC0415  # scapy takes a second, and only for this

    for link in dict.fromkeys((wanted.inside, wanted.outside)):
        if link and not _up(link):
            raise NetworkError(f"this box has no port {link!r}")
    _refuse_overlap(wanted)
    for link, address in own(wanted):
        if other := holder(link, address):
            raise NetworkError(
                f"{address.ip} on {link} is taken: {other.mac} has it. Give the box another address, or that device"
            )
    if wanted.mode == "gateway" and wanted.dhcp.serve and (other := dhcp_server(wanted.inside)):
        raise NetworkError(
            f"somebody else gives addresses on {wanted.inside} already: {other}. Switch that off, or use the box as a "
            "bridge; two that give addresses would take each other's devices"
        )


def own(wanted: Layout) -> Iterator[tuple[str, IPv4Interface | IPv6Interface]]:
    """The fixed addresses that are to be, and the port where they would be seen."""
    given = wanted.addresses
    inside = ((wanted.inside, (given.inside, given.inside6)),) if wanted.mode == "gateway" else ()
    school = (wanted.inside, wanted.outside) if wanted.mode == "bridge" else (wanted.school_port,)
    for link, texts in (*inside, *((port, (given.own, given.own6)) for port in school)):
        yield from ((link, ip_interface(text)) for text in texts if text and link)


def _refuse_overlap(wanted: Layout) -> None:
    if wanted.mode != "gateway" or not wanted.outside:
        return
    inside = ip_interface(wanted.addresses.inside).network
    for net in _networks(wanted.outside):
        if inside.version == net.version and inside.overlaps(net):
            raise NetworkError(
                f"the network inside, {inside}, is also the one outside, {net} on {wanted.outside}. Give "
                "addresses.inside another"
            )


def _networks(link: str) -> list[Any]:
    done = subprocess.run([IP, "-j", "-4", "address", "show", "dev", link], capture_output=True, timeout=5, check=False)
    given = [each for row in json.loads(done.stdout or b"[]") for each in row.get("addr_info", ())]
    return [ip_network(f"{each['local']}/{each['prefixlen']}", strict=False) for each in given]


def _up(link: str) -> bool:
    """Put it up, and wait a little for its cable. A port without one has nobody in the way."""
    from appliance.network.probe import fact  # noqa: PLC0415  # as above

    done = subprocess.run([IP, "link", "set", link, "up"], capture_output=True, timeout=5, check=False)
    until = time.monotonic() + _CARRIER_SECONDS
    while done.returncode == 0 and time.monotonic() < until and fact(link, "carrier") != "1":
        time.sleep(0.05)
    return done.returncode == 0
