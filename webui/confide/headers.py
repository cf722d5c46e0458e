"""What every answer carries: nothing of it stays in a browser, and nothing of ours runs anywhere else."""

from urllib.parse import urlsplit

from flask import Response, g, request

from webui.answers import CONTENT_SECURITY_POLICY, HEADERS
from webui.confide.door import door

STYLE_SECONDS = 300  # it is the same for each page of a walk, and says no more than the address of the first
OK = 200
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
    is_style = request.endpoint == "static" and response.status_code == OK
    response.headers["Cache-Control"] = f"private, max-age={STYLE_SECONDS}" if is_style else "no-store"
    return response


def _policy() -> str:
    """As everywhere, with pages read aloud, and the question whether TLS would be trusted."""
    asks = "" if request.is_secure else f" {secure_origin()}"
    return CONTENT_SECURITY_POLICY.replace("connect-src 'self'", f"media-src 'self'; connect-src 'self'{asks}")


def secure_origin() -> str:
    """`https://confide:8444`: by the name that this browser used."""
    return f"https://{_name()}:{door().settings.confide.tls_port}"


def plain_origin() -> str:
    return f"http://{_name()}:{door().settings.confide.port}"


def _name() -> str:
    """Of a host that was allowed before; IPv6 in brackets."""
    name = urlsplit(f"//{request.host}").hostname or ""
    return f"[{name}]" if ":" in name else name
