"""Each page is whole: its style, its script and its pictures stand in it. A browser asks once and has nothing to keep,
and one process makes all of a page (decision 0041)."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

_STATIC = Path(__file__).parents[1] / "static"
_STYLES = ("lollipop.css", "portal/portal.css", "confide/confide.css")
_KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp", b"<svg": "image/svg+xml"}


def _read(*names: str) -> str:
    return "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in names)


def picture(image: bytes) -> str:
    """As an address that holds the picture itself; empty for what is none."""
    kind = next((kind for begins, kind in _KINDS.items() if image.startswith(begins)), "")
    return f"data:{kind};base64,{b64encode(image).decode()}" if kind else ""


def allowed(text: str) -> str:
    """A source of a Content-Security-Policy: this very text, and no other (CSP 3, 2.3.1)."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@dataclass(frozen=True)
class Parts:
    """What stands in every page; the templates' `whole`."""

    style: Markup
    script: Markup
    icon: str
    lollipop: str


PARTS = Parts(
    style=Markup(_read(*_STYLES)),  # noqa: S704  # our own files, with nothing in them that anybody wrote
    script=Markup(_read("confide/confide.js")),  # noqa: S704  # the same
    icon=picture(_read("icon.svg").encode()),
    lollipop=picture(_read("logo.svg").encode()),
)
"""Read once, before any page is made."""

POLICY = {
    "style-src 'self'": f"style-src {allowed(PARTS.style)}",
    "script-src 'self'": f"script-src {allowed(PARTS.script)}",
    "img-src 'self'": "img-src data:",
}
"""What stands in the policy of `answers.py`, and what instead of it."""
