"""What is on pupils' screens now, as the process `helpers` knows it. Nothing of it is kept."""

import asyncio
from collections.abc import Iterable, Mapping

from appliance.config import Home
from appliance.errors import CoreAwayError
from appliance.helper_wire import LookAt, View, Views
from appliance.wire import Connection

MOST = 64  # devices in one question
SECONDS = 2.0
_LONGEST_NAME = 200


def look_at(home: Home, helpers: Iterable[str], by: str) -> Mapping[str, View]:
    """By helper, those that anything is known of. Their devices say that `by` looks. Raises CoreAwayError and
    WireError."""
    wanted = tuple(dict.fromkeys(helpers))[:MOST]
    if not wanted:
        return {}
    views = asyncio.run(_ask(home, LookAt(helpers=wanted, by=by[:_LONGEST_NAME])))
    return {view.helper: view for view in views if view.helper in wanted}


async def _ask(home: Home, question: LookAt) -> tuple[View, ...]:
    try:
        async with asyncio.timeout(SECONDS):
            line: Connection[Views] = await Connection.open(home.helpers_socket, Views)
            try:
                line.send(question)
                answer = await line.receive()
            finally:
                line.close()
    except TimeoutError as error:
        raise CoreAwayError("The part of Lollipop that speaks with helpers does not answer.") from error
    if answer is None:
        raise CoreAwayError("The part of Lollipop that speaks with helpers went away.")
    return answer.views
