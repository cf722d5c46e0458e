"""Which kind of device reads this, by what its browser says. A guess that a person can correct with one press."""

import re
from typing import NamedTuple


class Platform(NamedTuple):
    """`name` stands in the address, `title` on screen."""

    name: str
    title: str
    says: re.Pattern[str]


PLATFORMS = (
    Platform("ipad", "iPad and iPhone", re.compile(r"\b(iPad|iPhone|iPod)\b")),
    Platform("chromebook", "Chromebook", re.compile(r"\bCrOS\b")),
    Platform("android", "Android", re.compile(r"\bAndroid\b")),
    Platform("windows", "Windows", re.compile(r"\bWindows NT\b")),
    Platform("mac", "Mac", re.compile(r"\bMacintosh\b")),
    Platform("linux", "Linux", re.compile(r"\b(Linux|X11)\b")),
)
_LONGEST = 512


def recognised(user_agent: str) -> Platform | None:
    """The first that fits: ChromeOS and Android say other things too. An iPad may say that it is a Mac."""
    return next((one for one in PLATFORMS if one.says.search(user_agent[:_LONGEST])), None)


def named(name: str) -> Platform | None:
    return next((one for one in PLATFORMS if one.name == name), None)
