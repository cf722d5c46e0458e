"""What every answer carries: nothing of it stays in a browser, and nothing of ours runs anywhere else."""

from urllib.parse import urlsplit

from flask import Response, g, request

from webui.answers import CONTENT_SECURITY_POLICY, HEADERS
from webui.confide.door import door
from webui.confide.whole import POLICY

_ALL_OF_IT = '"cache", "cookies", "storage"'


def last_page() -> None:
    """This is where a child leaves: the browser is told to forget what it kept. It listens where TLS is spoken."""
    g.is_last = True


def add(response: Response) -> Response:
    """No `Strict-Transport-Security`: it would lead from our plain port to the same port with TLS, where none is
    spoken. `Referrer-Policy` is the one of `answers.py`, for the reason that stands there."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Content-Security-Policy"] = _policy()
    if request.is_secure and g.get("is_last"):
        response.headers["Clear-Site-Data"] = _ALL_OF_IT
    response.headers["Cache-Control"] = "no-store"
    return response


def _policy() -> str:
    """As everywhere, but that nothing is fetched for a page, unless it is read aloud, or asks whether TLS would be
    trusted."""
    asks = "" if request.is_secure else f" {secure_origin()}"
    policy = CONTENT_SECURITY_POLICY.replace("connect-src 'self'", f"media-src 'self'; connect-src 'self'{asks}")
    for everywhere, here in POLICY.items():
        policy = policy.replace(everywhere, here)
    return policy


def secure_origin() -> str:
    """`https://confide:8444`: by the name that this browser used."""
    return f"https://{_name()}:{door().settings.confide.tls_port}"


def plain_origin() -> str:
    return f"http://{_name()}:{door().settings.confide.port}"


def _name() -> str:
    """Of a host that was allowed before; IPv6 in brackets."""
    name = urlsplit(f"//{request.host}").hostname or ""
    return f"[{name}]" if ":" in name else name
