"""The web UI as a Flask app. One module a screen; this one only puts them together."""

import secrets

from flask import Flask

from webui import (
    account,
    accounts,
    audit,
    bans,
    captures,
    changes,
    devices,
    duties,
    factors,
    first_run,
    health,
    help_pages,
    helpers,
    home,
    keywords,
    letters,
    live,
    live_class,
    log,
    machine,
    mail_server,
    once,
    people,
    problems,
    proof,
    proposals,
    reports,
    school,
    searches,
    security,
    signin,
    timetable,
    today,
    unblocks,
    uploads,
)
from webui.arrival import MAX_FORM_BYTES
from webui.box import Box
from webui.confide_reader import routes as confide_reader
from webui.confide_reader import setting as confide_setup
from webui.frame import Frame
from webui.words import prepare

SCREENS = (
    signin,
    proof,
    factors,
    account,
    accounts,
    home,
    captures,
    bans,
    health,
    live,
    audit,
    today,
    duties,
    letters,
    log,
    people,
    devices,
    school,
    changes,
    live_class,  # with the rest of the lesson, whose blueprint it is
    proposals,
    reports,
    searches,  # with the rest of the sites, whose blueprint it is
    timetable,
    unblocks,
    help_pages,
    first_run,
    keywords,
    mail_server,  # with the rest of the alerts, whose blueprint it is
    helpers,
    machine,
    confide_reader,
    confide_setup,
)


def create_app(box: Box) -> Flask:
    """The app on a box. Its store must be open, and stays the caller's to close."""
    app = Flask("webui")
    app.extensions["lollipop"] = box
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        SECRET_KEY=secrets.token_bytes(),  # signs notes for the next page, and whose second step is still to come
        SESSION_COOKIE_NAME="lollipop-note",
        SESSION_COOKIE_SAMESITE="Strict",
    )
    prepare(app.jinja_env, Frame())
    uploads.guard(app)
    security.guard(app)
    once.guard(app)
    problems.register(app)
    for screen in SCREENS:
        app.register_blueprint(screen.blueprint)
    return app
