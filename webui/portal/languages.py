"""In which language the pages are, and the switch that stands on each of them. What somebody chose is kept in a cookie
until the browser is closed: the code of a language, and nothing of who they are."""

import re
from typing import NamedTuple

from flask import Blueprint, Flask, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.languages.choosing import Language, Spoken, language_for
from webui import speaking
from webui.portal.look import look

COOKIE = "lollipop-language"
_LONGEST_BACK = 4000
_HERE = re.compile(r"/(?![/\\])[!-~]*")  # a page of ours, and no other site's
_TRIED_AGAIN = frozenset({"signin.try_secret", "signin.try_staff", "signin.try_guest"})

blueprint = Blueprint("languages", __name__)


class Switch(NamedTuple):
    """To another language, and back to the page where it was pressed."""

    language: Language
    name: str
    back: str


def register(app: Flask) -> None:
    speaking.register(app, language)
    app.register_blueprint(blueprint)


def language() -> Language:
    """The one that this page is in."""
    asked = request.headers.get("Accept-Language", "")
    return language_for(look().says().words.spoken, asked, request.cookies.get(COOKIE, ""))


def switches() -> tuple[Switch, ...]:
    """None where the school speaks one language alone."""
    if look().says().words.spoken is Spoken.ENGLISH:
        return ()
    now, back = language(), _back()
    return tuple(Switch(language=one, name=name, back=back) for one, name in speaking.NAMES.items() if one is not now)


@blueprint.post("/language")
def choose() -> AnyResponse:
    """What is none of ours changes nothing."""
    back, wanted = request.form.get("back", ""), request.form.get("language", "")
    answer = redirect(back if is_here(back) else url_for("signin.start"), 303)
    if wanted in set(Language):
        answer.set_cookie(COOKIE, wanted, httponly=True, samesite="Lax")
    return answer


def is_here(place: str) -> bool:
    """May a browser be sent there: is it a page of this very site?"""
    return len(place) <= _LONGEST_BACK and _HERE.fullmatch(place) is not None


def _back() -> str:
    """A page that was read is read again; one that answers a form is, where it is a page too."""
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    return request.path if request.endpoint in _TRIED_AGAIN else url_for("signin.start")
