"""What a program is called, by its user agent (RFC 9110, section 10.1.5). A guess: programs say what they like."""

import re

_NOT_SAID = "Not said"
_LONGEST = 40
# The first that is in it. Browsers name those that they descend from, so heirs come before ancestors.
_KNOWN = (
    ("Edg", "Microsoft Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Teams/", "Microsoft Teams"),
    ("Discord/", "Discord"),
    ("Roblox", "Roblox"),
    ("Minecraft", "Minecraft"),
    ("Instagram", "Instagram"),
    ("Snapchat", "Snapchat"),
    ("TikTok", "TikTok"),
    ("WhatsApp", "WhatsApp"),
    ("Spotify", "Spotify"),
    ("Electron/", "A desktop application"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Firefox/", "Firefox"),
    ("; wv)", "An Android application"),
    ("CrOS", "Chrome on a Chromebook"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("CFNetwork/", "An Apple application"),
    ("okhttp/", "An Android application"),
    ("Dalvik/", "An Android application"),
)
_NAME = re.compile(r"[A-Za-z][\w .-]*")


def program(user_agent: str) -> str:
    """Its name as people know it; else what it calls itself first."""
    known = next((name for part, name in _KNOWN if part in user_agent), "")
    if known:
        return known
    first = _NAME.match(user_agent.strip())
    name = first.group().strip()[:_LONGEST] if first else ""
    return "Another browser" if name == "Mozilla" else name or _NOT_SAID
