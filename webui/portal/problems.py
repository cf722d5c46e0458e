"""Pages for what goes wrong, in words that a child reads."""

import logging
from dataclasses import dataclass
from typing import ClassVar

from flask import Flask, Response
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from appliance.errors import CoreAwayError, WireError
from appliance.languages.catalogue import marked
from webui.page import Page, render

_FAILED = marked("That did not work")
WORDS = {
    400: (_FAILED, marked("Please go back and try again.")),
    403: (_FAILED, marked("The page was too old, or not ours. Please start again.")),
    404: (marked("There is no page here"), marked("Please go back to the start.")),
    413: (marked("That was too long"), marked("Please go back and write less.")),
    500: (
        marked("Something broke, and it was not you"),
        marked("Please tell a grown-up. They can try again in a minute."),
    ),
    503: (
        marked("Please wait a moment"),
        marked("Lollipop is just waking up. Try again in a minute, or tell a grown-up."),
    ),
}


@dataclass(frozen=True, kw_only=True)
class ProblemPage(Page):
    """Any page with an error status. `text` says what the person can do."""

    template: ClassVar[str] = "problem.html"
    status: int
    heading: str
    text: str


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(CoreAwayError, _core_problem)
    app.register_error_handler(WireError, _core_problem)


def problem(code: int) -> Response:
    heading, text = WORDS.get(code) or WORDS[500 if code >= 500 else 400]  # noqa: PLR2004  # the two classes of errors
    return Response(render(ProblemPage(status=code, heading=gettext(heading), text=gettext(text))), code)


def _http_problem(error: HTTPException) -> Response:
    return problem(error.code or 500)


def _core_problem(error: CoreAwayError | WireError) -> Response:
    logging.getLogger(__name__).warning("core: %s", error)
    return problem(503)
