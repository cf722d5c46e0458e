"""Who may ask the console for what. Deny by default: a route is public only by name, and open to somebody signed in
only where it says what they need."""

import contextlib
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from werkzeug.exceptions import MisdirectedRequest
from werkzeug.wrappers import Response as AnyResponse

from appliance.duties import at_the_box
from appliance.errors import StorageError
from appliance.model import Right, Sight, Viewer
from appliance.store.seen import Seen
from webui.answers import EVERYWHERE, OWN_NAMES, SAFE_METHODS, add_headers, allows_host, check_origin
from webui.box import Box, box
from webui.returning import page_before, this_page
from webui.uploads import streamed

# How long a proof of who they are opens evidence and accounts: a break, so that a safeguarding lead who signs in for
# ten minutes between lessons is not asked again, and a screen left open in the afternoon shows nothing by itself.
PROOF_SECONDS = 30 * 60.0

PUBLIC_ENDPOINTS = frozenset(
    {
        "signin.ask",
        "signin.enter_with_password",
        "signin.second",
        "signin.code",
        "signin.passkey",
        "signin.offer",
        "signin.redeem",
        "static",
        "live.healthz",
    }
)
WITHOUT_PERSON = frozenset({"static", "live.healthz"})
# What somebody may do who has no second factor yet.
SETTING_UP = frozenset(
    {
        "factors.choose",
        "factors.app",
        "factors.add_app",
        "factors.passkey",
        "factors.add_passkey",
        "proof.ask",
        "proof.give",
        "signin.leave",
    }
)
_FEED = "live.feed"
_NEEDS = "needs"


@dataclass(frozen=True)
class Need:
    """What a route needs: one of `rights` (of none: somebody signed in), and `proved`, a proof not long ago."""

    rights: frozenset[Right]
    proved: bool


@dataclass(frozen=True)
class SignedIn:
    """The person behind a request. `session` is its number, `csrf` is what their forms must carry. `setting_up`: their
    account has no second factor yet, so that they may do nothing but set one up."""

    viewer: Viewer
    session: int
    token: str
    csrf: str
    proved_at: float = 0.0
    last_at: float = 0.0
    setting_up: bool = False

    @property
    def who(self) -> str:
        """As the audit trail names them."""
        return f"{self.viewer.name}, sign-in {self.session}"


