"""Letting somebody in who proved who they are: their session, and the cookies that go with it."""

from flask import Response, request, session

from appliance.proofs.door import Visitor
from appliance.proofs.known import written
from appliance.proofs.passkeys import Site
from webui.box import box
from webui.browsers import in_words
from webui.security import cookie_name, person_of

SESSION_SECONDS = 12 * 3600
KNOWN_SECONDS = 365 * 86400
HALF_SECONDS = 600.0  # between the password and the second step
_HALF = "half"


def visitor() -> Visitor:
    """Where the request comes from."""
    return box().door.visitor(request.remote_addr or "", request.cookies.get(known_cookie(), ""))


def site() -> Site:
    """The console as this browser sees it."""
    return Site(host=request.host.rpartition(":")[0] or request.host, origin=request.host_url.rstrip("/"))


def passkeys_work() -> bool:
    """Browsers make and use passkeys at a name, not an address, and only over https, or at the computer itself."""
    host = site().host
    return host == "localhost" or (request.is_secure and not host.replace(".", "").isdigit() and ":" not in host)


def known_cookie() -> str:
    return f"{cookie_name()}-known"


def enter(account: int, to: str) -> Response:
    """Into an account, and to a page of ours."""
    where, now = box(), box().now()
    token = where.store.sign_in.begin(account, now, *_from_where())
    response = _with_session(token, to)
    _set(response, known_cookie(), written(visitor().browser, account, where.door.key), KNOWN_SECONDS)
    return response


def enter_by_link(token: str, to: str) -> Response | None:
    """As whoever made a link at the box; None for a link that does not work."""
    session_token = box().store.sign_in.redeem(token, box().now(), *_from_where())
    return None if session_token is None else _with_session(session_token, to)


def begin_half(account: int, to: str) -> None:
    """The password was right, the second step is still to come."""
    session[_HALF] = {"account": account, "at": box().now(), "to": to}


def half() -> tuple[int, str] | None:
    """Whose password was right a moment ago, and where they want to go. Flask signs the cookie that it stands in."""
    found = session.get(_HALF)
    if not found or box().now() - found["at"] > HALF_SECONDS or box().store.accounts.viewer(found["account"]) is None:
        return None
    return found["account"], found["to"]


def forget(response: Response) -> None:
    """Signed out, with every note that was still to be shown. The browser stays known."""
    session.clear()
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="Strict", secure=request.is_secure)


def _with_session(token: str, to: str) -> Response:
    session.clear()  # also notes for whoever was signed in here before
    if person := person_of(token, box()):
        box().store.audit.add(box().now(), person.who, "signed in", request.remote_addr or "")
    response = Response(status=303, headers={"Location": to})
    _set(response, cookie_name(), token, SESSION_SECONDS)
    return response


def _from_where() -> tuple[str, str]:
    return request.remote_addr or "", in_words(request.user_agent.string)


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, samesite="Strict", secure=request.is_secure
    )
