"""Asking `helpers` what is on screens."""

import pytest

from appliance.config import Home
from appliance.errors import CoreAwayError
from appliance.helper_wire import View
from tests.webui.helpers.small_hub import SmallHub
from webui.helpers import looking
from webui.helpers.looking import look_at


def test_each_once_and_no_more_than_there_is_room_for(home: Home, hub: SmallHub) -> None:
    hub.show("h1")
    views = look_at(home, ["h1", "h2", "h1", *(f"x{number}" for number in range(100))], "Ms Ada" * 100)
    (asked,) = hub.asked
    assert (len(asked.helpers), len(asked.by)) == (looking.MOST, 200)
    assert views["h1"].here
    assert not views["h2"].here


def test_nobody_asked_for_asks_nobody(home: Home) -> None:
    assert look_at(home, [], "x") == {}


def test_what_was_not_asked_for_is_not_shown(home: Home, hub: SmallHub) -> None:
    hub.views["h1"] = View(helper="h9", here=True)
    assert look_at(home, ["h1"], "x") == {}


def test_away_and_silent(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CoreAwayError):
        look_at(home, ["h1"], "x")
    monkeypatch.setattr(looking, "SECONDS", 0.2)
    with SmallHub(home) as hub:
        hub.silent = True
        with pytest.raises(CoreAwayError, match="does not answer"):
            look_at(home, ["h1"], "x")
