"""What the portal may ask, and what comes back, over the wire."""

from typing import get_args

import msgspec
import pytest

from appliance import portal_wire, wire
from appliance.model import Device, Person, Role
from appliance.portal_wire import AskSignIn, Aup, AupPoint, NotSignedIn, Seat

AMY = Person(id="p1", name="Amy Bell", role=Role.PUPIL)


@pytest.mark.parametrize("kind", get_args(portal_wire.PortalAsk), ids=lambda kind: kind.__name__)
def test_core_understands_every_ask_of_the_portal(kind: type) -> None:
    assert kind in get_args(wire.ToCore)


@pytest.mark.parametrize("kind", get_args(portal_wire.PortalAnswer), ids=lambda kind: kind.__name__)
def test_the_portal_understands_every_answer(kind: type) -> None:
    assert kind in get_args(wire.FromCore)


@pytest.mark.parametrize(
    "said",
    [
        Seat(
            device=Device(name="iPad 3", addresses=("10.0.0.4",), person=Person(id="p1", name="Amy", role=Role.PUPIL))
        ),
        NotSignedIn(why="wait", text="Wait.", wait=10.0),
        Aup(person="p1", name="infants", version=1, title="Our rules", text="", points=(AupPoint(text="Be kind."),)),
    ],
    ids=lambda said: type(said).__name__,
)
def test_an_answer_arrives_as_it_was_sent(said: portal_wire.PortalAnswer) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(said), type=wire.FromCore) == said


@pytest.mark.parametrize(
    "field",
    [{"address": "1" * 65}, {"person": "p" * 65}, {"secret": "s" * 401}, {"kind": "fingerprint"}],
    ids=["a long address", "a long id", "a secret without end", "a kind that there is not"],
)
def test_what_is_too_long_or_strange_is_no_message(field: dict[str, str]) -> None:
    said = msgspec.to_builtins(AskSignIn(address="10.0.0.4", person="p1", kind="picture", secret="cat"))
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said | field, wire.ToCore)


def test_rules_of_more_than_five_points_are_none() -> None:
    said = msgspec.to_builtins(Aup(person="p1", name="x", version=1, title="", text="", points=()))
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(said | {"points": [{"text": "Be kind."}] * 6}, wire.FromCore)
