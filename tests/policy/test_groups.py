"""What the console says of a group, and how it goes together with what the settings say."""

import msgspec
import pytest

from appliance.access.rules import AccessPolicy
from appliance.config import ActionRule, Group, NamedDevice, Sensitivity, Settings
from appliance.match.terms import Terms
from appliance.model import BanFor, Capture, Channel, Device, Pass, Person, Role, Severity
from appliance.policy.decide import decide
from appliance.policy.groups import GroupPolicy, Pause, Pilot, in_force, room_group, room_in, room_of, whole_school
from appliance.policy.rules import Policy, build_policy, with_access
from appliance.policy.school import OWN, Ignore, Off, OwnTerm, SchoolPolicy
from tests.match.given import term
from tests.policy.given import match

TERMS = Terms([term(1, "knife", category="Weapons", channels=(Channel.TYPED,))])
MATCH = match("weapons/1", severity=Severity.MODERATE)
SETTINGS = Settings(
    groups={"year3": Group(devices=("iPad",), off=("Weapons",), code=True)},
    devices=(NamedDevice(name="iPad", addresses=("10.0.0.7",)),),
)
TUESDAY_LESSON = 1_794_913_200.0  # Tuesday 17 November 2026, 11:00
EVENING = TUESDAY_LESSON + 8 * 3600


def at(room: str = "", *groups: str) -> Device:
    return Device(
        name="iPad 9",
        addresses=("10.0.0.9",),
        room=room,
        person=Person(id="p1", name="Amy", role=Role.PUPIL, groups=groups),
    )


def school(*policies: GroupPolicy, **more: object) -> Policy:
    return build_policy(SETTINGS, TERMS, msgspec.structs.replace(SchoolPolicy(groups=policies), **more))


def told(policy: Policy, device: Device, moment: float = TUESDAY_LESSON) -> bool:
    rules = policy.rules_of(policy.ruling_groups_of(device, moment))
    return isinstance(decide([MATCH], rules, cut=False), Capture)


def test_a_school_that_says_nothing_has_what_the_settings_say() -> None:
    assert in_force(SETTINGS.groups, ()) == SETTINGS.groups
    assert whole_school(()) == Group()


def test_the_console_goes_before_the_settings_and_the_devices_stay() -> None:
    said = GroupPolicy(group="year3", sensitivity=Sensitivity.SEVERE)
    assert in_force(SETTINGS.groups, (said,)) == {"year3": Group(devices=("iPad",), sensitivity=Sensitivity.SEVERE)}


@pytest.mark.parametrize(
    ("policies", "device", "expected"),
    [
        pytest.param((), at(), True, id="nothing said"),
        pytest.param((GroupPolicy(off=("Weapons",)),), at(), False, id="off for the whole school"),
        pytest.param((GroupPolicy(off=("Weapons",)), GroupPolicy(group="a")), at("", "a"), True, id="on for a group"),
        pytest.param((GroupPolicy(group="a", off=("Weapons",)),), at("", "a"), False, id="off for the class"),
        pytest.param((GroupPolicy(group="a", off=("Weapons",)),), at("", "b"), True, id="off for another class"),
        pytest.param(
            (GroupPolicy(group="a", off=("Weapons",)), GroupPolicy(group="b")), at("", "a", "b"), True, id="one of two"
        ),
        pytest.param((GroupPolicy(group="room/Oak", off=("Weapons",)),), at("Oak"), False, id="off in a room"),
        pytest.param((GroupPolicy(group="room/Oak", off=("Weapons",)),), at("Elm"), True, id="another room"),
        pytest.param((GroupPolicy(group="a", sensitivity=Sensitivity.SEVERE),), at("", "a"), False, id="severe only"),
        pytest.param(
            (GroupPolicy(group="a", channels={"Weapons": (Channel.SEARCH,)}),), at("", "a"), False, id="elsewhere"
        ),
    ],
)
def test_what_is_told_of_whom(policies: tuple[GroupPolicy, ...], device: Device, expected: bool) -> None:
    assert told(school(*policies), device) is expected


def test_a_vulnerable_group_has_everything_on() -> None:
    policy = school(GroupPolicy(group="nest", vulnerable=True, off=("Weapons",), sensitivity=Sensitivity.SEVERE))
    assert told(policy, at("", "nest"))


@pytest.mark.parametrize(
    ("when", "moment", "expected"),
    [
        pytest.param(("school day",), TUESDAY_LESSON, False, id="in school"),
        pytest.param(("school day",), EVENING, True, id="in the evening, when the school's rules hold"),
        pytest.param(("out of school",), EVENING, False, id="out of school only"),
    ],
)
def test_a_policy_holds_in_its_times(when: tuple[str, ...], moment: float, expected: bool) -> None:
    policy = with_access(school(GroupPolicy(group="a", off=("Weapons",), when=when)), AccessPolicy())
    assert told(policy, at("", "a"), moment) is expected


# --- groups of which something is said, but that have no rules of their own ---

KNIFE = OwnTerm(
    number=1,
    pattern="oak lane",
    severity=Severity.MODERATE,
    category=OWN,
    definition="x",
    channels=(Channel.TYPED,),
    group="a",
)


def raises(policy: Policy, term_id: str, *groups: str) -> bool:
    rules = policy.rules_of(policy.ruling_groups_of(at("", *groups), 0.0))
    return isinstance(decide([match(term_id)], rules, cut=False), Capture)


def test_a_term_of_a_class_holds_for_it_alone_and_turns_nothing_else_on() -> None:
    policy = school(GroupPolicy(group="year3", off=("Weapons",)), terms=(KNIFE,))
    assert raises(policy, "school/1", "a", "year3")
    assert not raises(policy, "weapons/1", "a", "year3")
    assert raises(policy, "weapons/1", "a")
    assert not raises(policy, "school/1", "year3")


