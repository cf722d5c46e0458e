"""What the service says to a pupil."""

from msgspec.structs import replace

from appliance.helpers.protocol import State
from endpoint.desktop.service.words import closed, stick

STATE = State(version=1, school="Elm", talk_to="Ms Hart", language="en", confide="")


def test_they_speak_the_schools_language() -> None:
    assert closed("Game", STATE) == "Game is not used at this school, so it was closed."
    assert closed("Game", replace(STATE, language="cy")).startswith("Nid yw Game ")
    assert stick(STATE) != stick(replace(STATE, language="cy"))
