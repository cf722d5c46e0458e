"""Keys for SSH: public ones of one good kind, or none."""

import pytest

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
