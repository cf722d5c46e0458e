"""What kind of device it is, from what it says of itself. Pure; the weightiest sign counts.

Nothing here is proof: a device may say what it likes. It helps people to know their devices, and decides nothing.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from appliance.wire import Sighted

APPLE_MODEL, SERVICE, NAME, VENDOR, OPTIONS, MAKER = 9, 7, 6, 5, 3, 1

_MADE_UP = 0x02  # the bit of a locally administered address


class Guess(NamedTuple):
    """`weight` is 0 where nobody knows."""

    kind: str
    weight: int


UNKNOWN = Guess("", 0)

_MODELS = (  # Apple's boards by their first letter: iPads and iPhones are told apart by mDNS's name or by DHCP's
    (r"(iPad|J\d+[a-z]*AP$)", "iPad"),
    (r"(iPhone|[DNV]\d+[a-z]*AP$)", "iPhone"),
    (r"(MacBook|iMac|Macmini|MacPro|Mac\d|J\d)", "Mac"),
    (r"AppleTV", "TV"),
    (r"AudioAccessory", "speaker"),
    (r"Chromecast|Google TV|BRAVIA|Smart ?TV", "TV"),
    (r"Google Home|Nest", "speaker"),
)
_SERVICES = {
    "_ipp._tcp": "printer",
    "_ipps._tcp": "printer",
    "_printer._tcp": "printer",
    "_pdl-datastream._tcp": "printer",
    "_googlecast._tcp": "TV",
    "_androidtvremote2._tcp": "TV",
    "_amzn-wplay._tcp": "TV",
    "_sonos._tcp": "speaker",
    "_axis-video._tcp": "camera",
    "_workstation._tcp": "Linux",
    "_apple-mobdev2._tcp": "iPad or iPhone",
}
_NAMES = (
    (r"ipad", "iPad"),
    (r"iphone", "iPhone"),
    (r"macbook|imac\b|mac-?mini", "Mac"),
    (r"chromebook", "Chromebook"),
    (r"android|galaxy|pixel", "Android"),
    (r"(desktop|laptop|win)-[a-z0-9]+$", "Windows"),
    (r"^(hp|npi|epson|brw|brn|canon|kyocera|ricoh)[0-9a-f-]{6,}", "printer"),
)
_VENDORS = (
    (r"^MSFT", "Windows"),
    (r"^android-dhcp", "Android"),
    (r"^(Hewlett-Packard|HP ).*(JetDirect|Printer)|^Mfg=", "printer"),
    (r"Chrome ?OS|^cros", "Chromebook"),
    (r"^(dhcpcd|udhcp|systemd)", "Linux"),
    (r"^(Cisco|Polycom|yealink|snom)", "desk phone"),
)
# The options that a system asks for, in its order. Public facts that anyone can read off a network.
_OPTIONS = {
    (1, 121, 3, 6, 15, 108, 114, 119, 252, 95, 44, 46): "Mac",
    (1, 121, 3, 6, 15, 119, 252, 95, 44, 46): "Mac",
    (1, 121, 3, 6, 15, 108, 114, 119, 252): "iPad or iPhone",
    (1, 121, 3, 6, 15, 119, 252): "iPad or iPhone",
    (1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252): "Windows",
    (1, 3, 6, 15, 26, 28, 51, 58, 59, 43): "Android",
    (1, 3, 6, 15, 26, 28, 51, 58, 59, 43, 114, 108): "Android",
}
_MAKERS = (
    (r"apple", "Apple"),
    (r"hewlett|epson|canon|brother|kyocera|ricoh|lexmark|xerox|konica", "printer or computer"),
    (r"raspberry", "Linux"),
    (r"sonos", "speaker"),
    (r"samsung|huawei|xiaomi|oneplus|oppo|motorola", "Android"),
    (r"aruba|ubiquiti|ruckus|meraki|tp-link|netgear|cisco|juniper", "network"),
    (r"hikvision|axis|dahua", "camera"),
)


def is_random(mac: str) -> bool:
    """Did the device make its address up? Phones do, for each network another."""
    return bool(int(mac[:2], 16) & _MADE_UP)


def guess(said: Sighted) -> Guess:
    """Of what it says together, the weightiest."""
    return max(_guesses(said), key=lambda one: one.weight, default=UNKNOWN)


def _guesses(said: Sighted) -> Iterator[Guess]:
    yield from _matches(said.model, _MODELS, APPLE_MODEL)
    yield from (Guess(_SERVICES[one], SERVICE) for one in said.services if one in _SERVICES)
    yield from _matches(said.name, _NAMES, NAME)
    yield from _matches(said.vendor, _VENDORS, VENDOR)
    if kind := _OPTIONS.get(said.options):
        yield Guess(kind, OPTIONS)
    yield from _matches(said.maker, _MAKERS, MAKER)


def _matches(said: str, patterns: Iterable[tuple[str, str]], weight: int) -> Iterator[Guess]:
    """The first that fits."""
    if said:
        found = (Guess(kind, weight) for pattern, kind in patterns if re.search(pattern, said, re.IGNORECASE))
        yield from list(found)[:1]
