"""Names that devices ask for: DNS questions, and the server name in a TLS hello. Read by their fixed places: there are
many of them, and a name is all that is wanted."""

import re

from appliance.model import Frozen
from appliance.network.watch.frames import TCP, UDP, Packet, host_text, is_device, mac_text, packet
from appliance.network.watch.heard import or_nothing

_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_UDP_HEADER, _DNS_HEADER = 8, 12
_NOT_A_NAME = (".arpa", ".local", ".localhost", ".invalid", ".lan", ".home", ".internal")
_LONGEST_LABEL = 63
_TLS_RECORD, _RANDOM = 5, 34  # after the handshake's own four bytes: version and random


class Asked(Frozen):
    """A device looked a host up, or said its name to it."""

    mac: str
    client: str
    host: str


@or_nothing
def read(frame: bytes) -> Asked | None:
    """None where there is no name of a host on the internet in it."""
    found = packet(frame)
    if found is None or not is_device(found.mac):
        return None
    client, host = host_text(found.source), _host(found)
    if not client or host is None or host.endswith(_NOT_A_NAME) or not _HOST.fullmatch(host):
        return None
    return Asked(mac=mac_text(found.mac), client=client, host=host)


def question(frame: bytes) -> bytes:
    """What is the same when the same device asks the same again."""
    found = packet(frame)
    if found is None or found.protocol != UDP:
        return b""
    return found.source + found.payload[_UDP_HEADER + _DNS_HEADER :]


def _host(found: Packet) -> str | None:
    if found.protocol == UDP:
        return _dns_name(found.payload[_UDP_HEADER:])
    if found.protocol == TCP and len(found.payload) > 12:  # noqa: PLR2004  # where the length of its header stands
        return server_name(found.payload[4 * (found.payload[12] >> 4) :])
    return None


def _dns_name(said: bytes) -> str | None:
    """The name of the one question in a query."""
    if len(said) < _DNS_HEADER or said[2] & 0xF8 or said[4:6] != b"\x00\x01":
        return None
    labels, place = [], _DNS_HEADER
    while length := said[place]:
        if length > _LONGEST_LABEL:
            return None
        labels.append(said[place + 1 : place + 1 + length])
        place += 1 + length
    return b".".join(labels).decode("ascii").lower()


def server_name(said: bytes) -> str | None:
    """The name in a TLS hello, as far as the first packet holds it (RFC 8446, 4.1.2; RFC 6066, 3)."""
    place = _TLS_RECORD + 4 + _RANDOM
    place += 1 + said[place]
    place += 2 + int.from_bytes(said[place : place + 2])
    place += 1 + said[place]
    place += 2
    while place + 4 <= len(said):
        kind, length = int.from_bytes(said[place : place + 2]), int.from_bytes(said[place + 2 : place + 4])
        if kind == 0:
            name_length = int.from_bytes(said[place + 7 : place + 9])
            name = said[place + 9 : place + 9 + name_length]
            return name.decode("ascii").lower() if len(name) == name_length else None
        place += 4 + length
    return None
