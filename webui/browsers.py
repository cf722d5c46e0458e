"""Browsers in words, for people who look through where they are signed in."""

_BROWSERS = (  # the first that fits: each names those after it as well
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPad", "an iPad"),
    ("iPhone", "an iPhone"),
    ("CrOS", "a Chromebook"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
)


def in_words(user_agent: str) -> str:
    """`Firefox on Windows`. What we do not know is `a browser`; nothing of the header itself is kept."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
