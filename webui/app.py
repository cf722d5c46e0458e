"""The web UI as a Flask app. One module a screen; this one only puts them together."""

import secrets

from flask import Flask

from webui import bans, captures, health, live, problems, security, signin, words
from webui.box import Box
from webui.page import Frame

MAX_FORM_BYTES = 16 * 1024


def create_app(box: Box) -> Flask:
    """The app on a box. Its store must be open, and stays the caller's to close."""
    app = Flask("webui")
    app.extensions["lollipop"] = box
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        SECRET_KEY=secrets.token_bytes(),  # signs only the notes that a redirect carries to the next page
        SESSION_COOKIE_NAME="lollipop-note",
        SESSION_COOKIE_SAMESITE="Strict",
    )
    _set_templates(app)
    security.guard(app)
    problems.register(app)
    for screen in (signin, captures, bans, health, live):
        app.register_blueprint(screen.blueprint)
    return app


def _set_templates(app: Flask) -> None:
    environment = app.jinja_env
    environment.finalize = words.visible
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals["frame"] = Frame()
    for word in (
        words.channel,
        words.duration,
        words.full_time,
        words.machine_time,
        words.megabytes,
        words.shorten,
        words.times,
    ):
        environment.filters[word.__name__] = word
