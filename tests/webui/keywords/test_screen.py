"""What the screens about keywords share."""

from pathlib import Path

import pytest
from flask import Flask

from appliance.config import Home, NamedDevice, Settings
from appliance.keywords.in_force import InForce, load_in_force
from appliance.model import is_hidden
from appliance.policy.school import OWN
from tests.webui.conftest import Person
from webui.keywords import screen


@pytest.mark.usefixtures("groups")
def test_groups_and_rooms_by_their_titles(app: Flask) -> None:
    with app.app_context():
        assert screen.group_titles() == {
            "": "The whole school",
            "class-3b": "3B",
            "nurture": "Nurture",
            "year-6": "Year 6",
            "room/Room 4": "Room 4",
        }


def test_hidden_terms_are_in_force_and_not_shown(app: Flask) -> None:
    with app.app_context():
        assert any(is_hidden(term.category) for term in screen.libraries())
        assert not any(is_hidden(term.category) for term in screen.shown_terms())
        assert screen.categories()[-1] == OWN


def test_libraries_are_read_again_when_a_file_of_theirs_is_another(
    app: Flask, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def load(home: Home, settings: Settings) -> InForce:
        read.append(home.libraries)
        return load_in_force(home, settings)

    monkeypatch.setattr(screen, "_kept", screen._Kept())
    monkeypatch.setattr(screen, "load_in_force", load)
    with app.app_context():
        screen.libraries()
        screen.libraries()
        home.libraries.mkdir(exist_ok=True)
        (home.libraries / screen.OFFERED).write_bytes(b"x")
        screen.libraries()
        assert len(read) == 1
        (home.libraries / "in-force").write_text("[]")
        screen.libraries()
        assert len(read) == 2


def test_a_room_says_that_it_is_one(adult: Person, app: Flask) -> None:
    settings = Settings(devices=(NamedDevice(name="x", addresses=(), room="Oak"),))
    app.extensions["lollipop"] = type("Box", (), {"store": app.extensions["lollipop"].store, "settings": settings})()
    with app.app_context():
        assert screen.group_titles()["room/Oak"] == "Room Oak"
