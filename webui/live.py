"""The doorbell of open consoles (server-sent events), and the address that says that the web UI is up."""

from collections.abc import Iterator

from flask import Blueprint, Response

from appliance.model import Right
from webui.box import Box, box
from webui.seats import Seat
from webui.security import needs, person_of, signed_in

STILL_HERE_SECONDS = 15.0
SHORTEST_GAP_SECONDS = 0.2

blueprint = Blueprint("live", __name__)


@blueprint.get("/live")
@needs(Right.CAPTURES)
def feed() -> Response:
    person = signed_in()
    seats = box().seats
    seat = seats.take(person.token if person else "")
    response = Response(_rings(box(), seat), mimetype="text/event-stream")
    response.call_on_close(lambda: seats.leave(seat))
    return response


@blueprint.get("/healthz")
def healthz() -> Response:
    return Response("ok\n", mimetype="text/plain")


def _rings(where: Box, seat: Seat) -> Iterator[str]:
    """A ring at once, because something may have changed while this console was not listening, and one after each
    change; many changes within a moment make one ring. Ends with the session, and when newer consoles took the seat:
    then the page is told not to come back, and looks every minute."""
    line = where.feed
    version = line.version
    yield f"retry: 500\n{_ring(version)}"
    while not line.stopping:
        rung = line.wait(version, STILL_HERE_SECONDS)
        if not seat.held:
            yield "event: full\ndata:\n\n"
            return
        if rung == version and person_of(seat.session, where) is None:
            return
        yield ": still here\n\n" if rung == version else _ring(rung)
        version = rung
        line.pause(SHORTEST_GAP_SECONDS)


def _ring(version: int) -> str:
    return f"id: {version}\nevent: captures\ndata:\n\n"