def test_a_switch_and_an_entry_of_a_class_hold_beside_its_years_rules() -> None:
    off = school(GroupPolicy(group="y"), off=(Off(term="weapons/1", group="a"),))
    assert not raises(off, "weapons/1", "a", "y")
    assert raises(off, "weapons/1", "y")
    ignored = school(GroupPolicy(group="y"), ignores=(Ignore(number=1, site="x.org", term="weapons/1", group="a"),))
    rules = ignored.rules_of(ignored.ruling_groups_of(at("", "a", "y"), 0.0))
    assert decide([match("weapons/1")], rules, cut=False, host="x.org") == Pass(ignored=(1,))
    assert rules is ignored.rules_of(("a", "y"))


def test_a_switch_of_a_class_takes_nothing_from_a_vulnerable_group() -> None:
    policy = school(GroupPolicy(group="nest", vulnerable=True), off=(Off(term="weapons/1", group="a"),))
    assert raises(policy, "weapons/1", "a", "nest")


# --- what is done ---


def paused(*pauses: Pause, groups: tuple[str, ...] = (), actions: tuple[ActionRule, ...] = ()) -> int:
    settings = msgspec.structs.replace(SETTINGS, actions=actions)
    policy = build_policy(settings, TERMS, SchoolPolicy(pauses=pauses))
    decision = decide([MATCH], policy.rules_of(policy.ruling_groups_of(at("", *groups), 0.0)), cut=False)
    assert isinstance(decision, Capture)
    return sum(action.seconds for action in decision.actions if isinstance(action, BanFor)) // 60


SETTINGS_SAY = (ActionRule(ban_minutes=5, recipients=("a@b.org",)),)


@pytest.mark.parametrize(
    ("pauses", "groups", "minutes"),
    [
        pytest.param((), (), 5, id="the settings' word"),
        pytest.param((Pause(number=1, minutes=20),), (), 20, id="the console goes first"),
        pytest.param((Pause(number=1, minutes=0, category="Weapons"),), (), 0, id="not paused"),
        pytest.param((Pause(number=1, minutes=9, category="Other"),), (), 5, id="another category"),
        pytest.param((Pause(number=1, minutes=9, severity=Severity.SEVERE),), (), 5, id="another severity"),
        pytest.param((Pause(number=1, minutes=9, term="weapons/1"),), (), 9, id="one term"),
        pytest.param((Pause(number=1, minutes=9, group="a"),), ("b",), 5, id="another group"),
        pytest.param(
            (Pause(number=1, minutes=9), Pause(number=2, minutes=7, group="a")), ("a",), 7, id="the group goes first"
        ),
    ],
)
def test_which_pause_counts(pauses: tuple[Pause, ...], groups: tuple[str, ...], minutes: int) -> None:
    assert paused(*pauses, groups=groups, actions=SETTINGS_SAY) == minutes


# --- bad input ---


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"off": ("Illegal content",)}, id="illegal content switched off"),
        pytest.param({"channels": {"Illegal content": ()}}, id="illegal content nowhere"),
        pytest.param({"group": "a", "vulnerable": True, "when": ("lessons",)}, id="vulnerable at times"),
        pytest.param({"when": ("lessons",)}, id="the whole school at times"),
        pytest.param({"sensitivity": "none"}, id="no such sensitivity"),
    ],
)
def test_a_policy_that_cannot_be(values: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(values, GroupPolicy)


def test_illegal_content_is_told_however_little_a_group_is_told() -> None:
    policy = school(GroupPolicy(group="a", sensitivity=Sensitivity.SEVERE))
    illegal = build_policy(
        SETTINGS,
        Terms([term(1, "words", category="Illegal", channels=(Channel.TYPED,))]),
        SchoolPolicy(groups=(GroupPolicy(group="a", sensitivity=Sensitivity.SEVERE),)),
    )
    rules = illegal.rules_of(illegal.ruling_groups_of(at("", "a"), 0.0))
    assert isinstance(decide([match("illegal/1", severity=Severity.MINOR)], rules, cut=False), Capture)
    assert not told(policy, at("", "a"))


@pytest.mark.parametrize("minutes", [-1, 1441], ids=["negative", "more than a day"])
def test_a_pause_that_cannot_be(minutes: int) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"number": 0, "minutes": minutes}, Pause)


def test_rooms_stand_among_groups() -> None:
    assert (room_of(at("Oak")), room_group("Oak"), room_in("room/Oak"), room_in("year3")) == (
        "room/Oak",
        "room/Oak",
        "Oak",
        "",
    )


@pytest.mark.parametrize(
    ("groups", "device", "moment", "listens"),
    [
        pytest.param(("a",), at("", "a"), 15.0, True, id="on"),
        pytest.param(("a",), at("", "a"), 20.0, False, id="over"),
        pytest.param(("a",), at("", "a"), 5.0, False, id="not begun"),
        pytest.param(("a",), at("", "b"), 15.0, False, id="another class"),
        pytest.param(("",), at(), 15.0, True, id="the whole school"),
        pytest.param(("room/Oak",), at("Oak"), 15.0, True, id="a room"),
    ],
)
def test_who_is_in_a_pilot(groups: tuple[str, ...], device: Device, moment: float, listens: bool) -> None:
    policy = school(pilots=(Pilot(number=1, groups=groups, since=10.0, until=20.0),))
    assert policy.listens(device, moment) is listens
    assert not school().listens(device, moment)
