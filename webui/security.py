"""Who may ask the console for what. Deny by default: a route is public only by name."""

import hashlib
import hmac
from dataclasses import dataclass

from flask import Flask, abort, g, request
from werkzeug.exceptions import MisdirectedRequest

from webui.answers import SAFE_METHODS, add_headers, allows_host, check_origin
from webui.box import Box, box

PUBLIC_ENDPOINTS = frozenset({"signin.ask", "signin.offer", "signin.redeem", "static", "live.healthz"})
WITHOUT_PERSON = frozenset({"static", "live.healthz"})


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
    app.before_request(check_origin)
    app.before_request(_check_form_token)
    app.after_request(add_headers)


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


def _check_host() -> None:
    if not allows_host(request.host, box().settings.console.listen):
        raise MisdirectedRequest


def _check_session() -> None:
    if request.endpoint in WITHOUT_PERSON:
        return
    person = person_of(request.cookies.get(cookie_name(), ""), box())
    if person:
        g.signed_in = person
    elif request.endpoint not in PUBLIC_ENDPOINTS:
        abort(401)


def _check_form_token() -> None:
    person = signed_in()
    if request.method in SAFE_METHODS or request.endpoint in PUBLIC_ENDPOINTS:
        return
    if person is None or not hmac.compare_digest(request.form.get("csrf", "").encode(), person.csrf.encode()):
        abort(403)
