import msgspec
import pytest

from appliance.machine.commands import Command, ForgetEverything, LetIn, Restore, Update

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBq7mB3Oy2B0sH5cyTn2V1lT0cVfQbV8n3B8o9p0Q1x2"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(Update(file="../../etc/shadow"), id="a way out of the folder"),
        pytest.param(Update(file=".hidden"), id="a hidden file"),
        pytest.param(Update(file="a\nb"), id="two lines"),
        pytest.param(Update(file="a\n"), id="a line's end"),
        pytest.param(Restore(snapshot="latest; rm -rf /", code=""), id="no snapshot's number"),
        pytest.param(LetIn(keys=(f'command="sh" {KEY}',)), id="a key with options"),
        pytest.param(LetIn(keys=("ssh-rsa AAAA",)), id="a weak key"),
        pytest.param(ForgetEverything(word="yes"), id="not the word"),  # type: ignore[arg-type]
    ],
)
def test_free_text_gets_no_further(command: Command) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(msgspec.msgpack.encode(command), type=Command)


def test_a_key_and_a_file_do() -> None:
    for command in (
        LetIn(keys=(KEY,)),
        LetIn(keys=()),
        Update(file="lollipop 1.2.raucb", stick="MY STICK"),
        Update(file="a.raucb"),
    ):
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(command), type=Command) == command
