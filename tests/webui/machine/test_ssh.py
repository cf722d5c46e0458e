"""Keys for SSH: public ones of one good kind, or none; and from where they may be used."""

import pytest

from appliance.choice_wire import AskSshFrom
from appliance.config import Home, SshFrom
from appliance.machine.commands import LetIn, Looked
from appliance.wire import AskMachine
from tests.webui.conftest import Person
from tests.webui.parts import SmallCore
from webui.machine.ssh import understood

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHUhy8DkLwM2WpLmAA6WHlTdJtbuMvlzrSaIrZgwCk0b"
OTHER = KEY[:-2] + "cd"


def test_a_key_is_put_in_and_shown(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1", ssh=(KEY,))
    assert KEY in adult.get("/machine/ssh").text
    adult.post("/machine/ssh", keys=f"{OTHER} sam@school\r\n\r\n")
    assert [one.command for one in core.asked if isinstance(one, AskMachine)][-1] == LetIn(keys=(OTHER,))


def test_with_none_nobody_comes_in(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1", ssh=(KEY,))
    adult.post("/machine/ssh", keys=" \n")
    assert [one.command for one in core.asked if isinstance(one, AskMachine)][-1] == LetIn(keys=())


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDLMb2AqJX4zSV1fs3tm2xZRGlHqKDUqyQVsWcGJmw3",
        'command="sh" ' + KEY,
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "\n".join([KEY] * 6),
        KEY + "\x00",
    ],
)
def test_what_is_no_list_of_keys_changes_nothing(adult: Person, core: SmallCore, text: str) -> None:
    core.looked = Looked(version="1")
    answer = adult.post("/machine/ssh", keys=text)
    assert answer.status_code == 422
    assert "Never put a private key here" in answer.text
    assert not any(isinstance(one, AskMachine) and isinstance(one.command, LetIn) for one in core.asked)


def test_what_stands_behind_a_key_is_left_out() -> None:
    assert understood(f"  {KEY}   somebody@somewhere with words ") == LetIn(keys=(KEY,))


def asked(core: SmallCore) -> list[SshFrom]:
    return [one.wanted for one in core.asked if isinstance(one, AskSshFrom)]


def test_places_are_let_through_and_shown(adult: Person, core: SmallCore, home: Home) -> None:
    core.looked = Looked(version="1", ssh=(KEY,))
    home.settings.write_text('[network]\nssh_from = ["192.0.2.0/24"]\n')
    assert ">\n192.0.2.0/24</textarea>" in adult.get("/machine/ssh").text
    answer = adult.post("/machine/ssh/places", places="10.20.0.0/24\r\n 10.20.0.7/32 \r\n10.20.0.7\r\n\r\n2001:DB8::1")
    assert (answer.status_code, answer.location) == (303, "/machine/ssh")
    assert asked(core) == [SshFrom(ranges=("10.20.0.0/24", "10.20.0.7", "2001:db8::1"))]
    assert "It was done." in adult.get("/machine/ssh").text


def test_with_no_place_only_the_schools_own_are_left(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1", ssh=(KEY,))
    adult.post("/machine/ssh/places", places=" \n")
    assert asked(core) == [SshFrom()]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("our trust", "“our trust” is no address. Write one such as 10.20.0.7"),
        ("10.20.0.0/24, 10.21.0.0/24", "is no address"),
        ("10.20.0.7\n10.20.0.300", "“10.20.0.300” is no address"),
        ("10.20.0.7/24", "Write 10.20.0.7 for that one, or 10.20.0.0/24 for the whole range."),
        ("0.0.0.0/0", "0.0.0.0/0 is far too wide"),
        ("2000::/3", "far too wide"),
        ("fe80::1%eth0", "is no address"),
        ("fe80::1%a } accept; #", "is no address"),
        ("\n".join(f"10.0.{number}.1" for number in range(21)), "at most 20 lines"),
        ("1" * 4001, "Use at most 4,000 letters."),
    ],
)
def test_what_is_no_place_stands_beside_its_field(adult: Person, core: SmallCore, text: str, told: str) -> None:
    core.looked = Looked(version="1")
    answer = adult.post("/machine/ssh/places", places=text)
    assert answer.status_code == 422
    assert told in answer.text
    assert asked(core) == []


def test_a_box_beside_the_network_says_that_it_needs_one(adult: Person, core: SmallCore, home: Home) -> None:
    core.looked = Looked(version="1", ssh=(KEY,))
    assert "from the school’s own addresses" in adult.get("/machine/ssh").text
    home.settings.write_text('[network]\nmode = "beside"\ninside = "eth0"\n')
    assert "from nowhere else, so name one" in adult.get("/machine/ssh").text
