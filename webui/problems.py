"""Pages for what goes wrong, in plain words."""

import logging
from dataclasses import dataclass
from typing import ClassVar

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, InternalServerError

from appliance.errors import PaperError, StorageError
from webui.page import Page, render
from webui.returning import this_page
from webui.signin import ask_page

WORDS = {
    400: ("That did not reach us whole", "Go back and try once more."),
    403: ("That was not accepted", "It came from a page that is too old, or not ours. Load the page again, and retry."),
    404: ("There is no such page", "The address may be mistyped, or what stood here is gone."),
    405: ("That cannot be done here", "Go back and use the buttons on the page."),
    413: ("That was too long", "Shorten the text and try once more."),
    421: ("This is not the console’s address", "Open the console by the address it was set up with."),
    500: ("Something went wrong on our side", "It was written to the log. Captures are still being recorded."),
    503: (
        "The store cannot be read just now",
        "Nothing is lost: what is found waits until then. Try again soon.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class ProblemPage(Page):
    """Any page with an error status. `text` says what the person can do."""

    template: ClassVar[str] = "problems/problem.html"
    status: int
    heading: str
    text: str


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(StorageError, _store_problem)
    app.register_error_handler(PaperError, _paper_problem)


def _http_problem(error: HTTPException) -> Response:
    code = error.code or InternalServerError.code
    if code == 401:  # noqa: PLR2004  # the status that asks for signing in
        return _sign_in_first()
    return _page(code)


def _sign_in_first() -> Response:
    """htmx is told to load the page anew, which then shows the way in."""
    response = Response(render(ask_page(to=this_page())), 401)
    if request.headers.get("HX-Request"):
        response.headers["HX-Refresh"] = "true"
    return response


def _store_problem(error: StorageError) -> Response:
    logging.getLogger(__name__).error("store: %s", error)
    return _page(503)


def _paper_problem(error: PaperError) -> Response:
    page = ProblemPage(status=503, heading="There is no PDF this time", text=str(error))
    return Response(render(page), page.status)


def _page(code: int) -> Response:
    heading, text = WORDS.get(code) or WORDS[500 if code >= 500 else 400]  # noqa: PLR2004  # the two classes of errors
    return Response(render(ProblemPage(status=code, heading=heading, text=text)), code)