def needs[**P, R](*rights: Right, proved: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A route for those who have one of these rights; without any, for everybody who is signed in.

    `proved=True` is for what opens evidence or changes accounts: who proved themselves longer than `PROOF_SECONDS` ago
    is first asked for it, and comes back. A GET comes back to its own address. A POST does nothing: they come back to
    the page that sent it, with a sentence that asks them to do it once more; htmx leaves its page for the question.
    So a view behind it runs for people who proved themselves lately, and needs to do nothing for that."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, _NEEDS, Need(frozenset(rights), proved))
        return view

    return mark


def needs_of(view: object) -> Need | None:
    """What a route needs; None where it does not say, so that nobody gets in."""
    found = getattr(view, _NEEDS, None)
    return found if isinstance(found, Need) else None


def may_open(viewer: Viewer, endpoint: str) -> bool:
    """May they open the route? It may also not be there."""
    wanted = needs_of(current_app.view_functions.get(endpoint))
    return wanted is not None and (not wanted.rights or bool(wanted.rights & viewer.rights))


def proved_lately(person: SignedIn, now: float) -> bool:
    """Whoever came by a link made at the box proved it by that, and has nothing else to prove it by."""
    return person.viewer.account == 0 or now - person.proved_at < PROOF_SECONDS


def guard(app: Flask) -> None:
    """Put every request of `app` behind the checks, in this order: host, session, right, origin, form token, proof."""
    app.before_request(_check_host)
    app.before_request(_check_session)
    app.before_request(_check_right)
    app.before_request(check_origin)
    app.before_request(_check_form_token)
    app.before_request(_check_proof)
    app.after_request(add_headers)


def cookie_name() -> str:
    """`__Host-` binds a cookie to this very host, but browsers take it over https only."""
    return "__Host-lollipop" if request.is_secure else "lollipop"


def signed_in() -> SignedIn | None:
    person = g.get("signed_in")
    return person if isinstance(person, SignedIn) else None


def somebody() -> SignedIn:
    """Whoever is signed in, in a route that only they can reach."""
    return signed_in() or abort(401)


def viewer() -> Viewer:
    return somebody().viewer


def seen() -> Seen:
    """What the person behind the request may read."""
    return box().store.seen_by(viewer())


def person_of(token: str, where: Box) -> SignedIn | None:
    """Whose session it is; None when it ended, ran out or never was, or their account did."""
    session = where.store.sign_in.session(token, where.now()) if token else None
    if session is None:
        return None
    accounts = where.store.accounts
    looks = at_the_box(accounts.has_lead) if session.account is None else accounts.viewer(session.account)
    if looks is None:
        return None
    setting_up = session.account is not None and not where.store.proofs.has_second(session.account)
    return SignedIn(
        viewer=msgspec.structs.replace(looks, rights=frozenset(), sight=Sight()) if setting_up else looks,
        session=session.id,
        token=token,
        csrf=csrf_token(token),
        proved_at=session.proved_at,
        last_at=session.last_at,
        setting_up=setting_up,
    )


def csrf_token(session_token: str) -> str:
    """Bound to the session, so nothing needs to be stored for it."""
    return hmac.new(session_token.encode(), b"form token", hashlib.sha256).hexdigest()


def _check_host() -> None:
    settings = box().settings
    listen = EVERYWHERE if settings.console.tls_port else settings.console.listen
    if not allows_host(request.host, listen, OWN_NAMES | {*settings.portal.names}):
        raise MisdirectedRequest


def _check_session() -> None:
    if request.endpoint in WITHOUT_PERSON:
        return
    person = person_of(request.cookies.get(cookie_name(), ""), box())
    if person:
        g.signed_in = person
        _keep_open(person)
    elif request.endpoint not in PUBLIC_ENDPOINTS:
        abort(401)


def _keep_open(person: SignedIn) -> None:
    """A session ends when nobody uses it: a page that fetches its parts by itself is no use. Pages are shown even while
    the store takes nothing."""
    by_itself = request.endpoint == _FEED or (request.method in SAFE_METHODS and "HX-Request" in request.headers)
    if not by_itself:
        with contextlib.suppress(StorageError):
            box().store.sign_in.touch(person.session, person.last_at, box().now())


def _check_right() -> AnyResponse | None:
    if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS:
        return None
    if somebody().setting_up and request.endpoint not in SETTING_UP:
        return go(url_for("factors.choose"))
    if not may_open(viewer(), request.endpoint):
        abort(403, "right")
    return None


def is_own_form(token: str) -> bool:
    """Whether a form carries the token of the session with which it was sent. A view that reads its form itself, as it
    comes (`uploads.streamed`), asks this before it does anything."""
    person = signed_in()
    return person is not None and hmac.compare_digest(token.encode(), person.csrf.encode())


def _check_form_token() -> None:
    if request.method in SAFE_METHODS or request.endpoint in PUBLIC_ENDPOINTS or streamed(request.path):
        return
    if not is_own_form(request.form.get("csrf", "")):
        abort(403)


def _check_proof() -> AnyResponse | None:
    person, wanted = signed_in(), needs_of(current_app.view_functions.get(request.endpoint or ""))
    if person is None or wanted is None or not wanted.proved or proved_lately(person, box().now()):
        return None
    if request.method in SAFE_METHODS:
        return go(url_for("proof.ask", to=this_page()))
    return go(url_for("proof.ask", to=page_before(), again=1))


def go(where: str) -> AnyResponse:
    """To another page. htmx would put it into a part of this one."""
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": where})
    return redirect(where, 303)
