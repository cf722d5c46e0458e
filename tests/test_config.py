"""Settings are parsed once, and what is wrong with them is one sentence with file, key and value."""

import stat
from pathlib import Path

import msgspec
import pytest

from appliance.config import (
    Addresses,
    Chosen,
    Filtering,
    Home,
    Plugged,
    Settings,
    SshFrom,
    default_home,
    is_broken,
    load,
    load_file,
    load_wish,
    parse,
)
from appliance.errors import ConfigError
from appliance.model import Severity

FULL = """
[school]
name = "St. Swithin's"

[proxy]
port = 3128
workers = 2
on_failure = "open"

[access]
blocked = ["example.org", "=exactly.example"]

[[actions]]
severity = "severe"
ban_minutes = 30

[[devices]]
name = "Year 3 iPad 4"
addresses = ["10.0.0.11", "fd00::11"]
room = "Beech"
"""


def test_what_is_written_is_what_is_used() -> None:
    settings = parse(FULL, "lollipop.toml")
    assert settings.school.name == "St. Swithin's"
    assert settings.proxy.workers == 2
    assert settings.actions[0].severity is Severity.SEVERE
    assert settings.devices[0].addresses == ("10.0.0.11", "fd00::11")


def test_what_is_not_written_has_a_default() -> None:
    assert parse("", "lollipop.toml") == Settings()


def test_a_missing_file_is_all_defaults(tmp_path: Path) -> None:
    assert load(Home(tmp_path)) == Settings()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("[proxy]\nport = 0", "proxy.port: expected `int` >= 1", id="a port that is none"),
        pytest.param("[proxy]\nport = 'x'", "proxy.port: expected `int`, got `str`", id="words for a number"),
        pytest.param("[proxy]\nprot = 1", "proxy: object contains unknown field `prot`", id="a misspelt key"),
        pytest.param("[proxy]\non_failure = 'hm'", "proxy.on_failure: invalid enum value 'hm'", id="no such choice"),
        pytest.param("[[actions]]\nterm = 'x'", "actions[0]: an action needs", id="an action that does nothing"),
        pytest.param(
            "[[actions]]\nban_minutes = 1\ngroup = 'x'", "actions: there is no group 'x'", id="an action for no group"
        ),
        pytest.param("[[actions]]\nrecipients = ['x']", "actions[0].recipients[0]: expected", id="no mail address"),
        pytest.param("[groups.'a b']", "groups: a name without spaces", id="a group with a space"),
        pytest.param("[groups.a]\ndevices = ['x']", "groups.a.devices: there is no device 'x'", id="no such device"),
        pytest.param("[groups.a]\nsensitivity = 'x'", "groups.a.sensitivity: invalid enum", id="no such sensitivity"),
        pytest.param("[groups.a]\nchannels = {Drugs = ['x']}", "groups.a.channels", id="no such channel"),
        pytest.param(
            "[groups.a]\noff = ['Illegal content']",
            "groups.a: 'Illegal content' cannot be switched off",
            id="illegal content off",
        ),
        pytest.param("[[actions]]\nban_minutes = 0", "actions[0].ban_minutes: expected", id="a ban of no time"),
        pytest.param(
            "[[devices]]\nname='a'\naddresses=['x']", "'x' does not appear to be", id="an address that is none"
        ),
        pytest.param(
            "[[devices]]\nname='a'\naddresses=['10.0.0.1']\n[[devices]]\nname='b'\naddresses=['10.0.0.1']",
            "devices: 10.0.0.1 belongs to 'a' and to 'b'",
            id="two devices with one address",
        ),
        pytest.param("[network]\nlan=['10.0.0.0/99']", "'10.0.0.0/99' does not appear", id="a range that is none"),
        pytest.param("[proxy", "Expected ']' at the end of a table declaration", id="half a line"),
    ],
)
def test_what_is_wrong_is_named(text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text, "box.toml")
    assert str(caught.value).startswith(f"box.toml: {sentence}")


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "lollipop.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"^lollipop\.toml: cannot be read"):
        load(Home(tmp_path))


