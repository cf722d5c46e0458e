"""Pages for what goes wrong, in words that a child reads. What it wrote stays in the page, to be sent again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from appliance.errors import StorageError
from appliance.languages.catalogue import marked, said
from webui.confide import limits
from webui.confide.door import door
from webui.confide.languages import language
from webui.confide.steps import Go, Name
from webui.page import Page, render

NOT_KEPT = 507
_NOT_SENT = marked("Nothing was sent")
WORDS = {
    400: (_NOT_SENT, marked("Something was wrong with the page. Please start again, or talk to somebody.")),
    403: (_NOT_SENT, marked("The page was too old, or not ours. Please start again, or talk to somebody.")),
    404: (marked("There is no page here"), marked("Please go back to the start.")),
    413: (_NOT_SENT, marked("It was too big for us. Please go back, and send fewer pictures, or none.")),
    500: (
        marked("This did not work, and it was not you"),
        marked("We do not know if it was sent. Please press “Try again”, or tell a grown-up now."),
    ),
    503: (_NOT_SENT, marked("Many are writing just now. Please wait a moment, and press “Try again”.")),
    NOT_KEPT: (
        marked("We could not keep this"),
        marked("It was not sent. You did nothing wrong. Please tell a grown-up now."),
    ),
}


@dataclass(frozen=True, kw_only=True)
class ProblemPage(Page):
    """`carried` is the form as it came, and `pressed` what was pressed there; both empty where there was none."""

    template: ClassVar[str] = "problem.html"
    trouble: ClassVar[str] = ""
    status: int
    heading: str
    text: str
    carried: tuple[tuple[str, str], ...] = ()
    pressed: str = ""


@dataclass(frozen=True, kw_only=True)
class ClosedPage(Page):
    """Where nobody can write: whom else to tell."""

    template: ClassVar[str] = "closed.html"
    trouble: ClassVar[str] = ""
    carried: ClassVar[tuple[tuple[str, str], ...]] = ()


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, lambda error: problem(error.code or 500))
    app.register_error_handler(StorageError, _not_kept)
    app.before_request(_closed)


def problem(code: int) -> Response:
    known = code if code in WORDS else 500 if code >= 500 else 400  # noqa: PLR2004  # the two classes of errors
    heading, text = (said(language(), words) for words in WORDS[known])
    carried = tuple(_carried()) if request.method == "POST" else ()
    pressed = next((value for name, value in carried if name == Name.GO), Go.NEXT if carried else "")
    kept = tuple((name, value) for name, value in carried if name != Name.GO)
    return Response(render(ProblemPage(status=code, heading=heading, text=text, carried=kept, pressed=pressed)), code)


def _not_kept(error: StorageError) -> Response:
    """A full disk, or a file that cannot be read: then the school's words are not to be had either, if they are not
    here yet."""
    limits.failed(error)
    g.setdefault("front", None)
    return problem(NOT_KEPT)


def _closed() -> Response | None:
    """Before every page."""
    if request.endpoint == "hosts.ready":
        return None
    front = door().front()
    if front is not None and (front.is_open or request.method == "POST"):
        return None  # who comes back for an answer still finds it: `pages.py`
    return Response(render(ClosedPage()))


def _carried() -> Iterator[tuple[str, str]]:
    """Nothing of a form that was too long, or cannot be read."""
    try:
        form = request.form
    except HTTPException:
        return
    for name, values in form.lists():
        if name in set(Name) and name != Name.PICTURES:
            yield from ((name, value) for value in values)
