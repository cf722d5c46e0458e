"""Confide's pages as a Flask app. One address; what a child said so far is in the form alone."""

import io
from types import TracebackType
from typing import IO

from flask import Flask, Request

from webui.answers import check_origin
from webui.confide import aloud, headers, hosts, languages, limits, pages, problems, whole
from webui.confide import door as doors
from webui.confide.arriving import LONGEST_WITH_PICTURES
from webui.confide.door import ConfideDoor
from webui.confide.frame import Frame
from webui.words import prepare


class InMemory(Request):
    """A picture that is sent is never a file on a disk."""

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        return io.BytesIO()


class ConfideApp(Flask):
    request_class = InMemory

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Its text may be what a child wrote."""
        if exc_info[1]:
            limits.failed(exc_info[1])


def create_app(door: ConfideDoor) -> Flask:
    """The app behind a door."""
    app = ConfideApp("webui", template_folder="confide/templates", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LONGEST_WITH_PICTURES, MAX_FORM_MEMORY_SIZE=LONGEST_WITH_PICTURES)
    doors.register(app, door)
    prepare(app.jinja_env, Frame())
    app.jinja_env.globals["whole"] = whole.PARTS
    languages.register(app)
    app.before_request(hosts.answer_for_others)
    app.before_request(check_origin)
    app.after_request(headers.add)
    problems.register(app)
    for page in (hosts, aloud, pages):
        app.register_blueprint(page.blueprint)
    return app
