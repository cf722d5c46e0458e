"""In which language the pages are. What a child chose stands in the form, as all else that it said, and in no cookie."""

from typing import NamedTuple

from babel.dates import format_date
from flask import Flask, g, has_request_context, request
from werkzeug.exceptions import HTTPException

from appliance.languages.catalogue import catalogue
from appliance.languages.choosing import Language, SchoolWords, Spoken, language_for
from appliance.languages.in_templates import speak
from webui.confide.door import door
from webui.confide.steps import Name

NAMES = {Language.ENGLISH: "English", Language.WELSH: "Cymraeg"}  # each in itself


class Switch(NamedTuple):
    language: Language
    name: str


def register(app: Flask) -> None:
    speak(app.jinja_env, lambda: catalogue(language()))
    app.jinja_env.filters["whole_day"] = lambda day: format_date(day, "EEEE d MMMM", locale=language().value)


def language() -> Language:
    """The one that this page is in; of a form that cannot be read, what the browser asks for."""
    if not has_request_context():
        return Language.ENGLISH
    if "language" not in g:
        g.language = language_for(words().spoken, request.headers.get("Accept-Language", ""), _chosen())
    return Language(g.language)


def switches() -> tuple[Switch, ...]:
    """None where the school speaks one language alone."""
    if words().spoken is Spoken.ENGLISH:
        return ()
    return tuple(Switch(one, name) for one, name in NAMES.items() if one is not language())


def words() -> SchoolWords:
    front = door().front()
    return front.school if front else SchoolWords()


def _chosen() -> str:
    try:
        return ([""] + request.form.getlist(Name.LANGUAGE))[-1]
    except HTTPException:
        return ""
