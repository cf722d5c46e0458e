"""Which device is it, and who is at it? An address becomes a device."""

import ipaddress
from collections.abc import Iterable, Mapping

from appliance.model import Device


def by_address(devices: Iterable[Device]) -> dict[str, Device]:
    """Every address of every device in its text form. Of two devices that claim one address the first keeps it."""
    known: dict[str, Device] = {}
    for device in devices:
        for address in device.addresses:
            known.setdefault(plain_address(address), device)
    return known


def identify(client: str, devices: Mapping[str, Device]) -> Device:
    """The device at an address; one that nobody named yet is called by its address."""
    if device := devices.get(client):
        return device
    address = plain_address(client)
    return devices.get(address) or Device(name=address, addresses=(address,))


def is_address(name: str) -> bool:
    """Is a device called by its address, because nobody named it yet?"""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def plain_address(address: str) -> str:
    """One spelling for one address: `::ffff:10.0.0.4` is `10.0.0.4`, zones go; other words stay as they are."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(parsed)
