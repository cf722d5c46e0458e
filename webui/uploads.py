"""Which forms may be longer than others: those that carry a file, or many ticks. Everything else is refused early."""

import io
import re

from flask import Flask, request

from webui.arrival import MAX_FORM_BYTES

MEBIBYTE = 1024 * 1024
_AROUND = 64 * 1024  # the other fields of a form with a file
_STREAMED = re.compile(r"/machine/updates/file")
_LONGER = (
    (_STREAMED, 900 * MEBIBYTE),
    (re.compile(r"/people/import"), 20 * MEBIBYTE + _AROUND),
    (re.compile(r"/people/[a-z0-9]{1,20}/photo"), 10 * MEBIBYTE + _AROUND),
    (re.compile(r"/school/logo"), MEBIBYTE + _AROUND),
    (re.compile(r"/confide/settings/faces/[a-z0-9]{1,32}"), 10 * MEBIBYTE + _AROUND),
    (re.compile(r"/keywords/libraries/offer"), 16 * MEBIBYTE + _AROUND),
    (re.compile(r"/devices/many|/people/groups/[^/]{1,300}/put"), 256 * 1024),
)


def longest_form(path: str) -> int:
    """How many bytes a form may have that is sent there; `path` is without a query."""
    return next((bound for pattern, bound in _LONGER if pattern.fullmatch(path)), MAX_FORM_BYTES)


def streamed(path: str) -> bool:
    """Whether a form that is sent there is read by its view as it comes: what is longer than memory should hold."""
    return _STREAMED.fullmatch(path) is not None


def guard(app: Flask) -> None:
    """Before anything else that reads a form. Files that were sent are closed with the request."""
    app.before_request(_bound)
    app.teardown_request(lambda _: request.close())


def _bound() -> None:
    """A long body is read in one go: gunicorn copies what is left of it each time that a piece is read."""
    request.max_content_length = longest_form(request.path)
    length = request.content_length or 0
    if MAX_FORM_BYTES < length <= request.max_content_length and not streamed(request.path):
        request.environ["wsgi.input"] = io.BytesIO(request.environ["wsgi.input"].read(length))
