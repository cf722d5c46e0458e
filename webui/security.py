"""Who may ask for what, and what every answer carries. Deny by default: a route is public only by name."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from werkzeug.exceptions import MisdirectedRequest

from appliance.config import Console
from webui.box import Box, box

PUBLIC_ENDPOINTS = frozenset({"signin.ask", "signin.offer", "signin.redeem", "static", "live.healthz"})
WITHOUT_PERSON = frozenset({"static", "live.healthz"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_NAMES = frozenset({"localhost", "lollipop", "lollipop.local", "lollipop.lan"})
WILDCARDS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  # compared with, not bound to

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
    # (fetch.spec.whatwg.org, "append a request Origin header"), and Origin is what `_check_origin` goes by over http.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True)
class SignedIn:
    """The person behind a request. `csrf` is what their forms must carry."""

    who: str
    token: str
    csrf: str


def guard(app: Flask) -> None:
    """Put every request of `app` behind the checks, in this order: host, session, origin and form token."""
    app.before_request(_check_host)
    app.before_request(_check_session)
    app.before_request(_check_origin)
    app.before_request(_check_form_token)
    app.after_request(_add_headers)


def cookie_name() -> str:
    """`__Host-` binds a cookie to this very host, but browsers take it over https only."""
    return "__Host-lollipop" if request.is_secure else "lollipop"


def signed_in() -> SignedIn | None:
    person = g.get("signed_in")
    return person if isinstance(person, SignedIn) else None


def person_of(token: str, where: Box) -> SignedIn | None:
    """Whose session it is; None when it ended, ran out or never was."""
    session = where.store.sign_in.session(token, where.now()) if token else None
    if session is None:
        return None
    return SignedIn(who=f"console, sign-in {session.id}", token=token, csrf=csrf_token(token))


def csrf_token(session_token: str) -> str:
    """Bound to the session, so nothing needs to be stored for it."""
    return hmac.new(session_token.encode(), b"form token", hashlib.sha256).hexdigest()


def allows_host(host: str, console: Console) -> bool:
    """May the `Host` header say this? Against DNS rebinding: a name is ours, or it is refused.

    An address cannot be rebound, so where the console listens everywhere, any address will do.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if name in OWN_NAMES or name == console.listen.lower():
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return console.listen in WILDCARDS or address.is_loopback


def _check_host() -> None:
    if not allows_host(request.host, box().settings.console):
        raise MisdirectedRequest


def _check_session() -> None:
    if request.endpoint in WITHOUT_PERSON:
        return
    person = person_of(request.cookies.get(cookie_name(), ""), box())
    if person:
        g.signed_in = person
    elif request.endpoint not in PUBLIC_ENDPOINTS:
        abort(401)


def _check_origin() -> None:
    """Unsafe methods come from our own pages. Browsers say so in Sec-Fetch-Site (https, localhost) or Origin."""
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None and origin is None:
        abort(403)
    if site not in {None, "same-origin"} or origin not in {None, request.host_url.rstrip("/")}:
        abort(403)


def _check_form_token() -> None:
    person = signed_in()
    if request.method in SAFE_METHODS or request.endpoint in PUBLIC_ENDPOINTS:
        return
    if person is None or not hmac.compare_digest(request.form.get("csrf", "").encode(), person.csrf.encode()):
        abort(403)


def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static" and "/vendor/" in request.path:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint == "static":
        response.headers["Cache-Control"] = "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
