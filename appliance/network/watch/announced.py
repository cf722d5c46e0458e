"""mDNS: what a device calls itself, and which services it offers."""

from collections.abc import Iterator
from typing import Any

from scapy.layers.dns import DNS

from appliance.network.watch.frames import host_text, is_device, mac_text, packet
from appliance.network.watch.heard import LONGEST, Heard, or_nothing, printable

_UDP_HEADER = 8
_A, _PTR, _TXT, _AAAA, _SRV = 1, 12, 16, 28, 33
_MOST_RECORDS = 64
_MOST_SERVICES = 16
_SERVICE_LABELS = ("_tcp", "_udp")


@or_nothing
def read(frame: bytes) -> Heard | None:
    """None where a device said nothing of itself."""
    found = packet(frame)
    if found is None or not is_device(found.mac):
        return None
    said = DNS(found.payload[_UDP_HEADER:])
    records = list(_records(said))
    services = tuple(dict.fromkeys(filter(None, map(_service, records))))[:_MOST_SERVICES]
    name = next(filter(None, map(_name, records)), "")
    model = next(filter(None, map(_model, records)), "")
    if not (services or name or model):
        return None
    address = host_text(found.source)
    return Heard(mac=mac_text(found.mac), source="mdns", address=address, name=name, services=services, model=model)


def _records(said: Any) -> Iterator[Any]:
    if not said.qr:
        return
    together = (*(said.an or ()), *(said.ar or ()))
    yield from (one for one in together[:_MOST_RECORDS] if hasattr(one, "rrname"))


def _labels(record: Any) -> list[str]:
    return bytes(record.rrname).decode("utf-8", "replace").rstrip(".").split(".")


def _name(record: Any) -> str:
    """`Amys-iPad` of `Amys-iPad.local.`, which has an address."""
    labels = _labels(record)
    if record.type in {_A, _AAAA} and len(labels) == 2 and labels[1] == "local":  # noqa: PLR2004  # a name and .local
        return printable(labels[0])
    return ""


def _service(record: Any) -> str:
    """`_airplay._tcp` of a pointer to a service, and not of a question who has one."""
    labels = _labels(record)
    is_service = record.type == _PTR and len(labels) == 3 and labels[1] in _SERVICE_LABELS  # noqa: PLR2004  # with .local
    return printable(f"{labels[0]}.{labels[1]}") if is_service and labels[0].startswith("_") else ""


def _model(record: Any) -> str:
    """Apple's `model=J207AP`, Chromecast's and printers' `md=` and `ty=`."""
    if record.type != _TXT:
        return ""
    for entry in record.rdata if isinstance(record.rdata, list) else [record.rdata]:
        key, _, value = bytes(entry).partition(b"=")
        if key.lower() in {b"model", b"md", b"ty"}:
            return printable(value, LONGEST)
    return ""
