"""What the console and the portal ask of a browser, and what their answers carry."""

import ipaddress
from collections.abc import Set
from urllib.parse import urlsplit

from flask import Response, abort, request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_NAMES = frozenset({"localhost", "lollipop", "lollipop.local", "lollipop.lan"})
EVERYWHERE = "::"
WILDCARDS = frozenset({"0.0.0.0", EVERYWHERE, ""})  # noqa: S104  # compared with, not bound to

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # Other sites get no referrer. `no-referrer` would also make browsers send `Origin: null` with our own forms
    # (fetch.spec.whatwg.org, "append a request Origin header"), and Origin is what `check_origin` goes by over http.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def allows_host(host: str, listen: str, names: Set[str] = OWN_NAMES) -> bool:
    """May the `Host` header say this? Against DNS rebinding: a name is ours, or it is refused.

    An address cannot be rebound, so where we listen everywhere, any address will do.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if name in names or name == listen.lower():
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return listen in WILDCARDS or address.is_loopback


def check_origin() -> None:
    """Unsafe methods come from our own pages. Browsers say so in Sec-Fetch-Site (https, localhost) or Origin."""
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None and origin is None:
        abort(403)
    if site not in {None, "same-origin"} or origin not in {None, request.host_url.rstrip("/")}:
        abort(403)


def add_headers(response: Response) -> Response:
    """What every answer carries; an answer that has a header of its own keeps it."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static" and "/vendor/" in request.path:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint == "static":
        response.headers["Cache-Control"] = "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
