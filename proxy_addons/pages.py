"""The pages that a pupil sees instead of what was asked for. Every word put into them is escaped."""

import base64
import hashlib
import html
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template
from urllib.parse import quote

from mitmproxy import http

from appliance.access.reading_age import ReadingAge
from appliance.config import Settings
from appliance.model import Ban, Block, Frozen, Reason, Warn

_FOLDER = Path(__file__).parent / "templates"
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_MINUTE = 60
_LONGEST_URL = 2000
CONFIDE = "http://confide/"


class Reader(Frozen):
    """Who reads a page: how old, whom they can talk to, and where the portal is that hears of mistakes."""

    age: ReadingAge
    talk_to: str
    portal: str


def reader(age: ReadingAge, settings: Settings) -> Reader:
    return Reader(age=age, talk_to=settings.school.talk_to, portal=settings.portal.url)


def banned(ban: Ban, talk_to: str, now: float) -> http.Response:
    """403: the device's internet is paused. Says why, how long (`now` is on the ban's clock), and whom to talk to."""
    minutes = max(1, -int(-(ban.until - now) // _MINUTE))
    remaining = "1 minute" if minutes == 1 else f"{minutes} minutes"
    return _response(403, "banned", {"ways": _ways()}, reason=ban.reason, remaining=remaining, talk_to=talk_to)


def blocked(block: Block, host: str, url: str, who: Reader) -> http.Response:
    """403: the school does not open this. What is illegal is closed for everyone, and no mistake of the school's."""
    if block.reason is Reason.ILLEGAL:
        return _response(403, "illegal", {"ways": _ways()}, talk_to=who.talk_to)
    return _response(
        403,
        f"blocked-{who.age.value}",
        {"ways": _ways(_mistake(url, who.portal))},
        host=host,
        why=_why(block, who.age),
        source=f"{block.source}: {block.rule}",
        talk_to=who.talk_to,
    )


def warned(warn: Warn, host: str, url: str, who: Reader, form: Mapping[str, str]) -> http.Response:
    """403: open to who says that they mean it. `form` is what the button sends, and `action` where to, on this site."""
    return _response(
        403,
        f"warned-{who.age.value}",
        {"ways": _ways(_mistake(url, who.portal)), "button": _filled("button", {}, **form)},
        host=host,
        rule=warn.rule,
        source=warn.source,
        talk_to=who.talk_to,
    )


def sign_in(portal: str) -> http.Response:
    """511: the network wants to know who this is (RFC 6585)."""
    return _response(511, "sign-in", portal=f"{portal}/")


def sent_on(status: int, url: str) -> http.Response:
    """302 or 303: to another page."""
    return http.Response.make(status, b"", {**headers(), "Location": url})


def misdirected() -> http.Response:
    """421: the connection was made for another site; a browser makes a new one (RFC 9110, 15.5.20)."""
    text = "This connection was made for another site."
    return http.Response.make(421, trouble(421, "That did not work", text), headers())


def being_checked() -> http.Response:
    """503: we could not read it, and the school chose to be safe."""
    return _response(503, "checked")


def practice() -> http.Response:
    """200: a page to practise on; it holds words that make a capture."""
    return _response(200, "practice")


def ready() -> http.Response:
    """200: the traffic of this device comes through here, and by https it trusts us. Any page may read that."""
    wanted = {"Content-Type": "text/plain", "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    return http.Response.make(200, b"ready", wanted)


def misread() -> http.Response:
    """400: the request does not say clearly where it is to go."""
    text = "What arrived here does not say clearly which site it is for."
    return http.Response.make(400, trouble(400, "That did not work", text), headers())


def trouble(status: int, headline: str, text: str) -> bytes:
    """The body of a page that says what went wrong between us and a site."""
    return _fill("trouble", {}, status=str(status), headline=headline, text=text)


_LISTED = {
    ReadingAge.INFANT: "Your school keeps it closed.",
    ReadingAge.JUNIOR: "It is on your school's list of sites that stay closed.",
    ReadingAge.OLDER: "It is on the school's list of sites that stay closed.",
}


def _why(block: Block, age: ReadingAge) -> str:
    """The names of the school's rules are written for pupils to read."""
    if block.reason is Reason.BLOCK_LIST:
        return _LISTED[age]
    said = _sentence(block.rule)
    return f"The school's rule: {said}" if age is ReadingAge.OLDER else said


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "."


def _ways(mistake: str = "") -> str:
    """What one can do."""
    return _filled("ways", {"mistake": mistake}, confide=CONFIDE)


def _mistake(url: str, portal: str) -> str:
    return _filled("mistake", {}, link=f"{portal}/mistake?url={quote(url[:_LONGEST_URL], safe='')}")


def _response(status: int, name: str, markup: Mapping[str, str] | None = None, **words: str) -> http.Response:
    return http.Response.make(status, _fill(name, markup or {}, **words), headers())


@cache
def headers() -> dict[str, str]:
    """Nothing is stored, nothing is loaded from elsewhere, nothing runs; a form goes to the site that it stands on."""
    style = _STYLE.search(_template("layout").template)
    digest = hashlib.sha256(style[1].encode() if style else b"").digest()
    allowed = f"'sha256-{base64.b64encode(digest).decode()}'"
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def _fill(name: str, markup: Mapping[str, str], **words: str) -> bytes:
    """`markup` is ours, `words` are not."""
    content = _filled(name, {"sign": _sign(), **markup}, **words)
    title = re.search(r"<h1>(.*?)</h1>", content)
    return _template("layout").substitute(title=title[1] if title else "", content=content).encode()


def _filled(name: str, markup: Mapping[str, str], **words: str) -> str:
    escaped = {key: html.escape(word) for key, word in words.items()}
    return _template(name).substitute({**markup, **escaped})


@cache
def _sign() -> str:
    return (_FOLDER / "sign.svg").read_text(encoding="utf-8").strip()


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / f"{name}.html").read_text(encoding="utf-8"))
