"""A form that is sent twice does its thing once: by a double click, a reload, or the back button."""

import threading
from collections import OrderedDict

from flask import Flask, Response, flash, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from webui.answers import SAFE_METHODS
from webui.returning import page_before
from webui.security import signed_in
from webui.uploads import streamed

REMEMBERED = 10_000
_LONGEST = 64
_ALREADY = "That was sent already, and was done once."


class Sent:
    """The marks of forms that were taken, the newest `REMEMBERED` of them; there is one web process."""

    def __init__(self) -> None:
        self._marks: OrderedDict[str, None] = OrderedDict()
        self._turn = threading.Lock()

    def take(self, mark: str) -> bool:
        """False where it was taken before."""
        with self._turn:
            if mark in self._marks:
                return False
            self._marks[mark] = None
            if len(self._marks) > REMEMBERED:
                self._marks.popitem(last=False)
            return True

    def give_back(self, mark: str) -> None:
        """What was wrong with the form is shown, or the server failed: the same form may come again."""
        with self._turn:
            self._marks.pop(mark, None)


def guard(app: Flask) -> None:
    """Forms that carry a mark (`frame.once`) are taken once. Behind the other checks."""
    sent = Sent()

    def check() -> AnyResponse | None:
        mark = _mark()
        if not mark or sent.take(mark):
            g.once = mark
            return None
        flash(_ALREADY, "done")
        return redirect(page_before(), 303)

    def settle(response: Response) -> Response:
        if response.status_code >= 400:  # noqa: PLR2004  # the classes of errors
            sent.give_back(g.get("once", ""))
        return response

    app.before_request(check)
    app.after_request(settle)


def _mark() -> str:
    """Each session has its own: what one person sends stands in nobody else's way."""
    unread = request.method in SAFE_METHODS or streamed(request.path)
    mark = "" if unread else request.form.get("once", "")[:_LONGEST]
    person = signed_in()
    return f"{person.session if person else 0} {mark}" if mark else ""
