import pytest

from appliance.config import Access, ActionRule, Inspect, Settings
from appliance.errors import ConfigError
from appliance.model import Ban, Device
from appliance.policy.rules import build_policy, with_bans
from tests.match.given import terms

TERMS = terms("kill myself")


def test_everything_the_pipeline_asks_comes_from_settings_and_libraries() -> None:
    device = Device(name="iPad", addresses=("10.0.0.7",))
    access = Access(blocked=("games.io",), do_not_decrypt=("bank.example",))
    policy = build_policy(Settings(access=access, devices=(device,)), TERMS)
    assert policy.devices["10.0.0.7"] is device
    assert policy.access.blocked.match("www.games.io")
    assert policy.access.do_not_decrypt.match("bank.example")
    assert policy.access.do_not_decrypt.match("gs.apple.com")
    assert policy.library_version == TERMS.version


def test_a_host_that_is_none_is_named_with_its_key() -> None:
    with pytest.raises(ConfigError, match=r"lollipop\.toml: access\.blocked: 'a b' is not a host name"):
        build_policy(Settings(access=Access(blocked=("a b",))), TERMS)


def test_what_decisions_depend_on_changes_the_version() -> None:
    versions = {
        build_policy(settings, TERMS).version
        for settings in (
            Settings(),
            Settings(actions=(ActionRule(ban_minutes=5),)),
            Settings(inspect=Inspect(matches=3)),
        )
    }
    assert len(versions | {build_policy(Settings(), terms("another")).version}) == 4


def ban(until: float, *addresses: str) -> Ban:
    return Ban(id=str(until), device="iPad", addresses=addresses, since=0.0, until=until, reason="", by="")


def test_bans_are_known_by_address_and_device_and_the_longest_counts() -> None:
    policy = with_bans(build_policy(Settings(), TERMS), [ban(9.0, "10.0.0.7"), ban(5.0, "10.0.0.7", "fd00:0::7")])
    assert policy.access.bans["10.0.0.7"].until == 9.0
    assert policy.access.bans["fd00::7"].until == 5.0
    assert policy.access.bans["iPad"].until == 9.0
    assert with_bans(policy, []).access.bans == {}
