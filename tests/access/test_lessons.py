"""One touch for one lesson: off, only these sites, not these sites; and on again for one child."""

import pytest
from msgspec.structs import replace

from appliance.access.engine import Engine, subjects_of
from appliance.access.explain import explain
from appliance.access.hosts import HostSet
from appliance.access.lessons import Mode, lesson, mode_of, ruling, without
from appliance.access.rules import AccessPolicy, Subject, SubjectKind, Target, TargetKind
from appliance.access.verdict import AccessRules, admit
from appliance.model import Block, Device, Pass, Person, Role
from tests.access.given import GAMES, MONDAY, asked, rule

AMY, BEN, CAT = (Subject(kind=SubjectKind.PERSON, name=name) for name in ("amy", "ben", "cat"))
CLASS = Subject(kind=SubjectKind.GROUP, name="class-3b")
MATHS = Target(kind=TargetKind.HOST, value="maths.example")
PLAY = Target(kind=TargetKind.HOST, value="play.example")
END = MONDAY + 1800


def pupil(id_: str) -> Device:
    person = Person(id=id_, name=id_, role=Role.PUPIL, groups=("class-3b", "year3"))
    return Device(name=f"tablet of {id_}", addresses=(), person=person)


def verdict_on(policy: AccessPolicy, host: str, who: str = "amy", at: float = MONDAY) -> type:
    access = AccessRules(engine=Engine(policy), categories=GAMES, blocked=HostSet(["bad.example"]))
    wanted = asked(host, pupil(who), at=at)
    verdict = admit(wanted, access, 0.0)
    assert explain(wanted, access, 0.0).verdict == verdict
    return type(verdict)


def during(mode: Mode, *what: Target) -> AccessPolicy:
    said = lesson(mode, (CLASS,), what, by="Mr Bell", since=MONDAY, until=END)
    return AccessPolicy(rules=(rule(1, what="category:games"),), lessons=(said,))


def test_off_ends_with_the_lesson() -> None:
    policy = during(Mode.OFF)
    assert verdict_on(policy, "maths.example") is Block
    assert verdict_on(policy, "childline.org.uk") is Pass
    assert verdict_on(policy, "maths.example", at=END) is Pass


def test_only_these_sites_opens_nothing_that_the_school_closes() -> None:
    policy = during(Mode.ONLY, MATHS, PLAY)
    assert verdict_on(policy, "maths.example") is Pass
    assert verdict_on(policy, "other.example") is Block
    assert verdict_on(policy, "play.example") is Block, "it is a game, and games are closed"


def test_block_these_sites_leaves_the_rest() -> None:
    policy = during(Mode.BLOCK, MATHS)
    assert verdict_on(policy, "maths.example") is Block
    assert verdict_on(policy, "other.example") is Pass


def test_on_again_for_one() -> None:
    policy = during(Mode.OFF)
    left = without(policy.lessons[0], {AMY}, {CLASS: (AMY, BEN)})
    assert left is not None
    then = AccessPolicy(lessons=(left,))
    assert verdict_on(then, "maths.example", "amy") is Pass
    assert verdict_on(then, "maths.example", "ben") is Block


def test_on_again_for_the_last_one_ends_it() -> None:
    said = lesson(Mode.OFF, (AMY,), (), by="Mr Bell", since=0.0, until=9.0)
    assert without(said, {AMY}, {}) is None
    assert without(said, {BEN}, {}) == said


def test_whoever_is_in_another_group_stays() -> None:
    said = during(Mode.OFF).lessons[0]
    other = Subject(kind=SubjectKind.GROUP, name="class-4a")
    assert without(said, {CAT}, {other: (CAT,)}) == said


def test_the_newest_word_about_somebody_rules() -> None:
    room = Subject(kind=SubjectKind.ROOM, name="Library")
    of_class = lesson(Mode.ONLY, (CLASS,), (MATHS,), by="Mr Bell", since=2.0, until=9.0)
    of_room = lesson(Mode.OFF, (room,), (), by="Ms Ada", since=1.0, until=9.0)
    who = set(subjects_of(asked("a.example", replace(pupil("amy"), room="Library"))))
    assert ruling((of_class, of_room), who) == of_class
    assert ruling((of_room,), who) == of_room
    assert ruling((of_class,), {(SubjectKind.GROUP, "class-4a")}) is None


@pytest.mark.parametrize(("mode", "what"), [(Mode.OFF, ()), (Mode.ONLY, (MATHS,)), (Mode.BLOCK, (MATHS,))])
def test_what_was_touched_can_be_told(mode: Mode, what: tuple[Target, ...]) -> None:
    assert mode_of(lesson(mode, (CLASS,), what, by="Mr Bell", since=0.0, until=9.0)) is mode


@pytest.mark.parametrize(
    ("mode", "what"),
    [
        pytest.param(Mode.ONLY, (), id="only, and no site"),
        pytest.param(Mode.BLOCK, (), id="closed, and no site"),
        pytest.param(Mode.OFF, (MATHS,), id="off, and a site"),
    ],
)
def test_what_does_not_fit_is_refused(mode: Mode, what: tuple[Target, ...]) -> None:
    with pytest.raises(ValueError, match="site"):
        lesson(mode, (CLASS,), what, by="Mr Bell", since=0.0, until=9.0)
