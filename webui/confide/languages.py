"""In which language the pages are. What a child chose stands in the form, as all else that it said, in no cookie."""

from typing import NamedTuple

from babel.dates import format_date
from flask import Flask, g, has_request_context, request
from werkzeug.exceptions import HTTPException

from appliance.errors import StorageError
from appliance.languages.choosing import Language, SchoolWords, Spoken, language_for
from webui import speaking
from webui.confide.door import door
from webui.confide.steps import SPEAK, Name


class Switch(NamedTuple):
    language: Language
    name: str


def register(app: Flask) -> None:
    speaking.register(app, language)
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
    return tuple(Switch(one, name) for one, name in speaking.NAMES.items() if one is not language())


def words() -> SchoolWords:
    """Never raises: a page that says what went wrong needs them too."""
    try:
        front = door().front()
    except StorageError:
        return SchoolWords()
    return front.school if front else SchoolWords()


def _chosen() -> str:
    """By the button that was pressed, or before."""
    try:
        pressed = request.form.getlist(Name.GO)[-1:]
        before = request.form.getlist(Name.LANGUAGE)[-1:]
    except HTTPException:
        return ""
    spoken = [one.removeprefix(SPEAK) for one in pressed if one.startswith(SPEAK)]
    return next(iter([*spoken, *before]), "")
