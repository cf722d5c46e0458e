"""Under which names Confide answers, and whether a browser that reached it plainly can reach it with TLS."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from appliance.config import Settings
from webui.answers import OWN_NAMES, SAFE_METHODS, allows_host
from webui.confide.door import door
from webui.confide.headers import plain_origin

NAME = "confide"

blueprint = Blueprint("hosts", __name__)


def own_names(settings: Settings) -> Iterator[str]:
    """What devices call us, the short name first."""
    own = (NAME, *settings.portal.names)
    yield from own
    domain = settings.dhcp.domain
    yield from (f"{name}.{domain}" for name in own if domain)


def answer_for_others() -> AnyResponse | None:
    """Before every request: no other site's name leads to a page of ours (DNS rebinding)."""
    settings = door().settings
    if allows_host(request.host, settings.confide.listen, OWN_NAMES.union(own_names(settings))):
        return None
    if request.method not in SAFE_METHODS:
        abort(403)
    return redirect(f"http://{NAME}:{settings.confide.port}/")


@blueprint.get("/ready.txt")
def ready() -> Response:
    """A page that was reached plainly asks for it with TLS: who trusts the school's certificate is told so."""
    return Response("ready\n", content_type="text/plain", headers={"Access-Control-Allow-Origin": plain_origin()})
