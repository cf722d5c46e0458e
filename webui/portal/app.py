"""The portal as a Flask app: the pages that pupils, staff and guests see on their own devices. One module a page."""

import secrets

from flask import Flask

from webui.answers import add_headers, check_origin
from webui.arrival import MAX_FORM_BYTES
from webui.portal import apart, aup, helper_files, hosts, languages, look, mistake, pac, problems, ready, signin, talk
from webui.portal.door import Door
from webui.portal.frame import Frame
from webui.words import prepare


def create_app(door: Door) -> Flask:
    """The app behind a door."""
    app = Flask("webui", template_folder="portal/templates")
    app.extensions["lollipop"] = door
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        SECRET_KEY=secrets.token_bytes(),  # signs only the notes that a redirect carries to the next page
        SESSION_COOKIE_NAME="lollipop-note",
        SESSION_COOKIE_SAMESITE="Strict",
    )
    apart.register(app, door)
    app.extensions["lollipop-look"] = look.Look(door)
    prepare(app.jinja_env, Frame())
    languages.register(app)
    app.before_request(hosts.answer_for_others)
    app.before_request(check_origin)
    app.after_request(add_headers)
    problems.register(app)
    for page in (signin, aup, ready, helper_files, pac, mistake, talk, look):
        app.register_blueprint(page.blueprint)
    return app
