import pytest

from appliance.access.rules import AccessPolicy
from appliance.config import (
    Access,
    ActionRule,
    Filtering,
    Group,
    Inspect,
    NamedDevice,
    Sensitivity,
    Settings,
    SignIn,
    Sites,
)
from appliance.errors import ConfigError
from appliance.model import Ban, Channel, Device, Person, Role, Severity
from appliance.policy.rules import build_policy, with_access, with_bans, with_school, with_seats
from appliance.policy.school import Ignore, Off, OwnTerm, SchoolPolicy
from tests.match.given import terms

TERMS = terms("kill myself")


def test_everything_the_pipeline_asks_comes_from_settings_and_libraries() -> None:
    access = Access(blocked=("games.io",), do_not_decrypt=("bank.example",))
    policy = build_policy(Settings(access=access, devices=(NamedDevice(name="iPad", addresses=("10.0.0.7",)),)), TERMS)
    assert policy.devices["10.0.0.7"].name == "iPad"
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
            Settings(groups={"year3": Group()}),
            Settings(sites=Sites(reference=("x.org",))),
        )
    }
    versions |= {build_policy(Settings(), TERMS, SchoolPolicy(off=(Off(term="test/1"),))).version}
    assert len(versions | {build_policy(Settings(), terms("another")).version}) == 7


def own(number: int, group: str = "", channel: Channel = Channel.TYPED) -> OwnTerm:
    return OwnTerm(
        number=number,
        pattern="oak lane lot",
        severity=Severity.MINOR,
        category="School's own terms",
        definition="",
        channels=(channel,),
        group=group,
    )


GROUPED = Settings(
    actions=(ActionRule(ban_minutes=5, group="year3"), ActionRule(ban_minutes=9)),
    groups={
        "nest": Group(vulnerable=True),
        "year3": Group(
            devices=("10.0.0.7",),
            off=("Gambling",),
            channels={"Drugs": (Channel.TYPED,)},
            sensitivity=Sensitivity.SEVERE,
        ),
    },
)
SCHOOL = SchoolPolicy(
    terms=(own(1), own(2, "year3")),
    off=(Off(term="test/1"), Off(term="test/2", group="year3")),
    ignores=(Ignore(number=1, site="a.org"), Ignore(number=2, site="b.org", group="year3")),
)


def test_each_group_has_its_own_rules_and_everyone_elses() -> None:
    policy = build_policy(GROUPED, TERMS, SCHOOL)
    (year3,) = policy.rules_of(policy.groups_of(Device(name="10.0.0.7", addresses=("10.0.0.7",))))
    (others,) = policy.rules_of(policy.groups_of(Device(name="10.0.0.8", addresses=("10.0.0.8",))))
    assert (year3.group, others.group) == ("year3", "")
    assert year3.off == {"Gambling", "test/1", "test/2"}
    assert others.off == {"test/1"}
    assert {"school/1", "school/2"} <= year3.channels.keys()
    assert "school/2" not in others.channels
    assert [rule.ban_minutes for rule in year3.actions] == [5, 9]
    assert [rule.ban_minutes for rule in others.actions] == [9]
    assert [one.entry.number for one in year3.exemptions] == [1, 2]
    assert [one.entry.number for one in others.exemptions] == [1]
    assert (year3.sensitivity, year3.category_channels) == (Sensitivity.SEVERE, {"Drugs": {Channel.TYPED}})


def test_a_vulnerable_group_has_page_code_too() -> None:
    assert build_policy(GROUPED, TERMS).group_rules["nest"].code


def test_the_sites_of_ignore_entries_matter() -> None:
    assert build_policy(GROUPED, TERMS, SCHOOL).sites.matter("www.b.org")


def test_own_terms_are_asked_only_where_one_of_them_counts() -> None:
    assert build_policy(GROUPED, TERMS, SCHOOL).own_channels == {Channel.TYPED}
    on_page = SchoolPolicy(terms=(own(1, channel=Channel.PAGE),))
    assert build_policy(GROUPED, TERMS, on_page).own_channels == {Channel.PAGE, Channel.CODE}


def test_a_change_of_the_schools_policy_keeps_libraries_and_bans() -> None:
    before = with_bans(build_policy(GROUPED, TERMS), [ban(9.0, "10.0.0.7")])
    after = with_school(before, GROUPED, SCHOOL)
    assert after.terms is before.terms
    assert after.access.bans == before.access.bans
    assert after.version == build_policy(GROUPED, TERMS, SCHOOL).version != before.version