def test_the_home_is_closed_to_other_users(tmp_path: Path) -> None:
    home = Home(tmp_path / "box")
    home.make()
    home.make()
    for folder in (home.root, home.ca, home.spool, home.store, home.run):
        assert stat.S_IMODE(folder.stat().st_mode) & 0o007 == 0, folder


def test_the_environment_names_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOLLIPOP_HOME", str(tmp_path))
    assert default_home().root == tmp_path.resolve()


def test_without_it_the_home_stands_beside_the_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOLLIPOP_HOME", raising=False)
    assert default_home().root == Path(__file__).parents[1] / "var"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


def test_what_was_chosen_in_the_console_takes_the_place_of_the_file(home: Home) -> None:
    home.settings.write_text(
        '[access]\nblocked = ["example.org"]\nyoutube = "off"\n[names]\nupstream = ["192.0.2.1"]\n'
    )
    way = Plugged(mode="bridge", inside="eth1", outside="eth0", addresses=Addresses(own="10.0.0.2/24"))
    _choose(home, Chosen(filtering=Filtering(youtube="moderate", on_failure="open"), plugged=way))
    settings = load(home)
    assert (settings.access.youtube, settings.access.safe_search) == ("moderate", True)
    assert settings.access.blocked == ("example.org",)
    assert settings.proxy.on_failure == "open"
    assert (settings.network.mode, settings.network.bridge) == ("bridge", "school")
    assert settings.addresses.own == "10.0.0.2/24"
    assert settings.names.upstream == ("192.0.2.1",)
    assert load_file(home).access.youtube == "off"


def test_a_wish_holds_for_nobody_but_who_tries_it(home: Home) -> None:
    now = Plugged(mode="gateway", inside="eth1", outside="eth0")
    _choose(home, Chosen(plugged=now, wish=Plugged(mode="beside", inside="eth0")))
    assert load(home).network.mode == "gateway"
    assert (load_wish(home).network.mode, load_wish(home).network.outside) == ("beside", "")


def test_from_where_ssh_is_taken_is_chosen_also_for_nowhere(home: Home) -> None:
    home.settings.write_text('[network]\nssh_from = ["192.0.2.0/24"]\nlan = ["198.51.100.0/24"]\n')
    _choose(home, Chosen(ssh_from=SshFrom(ranges=("10.20.0.7",))))
    assert load(home).network.ssh_from == ("10.20.0.7",)
    assert load(home).network.lan == ("198.51.100.0/24",)
    _choose(home, Chosen(ssh_from=SshFrom()))
    assert load(home).network.ssh_from == ()


@pytest.mark.parametrize(
    "text",
    [
        '[network]\nssh_from = ["fe80::1%a accept; x"]',
        '[network]\nlan = ["fe80::%eth0/64"]',
        '[names]\nupstream = ["fe80::1%a\\ndhcp-script=x"]',
        '[addresses]\nown6 = "fd00::2%a\\nb/64"',
    ],
)
def test_an_address_has_no_room_for_other_words(text: str) -> None:
    with pytest.raises(ConfigError):
        parse(text, "lollipop.toml")


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b'{"filtering": {"youtube": "all"}}',
        b'{"plugged": {"mode": "tree"}}',
        b'{"ssh_from": {"ranges": ["anywhere"]}}',
        b'{"ssh_from": {"ranges": ["fe80::1%a } accept"]}}',
    ],
)
def test_a_broken_choice_leaves_the_file_and_is_known(home: Home, broken: bytes) -> None:
    assert not is_broken(home)
    home.chosen.write_bytes(broken)
    assert is_broken(home)
    assert load(home) == Settings()


def _choose(home: Home, chosen: Chosen) -> None:
    home.chosen.write_bytes(msgspec.json.encode(chosen))
