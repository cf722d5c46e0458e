"""The pages that a pupil sees instead of what was asked for. Every word put into them is escaped."""

import base64
import hashlib
import html
import re
from functools import cache
from pathlib import Path
from string import Template

from mitmproxy import http

from appliance.model import Ban, Block

_FOLDER = Path(__file__).parent / "templates"
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_MINUTE = 60


def banned(ban: Ban, talk_to: str, now: float) -> http.Response:
    """403: the device's internet is paused. Says why, how long (`now` is on the ban's clock), and whom to talk to."""
    minutes = max(1, -int(-(ban.until - now) // _MINUTE))
    remaining = "1 minute" if minutes == 1 else f"{minutes} minutes"
    return _response(403, "banned", reason=ban.reason, remaining=remaining, talk_to=talk_to)


def blocked(block: Block, host: str, talk_to: str) -> http.Response:
    """403: the school does not open this site."""
    return _response(403, "blocked", host=host, rule=block.rule, source=block.source, talk_to=talk_to)


def being_checked() -> http.Response:
    """503: we could not read it, and the school chose to be safe."""
    return _response(503, "checked")


def practice() -> http.Response:
    """200: a page to practise on; it holds words that make a capture."""
    return _response(200, "practice")


def misread() -> http.Response:
    """400: the request does not say clearly where it is to go."""
    text = "What arrived here does not say clearly which site it is for."
    return http.Response.make(400, trouble(400, "That did not work", text), headers())


def trouble(status: int, headline: str, text: str) -> bytes:
    """The body of a page that says what went wrong between us and a site."""
    return _fill("trouble", status=str(status), headline=headline, text=text)


def _response(status: int, name: str, **words: str) -> http.Response:
    return http.Response.make(status, _fill(name, **words), headers())


@cache
def headers() -> dict[str, str]:
    """Nothing is stored, nothing is loaded from elsewhere, nothing runs."""
    style = _STYLE.search(_template("layout").template)
    digest = hashlib.sha256(style[1].encode() if style else b"").digest()
    allowed = f"'sha256-{base64.b64encode(digest).decode()}'"
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def _fill(name: str, **words: str) -> bytes:
    escaped = {key: html.escape(word) for key, word in words.items()}
    content = _template(name).substitute(escaped)
    title = re.search(r"<h1>(.*?)</h1>", content)
    return _template("layout").substitute(title=title[1] if title else "", content=content).encode()


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / f"{name}.html").read_text(encoding="utf-8"))
