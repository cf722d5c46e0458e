"""What core, helpers and the console say about devices, over the wire."""

from typing import get_args

import msgspec
import pytest

from appliance import helper_wire, wire
from appliance.helper_wire import Enrolled, HelperNews, SendOrder
from appliance.helpers.protocol import TakeRecording, Watch
from appliance.model import Helper, HelperKind, Lock

HELPER = Helper(id="h1", kind=HelperKind.BROWSER, name="Chromebook 4", key=bytes(32))
LOCK = Lock(id="l1", device="Chromebook 4", since=1.0, until=2.0, reason="Eyes on me.", by="Mr Bell")


@pytest.mark.parametrize(
    "kind", get_args(helper_wire.FromHelpers | helper_wire.HelperAsked), ids=lambda kind: kind.__name__
)
def test_core_understands_what_is_said_of_helpers(kind: type) -> None:
    assert kind in get_args(wire.ToCore)


@pytest.mark.parametrize("kind", get_args(helper_wire.ToHelpers), ids=lambda kind: kind.__name__)
def test_helpers_understand_core(kind: type) -> None:
    assert kind in get_args(wire.FromCore)


@pytest.mark.parametrize(
    "said",
    [
        Enrolled(ask=1, helper=HELPER),
        HelperNews(version=3, school="s", helpers=(HELPER,), locks=(LOCK,), watch=Watch(blocked=("game",))),
        SendOrder(helper="h1", order="o1", within=5.0, do=TakeRecording()),
    ],
    ids=lambda said: type(said).__name__,
)
def test_it_arrives_as_it_was_sent(said: wire.FromCore) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(said), type=wire.FromCore) == said
