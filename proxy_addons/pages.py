"""The pages that a pupil sees instead of what was asked for. Every word put into them is escaped."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from mitmproxy import http

from appliance.access.reading_age import ReadingAge
from appliance.languages.catalogue import catalogue, counted, marked, said
from appliance.languages.choosing import Language, SchoolWords
from appliance.languages.in_templates import speak
from appliance.languages.own_words import known, talk_to
from appliance.model import Ban, Block, Frozen, Reason, Warn
from appliance.unseen import shown

_FOLDER = Path(__file__).parent / "templates"
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_MINUTE = 60
_LONGEST_URL = 2000
CONFIDE = "http://confide/"
PRACTISED = "how to hide cuts"
FAILED = marked("That did not work")


class Reader(Frozen):
    """Who reads a page: how old, in which language, whom they can talk to, and where the portal is that hears of
    mistakes."""

    age: ReadingAge
    language: Language
    talk_to: str
    portal: str


def reader(age: ReadingAge, language: Language, words: SchoolWords, portal: str) -> Reader:
    return Reader(age=age, language=language, talk_to=talk_to(words, language), portal=portal)


def banned(ban: Ban, who: Reader, now: float) -> http.Response:
    """403: the device's internet is paused. Says why, how long (`now` is on the ban's clock), and whom to talk to."""
    minutes = max(1, -int(-(ban.until - now) // _MINUTE))
    remaining = counted(who.language, "%(num)d minute", "%(num)d minutes", minutes)
    reason = known(who.language, ban.reason)
    return _response(403, "banned", who.language, who=who, reason=reason, remaining=remaining, mistake="")


def blocked(block: Block, host: str, url: str, who: Reader) -> http.Response:
    """403: the school does not open this. What is illegal is closed for everyone, and no mistake of the school's."""
    if block.reason is Reason.ILLEGAL:
        return _response(403, "illegal", who.language, who=who, mistake="")
    return _response(
        403,
        f"blocked-{who.age.value}",
        who.language,
        who=who,
        host=host,
        why=_why(block, who),
        source=f"{block.source}: {block.rule}",
        mistake=_mistake(url, who.portal),
    )


def warned(warn: Warn, host: str, url: str, who: Reader, form: Mapping[str, str]) -> http.Response:
    """403: open to who says that they mean it. `form` is what the button sends, and `action` where to, on this site."""
    return _response(
        403,
        f"warned-{who.age.value}",
        who.language,
        who=who,
        host=host,
        rule=known(who.language, warn.rule),
        source=warn.source,
        form=form,
        mistake=_mistake(url, who.portal),
    )


def sign_in(portal: str, language: Language) -> http.Response:
    """511: the network wants to know who this is (RFC 6585)."""
    return _response(511, "sign-in", language, portal=f"{portal}/")


def apart(language: Language) -> http.Response:
    """403: Confide, asked for through a worker."""
    return _response(403, "apart", language)


def sent_on(status: int, url: str) -> http.Response:
    """302 or 303: to another page."""
    return http.Response.make(status, b"", {**headers(), "Location": url})


def misdirected(language: Language) -> http.Response:
    """421: the connection was made for another site; a browser makes a new one (RFC 9110, 15.5.20)."""
    text = marked("This connection was made for another site.")
    return http.Response.make(421, trouble(421, FAILED, text, language), headers())


def being_checked(language: Language = Language.ENGLISH) -> http.Response:
    """503: we could not read it, and the school chose to be safe."""
    return _response(503, "checked", language)


def practice(language: Language) -> http.Response:
    """200: a page to practise on; it holds words that make a capture."""
    return _response(200, "practice", language, practised=PRACTISED)


def ready() -> http.Response:
    """200: the traffic of this device comes through here, and by https it trusts us. Any page may read that."""
    wanted = {"Content-Type": "text/plain", "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    return http.Response.make(200, b"ready", wanted)


def misread(language: Language) -> http.Response:
    """400: the request does not say clearly where it is to go."""
    text = marked("What arrived here does not say clearly which site it is for.")
    return http.Response.make(400, trouble(400, FAILED, text, language), headers())


def trouble(status: int, headline: str, text: str, language: Language = Language.ENGLISH, **words: object) -> bytes:
    """The body of a page that says what went wrong between us and a site, in sentences of the catalogue."""
    headline, text = said(language, headline), said(language, text, **words)
    return _fill("trouble", language, status=status, headline=headline, text=text)


_LISTED = {
    ReadingAge.INFANT: marked("Your school keeps it closed."),
    ReadingAge.JUNIOR: marked("It is on your school’s list of sites that stay closed."),
    ReadingAge.OLDER: marked("It is on the school’s list of sites that stay closed."),
}
_RULE = marked("The school’s rule: %(rule)s")


def _why(block: Block, who: Reader) -> str:
    """The names of the school's rules are written for pupils to read."""
    if block.reason is Reason.BLOCK_LIST:
        return said(who.language, _LISTED[who.age])
    sentence = _sentence(known(who.language, block.rule))
    return said(who.language, _RULE, rule=sentence) if who.age is ReadingAge.OLDER else sentence


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "."


def _mistake(url: str, portal: str) -> str:
    return f"{portal}/mistake?url={quote(url[:_LONGEST_URL], safe='')}"


def _response(status: int, name: str, language: Language, **words: object) -> http.Response:
    return http.Response.make(status, _fill(name, language, **words), headers())


@cache
def headers() -> dict[str, str]:
    """Nothing is stored, nothing is loaded from elsewhere, nothing runs; a form goes to the site that it stands on."""
    style = _STYLE.search((_FOLDER / "layout.html").read_text(encoding="utf-8"))
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


def read_once() -> None:
    """Templates are compiled when they are first used, which takes a moment: no child is to wait for it."""
    for language in Language:
        templates = _templates(language)
        for name in templates.list_templates(extensions=["html"]):
            templates.get_template(name)


def _fill(name: str, language: Language, **words: object) -> bytes:
    return _templates(language).get_template(f"{name}.html").render(words).encode()


@cache
def _templates(language: Language) -> Environment:
    """They are compiled once; a name that a page does not give is an error."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: shown(value) if type(value) is str else value,
    )
    speak(environment, lambda: catalogue(language))
    environment.globals.update(lang=language.tag, confide=CONFIDE)
    return environment
