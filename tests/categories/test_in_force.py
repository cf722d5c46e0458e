from pathlib import Path

import pytest

from appliance.categories.illegal import IllegalLists
from appliance.categories.in_force import load_lists
from appliance.categories.shelf import Shelf
from appliance.config import Home
from tests.categories.given import TODAY, about


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    return home


def test_without_any_import_our_own_lists_hold(home: Home) -> None:
    found = load_lists(home)
    assert found.categories.of("www.roblox.com") == {"games"}
    assert found.illegal.match("example.org", "/") == ""
    assert found.troubles == ()


def test_lists_are_opened_again_only_when_they_are_others(home: Home, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("a.example\n")
    Shelf(home).take(about(), tmp_path / "x", today=TODAY)
    first = load_lists(home)
    assert load_lists(home, first) is first
    (tmp_path / "x").write_text("b.example\n")
    Shelf(home).take(about(), tmp_path / "x", today=TODAY)
    second = load_lists(home, first)
    assert second.categories.of("b.example") == {"games"}
    assert first.categories.of("a.example") == {"games"}, "who still has the old one goes on with it"
    IllegalLists(home).take("Made up", tmp_path / "x", "2026-11-22")
    assert load_lists(home, second).illegal.match("b.example", "/") == "Made up/1"


def test_an_illegal_list_that_cannot_be_read_is_told(home: Home) -> None:
    home.licensed.mkdir()
    (home.licensed / "addresses.encrypted").write_bytes(b"x")
    assert "The illegal lists cannot be read" in load_lists(home).troubles[0]
