"""What categories are called here, whatever the lists call them."""

import re

_OURS = {
    "adult": "adult",
    "porn": "adult",
    "mixed_adult": "adult",
    "gambling": "gambling",
    "games": "games",
    "social_networks": "social",
    "social": "social",
    "vpn": "proxies",
    "doh": "proxies",
    "redirector": "proxies",
    "strict_redirector": "proxies",
    "strong_redirector": "proxies",
    "proxy": "proxies",
    "ai": "ai",
    "audio-video": "video",
}
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 40


def category_name(theirs: str) -> str:
    """`Social_Networks` is our `social`; one that we have not is `dangerous-material`, in letters, figures and hyphens.
    Empty where there is nothing of these."""
    name = theirs.strip().lower()
    return _OURS.get(name) or _OTHER.sub("-", name).strip("-")[:_LONGEST].strip("-")
