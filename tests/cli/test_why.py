"""`lollipop access why`."""

import time
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.model import Ban
from appliance.store.store import Store
from tests.cli.given import lollipop

SETTINGS = '[access]\nblocked = ["blocked.example"]\n[[devices]]\nname = "iPad 7"\naddresses = ["10.0.0.7"]\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "lollipop.toml").write_text(SETTINGS)
    return tmp_path


def why(home: Path, *arguments: str, status: int = 0) -> str:
    result = lollipop(home, "access", "why", *arguments)
    assert result.exit_code == status, result.output
    return result.output


@pytest.mark.parametrize(
    ("url", "told"),
    [
        pytest.param("https://bbc.co.uk/news", "bbc.co.uk may be opened. No rule says anything about it", id="open"),
        pytest.param("blocked.example", "blocked.example is blocked. It stands on the school's list", id="blocked"),
        pytest.param("www.childline.org.uk", "www.childline.org.uk may be opened. It is always open", id="help"),
        pytest.param("www.roblox.com", "It is about: games.\n", id="category"),
    ],
)
def test_it_says_what_decides(home: Path, url: str, told: str) -> None:
    assert told in why(home, url)


def test_it_knows_of_a_ban(home: Path) -> None:
    ban = Ban(id="b", device="iPad 7", addresses=(), since=0.0, until=time.time() + 60, reason="", by="Ms Lee")
    Home(home).make()
    with Store.open(Home(home)) as store:
        store.migrate()
        store.bans.add(ban)
    assert "bbc.co.uk is blocked. The internet is paused" in why(home, "bbc.co.uk", "--device", "10.0.0.7")
    assert "bbc.co.uk may be opened" in why(home, "bbc.co.uk")


@pytest.mark.parametrize("url", ["", "https://", "not an address", "http://[::1", "\x1b[31m"])
def test_what_is_no_address_says_so(home: Path, url: str) -> None:
    output = why(home, url, status=1)
    assert "is no address; write it like" in output
    assert "\x1b" not in output


def test_nobody_of_that_name(home: Path) -> None:
    assert "There is nobody called 'Zoe'" in why(home, "bbc.co.uk", "--person", "Zoe", status=1)
