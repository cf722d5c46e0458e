"""The doorbell of open consoles (server-sent events), and the address that says that the web UI is up."""

from collections.abc import Iterator

from flask import Blueprint, Response, stream_with_context

from webui.box import box
from webui.security import signed_in, still_signed_in

STILL_HERE_SECONDS = 15.0
SHORTEST_GAP_SECONDS = 0.2

blueprint = Blueprint("live", __name__)


@blueprint.get("/live")
def feed() -> Response:
    person = signed_in()
    token = person.token if person else ""
    return Response(stream_with_context(_rings(token)), mimetype="text/event-stream")


@blueprint.get("/healthz")
def healthz() -> Response:
    return Response("ok\n", mimetype="text/plain")


def _rings(token: str) -> Iterator[str]:
    """A ring at once, because something may have changed while this console was not listening, and one after each
    change; many changes within a moment make one ring. Ends with the session."""
    line = box().feed
    version = line.version
    yield f"retry: 500\n{_ring(version)}"
    while not line.stopping:
        rung = line.wait(version, STILL_HERE_SECONDS)
        if rung == version and not still_signed_in(token):
            return
        yield ": still here\n\n" if rung == version else _ring(rung)
        version = rung
        line.pause(SHORTEST_GAP_SECONDS)


def _ring(version: int) -> str:
    return f"id: {version}\nevent: captures\ndata:\n\n"
