import pytest

from appliance.access.hosts import HostSet
from appliance.access.verdict import AccessRules, admit
from appliance.model import Ban, Block, Device, Pass, Reason, Verdict

IPAD = Device(name="iPad 7", addresses=("10.0.0.7",))
BAN = Ban(id="b", device="iPad 7", addresses=("10.0.0.7",), since=100.0, until=200.0, reason="break", by="Ms Lee")
BANNED = AccessRules(
    blocked=HostSet(["games.io", "blocked-help.org"]),
    always_allowed=HostSet(["childline.org.uk", "blocked-help.org"]),
    bans={"10.0.0.7": BAN},
)
BLOCKED = Block(reason=Reason.BLOCK_LIST, rule="games.io", source="access.blocked")


@pytest.mark.parametrize(
    ("host", "now", "verdict"),
    [
        pytest.param("bbc.co.uk", 150.0, BAN, id="banned"),
        pytest.param("games.io", 150.0, BAN, id="a ban comes before the block list"),
        pytest.param("www.childline.org.uk", 150.0, Pass(), id="help stays reachable"),
        pytest.param("bbc.co.uk", 200.0, Pass(), id="the ban ends by itself"),
        pytest.param("bbc.co.uk", 99.0, BAN, id="the clock was set back to before the ban"),
        pytest.param("www.games.io", 250.0, BLOCKED, id="blocked"),
    ],
)
def test_may_this_device_go_there_now(host: str, now: float, verdict: Verdict) -> None:
    assert admit(host, IPAD, BANNED, now) == verdict


def test_a_host_that_is_both_allowed_in_a_ban_and_blocked_stays_blocked() -> None:
    assert isinstance(admit("blocked-help.org", IPAD, BANNED, 150.0), Block)


def test_a_ban_follows_the_device_to_another_address() -> None:
    moved = Device(name="iPad 7", addresses=("10.0.0.99",))
    assert admit("bbc.co.uk", moved, AccessRules(bans={"iPad 7": BAN}), 150.0) == BAN


def test_another_device_goes_on() -> None:
    assert admit("bbc.co.uk", Device(name="x", addresses=("10.0.0.8",)), BANNED, 150.0) == Pass()
