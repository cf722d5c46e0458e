"""`/helpers/…`: the browser's helper, and where browsers learn of a newer one. They ask by policy and take only
what was signed with the school's own key. And the computer helper's installers."""

from flask import Blueprint, Response, abort, send_file

from appliance.extension.packing import PACKAGE_PATH, UPDATE_PATH, packed
from appliance.extension.update import update_manifest
from appliance.helper_installers import CONTENT_TYPES, LINUX, WINDOWS, installer, path_of
from webui.portal.door import door
from webui.portal.hosts import own_url

blueprint = Blueprint("helper_files", __name__)


@blueprint.get(UPDATE_PATH)
def update() -> Response:
    """404 while none is packed: a browser keeps what it has, and asks again."""
    known = packed(door().home) or abort(404)
    return Response(update_manifest(known, own_url()), content_type="text/xml; charset=utf-8")


@blueprint.get(PACKAGE_PATH)
def package() -> Response:
    try:
        content = door().home.extension.read_bytes()
    except OSError:
        abort(404)
    return Response(content, content_type="application/x-chrome-extension")


@blueprint.get(path_of(WINDOWS), defaults={"name": WINDOWS})
@blueprint.get(path_of(LINUX), defaults={"name": LINUX})
def installers(name: str) -> Response:
    path = installer(door().home, name) or abort(404)
    return send_file(path, mimetype=CONTENT_TYPES[name], as_attachment=True, download_name=name)