def test_a_reference_site_that_is_none_is_named_with_its_key() -> None:
    with pytest.raises(ConfigError, match=r"lollipop\.toml: sites\.reference: 'a b' is not a host name"):
        build_policy(Settings(sites=Sites(reference=("a b",))), TERMS)


def ban(until: float, *addresses: str) -> Ban:
    return Ban(id=str(until), device="iPad", addresses=addresses, since=0.0, until=until, reason="", by="")


def test_bans_are_known_by_address_and_device_and_the_longest_counts() -> None:
    policy = with_bans(build_policy(Settings(), TERMS), [ban(9.0, "10.0.0.7"), ban(5.0, "10.0.0.7", "fd00:0::7")])
    assert policy.access.bans["10.0.0.7"].until == 9.0
    assert policy.access.bans["fd00::7"].until == 5.0
    assert policy.access.bans["iPad"].until == 9.0
    assert with_bans(policy, []).access.bans == {}


AMY = Person(id="p1", name="Amy Bell", role=Role.PUPIL, groups=("class-3b", "year3"))


def test_people_bring_their_groups_and_only_some_of_them_say_how_texts_are_judged() -> None:
    policy = build_policy(GROUPED, TERMS)
    device = Device(name="iPad 9", addresses=("10.0.0.9",), person=AMY)
    assert policy.groups_of(device) == ("class-3b", "year3")
    assert policy.ruling_groups_of(device, 0.0) == ("year3",)
    assert [rules.group for rules in policy.rules_of(policy.ruling_groups_of(device, 0.0))] == ["year3"]
    assert build_policy(Settings(), TERMS).ruling_groups_of(device, 0.0) == ()


def test_devices_are_where_they_are_seen_and_the_settings_are_the_floor() -> None:
    settings = Settings(devices=(NamedDevice(name="iPad", addresses=("10.0.0.7", "10.0.0.8")),))
    seated = with_seats(
        build_policy(settings, TERMS), settings, [Device(name="iPad", addresses=("10.0.0.7",), person=AMY)]
    )
    assert seated.devices["10.0.0.7"].person == AMY
    assert seated.devices["10.0.0.8"].person is None
    assert with_school(seated, settings, SchoolPolicy()).devices == seated.devices
    assert with_seats(seated, settings, ()).devices["10.0.0.7"].person is None


@pytest.mark.parametrize(
    ("device", "mac", "person", "keys"),
    [
        pytest.param("iPad", "", "", {"iPad", "10.0.0.7"}, id="a device by its name"),
        pytest.param("10.0.0.4", "02:00:00:00:00:0a", "", {"02:00:00:00:00:0a", "10.0.0.7"}, id="by its MAC"),
        pytest.param("Amy Bell", "", "p1", {"p1/", "10.0.0.7"}, id="a person, and nothing that has their name"),
    ],
)
def test_what_a_ban_is_found_by(device: str, mac: str, person: str, keys: set[str]) -> None:
    one = Ban(
        id="1",
        device=device,
        addresses=("10.0.0.7",),
        since=0.0,
        until=9.0,
        reason="",
        by="",
        mac=mac,
        person=person,
    )
    assert set(with_bans(build_policy(Settings(), TERMS), [one]).access.bans) == keys


def test_whether_somebody_has_to_sign_in() -> None:
    assert build_policy(Settings(), TERMS).access.sign_in is None
    wanted = Settings(sign_in=SignIn(required=True, exempt=("staff", "::ffff:10.0.0.7")))
    assert build_policy(wanted, TERMS).access.sign_in == {"staff", "10.0.0.7"}


def test_what_was_chosen_in_the_console_stands_in_the_place_of_the_settings_and_goes_again() -> None:
    policy = build_policy(Settings(access=Access(youtube="off")), terms())
    assert policy.access.filtering == Filtering(youtube="off")
    chosen = Filtering(safe_search=False, ways_round="allow", on_failure="open")
    assert with_access(policy, AccessPolicy(filtering=chosen)).access.filtering == chosen
    assert (
        with_access(with_access(policy, AccessPolicy(filtering=chosen)), AccessPolicy()).access.filtering.youtube
        == "off"
    )
