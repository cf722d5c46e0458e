"""The commands on the wire: they come back as they went, and nothing that is not one of them is taken."""

import msgspec
import pytest

from appliance.model import Ban
from appliance.network.commands import (
    Answer,
    Applied,
    Apply,
    Check,
    Command,
    Confirm,
    Failed,
    Probe,
    Rollback,
    SetBans,
    TryAddresses,
)

BAN = Ban(id="1", device="tablet", addresses=("10.0.0.1", "::2"), since=1.0, until=2.5, reason="<b>", by="staff")


@pytest.mark.parametrize(
    ("message", "union"),
    [
        (Apply(), Command),
        (Apply(redirect=False), Command),
        (SetBans(bans=(BAN, BAN)), Command),
        (Check(), Command),
        (Probe(), Command),
        (TryAddresses(seconds=5), Command),
        (Confirm(), Command),
        (Rollback(), Command),
        (Applied(text="done"), Answer),
        (Failed(text="why"), Answer),
    ],
)
def test_a_message_comes_back_as_it_went(message: object, union: object) -> None:
    decoded: object = msgspec.msgpack.Decoder(union).decode(msgspec.msgpack.encode(message))
    assert decoded == message


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"type": "Run", "text": "nft flush ruleset"}, id="no such command"),
        pytest.param({"type": "Check", "text": "and more"}, id="a field too many"),
        pytest.param({"type": "Apply", "redirect": "no"}, id="a word for a yes or no"),
        pytest.param({"type": "TryAddresses", "seconds": 86400}, id="a trial that nobody would end"),
        pytest.param({"type": "TryAddresses", "inside": "10.0.0.1/24"}, id="addresses that are not the settings'"),
        pytest.param({"type": "SetBans", "bans": ["10.0.0.1"]}, id="a bare address for a ban"),
        pytest.param({"type": "Applied", "text": "an answer"}, id="an answer for a command"),
        pytest.param("Check", id="a bare name"),
    ],
)
def test_what_is_no_command_is_refused(value: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.Decoder(Command).decode(msgspec.msgpack.encode(value))
