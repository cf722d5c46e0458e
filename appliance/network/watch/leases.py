"""DHCP: who was lent which address, and until when; and what a device tells of itself when it asks.

An answer counts where it answers a question that was heard from that device itself, so that nobody is given an address
by whoever only pretends to be the server.
"""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, NamedTuple

from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.dhcp6 import (
    DHCP6_Rebind,
    DHCP6_Release,
    DHCP6_Renew,
    DHCP6_Reply,
    DHCP6_Request,
    DHCP6OptClientFQDN,
    DHCP6OptIA_NA,
    DHCP6OptIAAddress,
    DHCP6OptVendorClass,
)

from appliance.network.watch.frames import IPV4, ethertype, host_text, is_device, mac_text, packet
from appliance.network.watch.heard import Heard, or_nothing, printable

MOST_QUESTIONS = 1000
QUESTION_SECONDS = 30.0
_UDP_HEADER = 8
_DISCOVER, _REQUEST, _ACK, _RELEASE = 1, 3, 5, 7
_MOST_OPTIONS = 64
_MESSAGES6 = {3: DHCP6_Request, 5: DHCP6_Renew, 6: DHCP6_Rebind, 7: DHCP6_Reply, 8: DHCP6_Release}


class _Question(NamedTuple):
    at: float
    mac: str
    wanted: str


class Leases:
    """Remembers the questions of the last 30 seconds, 1,000 at most."""

    def __init__(self) -> None:
        self._questions: OrderedDict[tuple[str, int], _Question] = OrderedDict()

    def read(self, frame: bytes, now: float) -> tuple[Heard, ...]:
        return self._read(frame, now) or ()

    @or_nothing
    def _read(self, frame: bytes, now: float) -> tuple[Heard, ...]:
        found = packet(frame)
        if found is None:
            return ()
        payload = found.payload[_UDP_HEADER:]
        if ethertype(frame) == IPV4:
            return tuple(self._four(found.mac, BOOTP(payload), now))
        return tuple(self._six(found.mac, frame[:6], payload, now))

    def _four(self, sender: bytes, said: Any, now: float) -> Iterator[Heard]:
        if DHCP not in said or said.hlen != len(sender):
            return
        options: dict[str, Any] = dict(one[:2] for one in said[DHCP].options if isinstance(one, tuple) and len(one) > 1)
        kind, mac = options.get("message-type"), mac_text(bytes(said.chaddr[: len(sender)]))
        if kind == _ACK:
            question = self._answered(mac, said.xid, now)
            if question and question.wanted == said.yiaddr and host_text(said.yiaddr):
                yield _lease(mac, said.yiaddr, options.get("lease_time"))
            return
        if mac_text(sender) != mac or not is_device(sender):
            return
        if kind in {_DISCOVER, _REQUEST}:
            self._ask(mac, said.xid, str(options.get("requested_addr") or said.ciaddr), now)
            yield _of_itself(mac, options)
        elif kind == _RELEASE and host_text(said.ciaddr):
            yield Heard(mac=mac, source="dhcp", address=said.ciaddr, lease_seconds=0)

    def _six(self, sender: bytes, receiver: bytes, payload: bytes, now: float) -> Iterator[Heard]:
        said = _message6(payload)
        if said is None:
            return
        if isinstance(said, DHCP6_Reply):
            question = self._answered("", said.trid, now)
            if question and question.mac == mac_text(receiver):
                yield from (_lease(question.mac, one.addr, one.validlft) for one in _addresses6(said))
            return
        mac = mac_text(sender)
        if not is_device(sender):
            return
        if isinstance(said, DHCP6_Release):
            yield from (
                Heard(mac=mac, source="dhcp", address=one.addr, lease_seconds=0)
                for one in _addresses6(said)
                if host_text(one.addr)
            )
            return
        self._ask("", said.trid, "", now, mac)
        yield Heard(mac=mac, source="dhcp", name=_name6(said), vendor=_vendor6(said))

    def _ask(self, key: str, number: int, wanted: str, now: float, mac: str = "") -> None:
        """By IPv6 an answer does not name the device: the number alone tells whose it is."""
        self._questions[key, number] = _Question(at=now, mac=mac or key, wanted=wanted)
        self._questions.move_to_end((key, number))
        if len(self._questions) > MOST_QUESTIONS:
            self._questions.popitem(last=False)

    def _answered(self, key: str, number: int, now: float) -> _Question | None:
        question = self._questions.get((key, number))
        return question if question and now - question.at < QUESTION_SECONDS else None


def _lease(mac: str, address: str, seconds: object) -> Heard:
    return Heard(
        mac=mac, source="dhcp", address=str(address), lease_seconds=float(seconds) if isinstance(seconds, int) else None
    )


def _of_itself(mac: str, options: dict[str, Any]) -> Heard:
    wanted = options.get("param_req_list") or ()
    return Heard(
        mac=mac,
        source="dhcp",
        name=printable(options.get("hostname") or b""),
        vendor=printable(options.get("vendor_class_id") or b""),
        options=tuple(int(one) for one in wanted[:_MOST_OPTIONS]),
    )


def _message6(payload: bytes) -> Any:
    """A question or an answer; None for what is neither, as what relays pass on."""
    kind = _MESSAGES6.get(payload[0]) if payload else None
    return kind(payload) if kind else None


def _addresses6(said: Any) -> Iterator[Any]:
    layer = said.getlayer(DHCP6OptIA_NA)
    for one in layer.ianaopts if layer else ():
        if isinstance(one, DHCP6OptIAAddress) and host_text(one.addr):
            yield one


def _name6(said: Any) -> str:
    layer = said.getlayer(DHCP6OptClientFQDN)
    name = layer.fqdn if layer else b""
    return printable(name).partition(".")[0]


def _vendor6(said: Any) -> str:
    layer = said.getlayer(DHCP6OptVendorClass)
    return printable(layer.vcdata[0].data) if layer and layer.vcdata else ""
