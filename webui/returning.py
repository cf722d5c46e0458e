"""Ways back: addresses of our own pages, and no others, to which somebody returns after a question."""

from urllib.parse import urlsplit

from flask import request

_LONGEST = 500
_HOME = "/"


def way_back(address: str) -> str:
    """A page of ours as path and query, from what a form or a header says; the front door for anything else. Browsers
    read a backslash as a slash, and two slashes at the beginning as another host."""
    try:
        parts = urlsplit(address[:_LONGEST])
    except ValueError:
        return _HOME
    ours = not parts.netloc or parts.netloc == request.host
    if not ours or "\\" in address or not parts.path.startswith("/") or parts.path.startswith("//"):
        return _HOME
    return parts.path + (f"?{parts.query}" if parts.query else "")


def this_page() -> str:
    """The page that is looked at; of a part that htmx fetches, the page around it."""
    return way_back(request.headers.get("HX-Current-URL") or request.full_path.rstrip("?"))


def page_before() -> str:
    """The page that the request was sent from."""
    return way_back(request.headers.get("HX-Current-URL") or request.referrer or _HOME)
