from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from appliance.access.engine import Asked, Engine, NoCategories
from appliance.access.rules import AccessPolicy, AccessRule, Effect, Subject, SubjectKind, Target, TargetKind, When
from appliance.access.timetable import BREAKS, Period, PeriodKind, Timetable
from appliance.model import Block, Device, Pass, Person, Role, Verdict, Warn
from tests.access.given import GAMES, asked, rule

AMY = Person(id="p1", name="Amy", role=Role.PUPIL, groups=("year3", "class-3b"))
IPAD = Device(name="iPad 7", addresses=("10.0.0.7", "fd00::7"), room="Oak", mac="02:00:00:00:00:07", person=AMY)


def decides(rules: list[AccessRule], what: Asked, timetable: Timetable | None = None) -> int:
    """The number of the rule that decides, or 0."""
    policy = AccessPolicy(rules=tuple(rules), timetable=timetable or Timetable())
    ruled = Engine(policy).decide(what, GAMES)
    return ruled.rule.number if ruled else 0


@pytest.mark.parametrize(
    ("who", "is_amy"),
    [
        pytest.param("everyone", True, id="everyone"),
        pytest.param("person:p1", True, id="the pupil"),
        pytest.param("person:p2", False, id="another pupil"),
        pytest.param("group:class-3b", True, id="the pupil's class"),
        pytest.param("group:tablets", True, id="a group of the device's"),
        pytest.param("group:staff", False, id="another group"),
        pytest.param("room:Oak", True, id="the room"),
        pytest.param("device:iPad 7", True, id="the device by name"),
        pytest.param("device:fd00::7", True, id="by address"),
        pytest.param("device:02:00:00:00:00:07", True, id="by MAC"),
    ],
)
def test_whom_a_rule_is_about(who: str, is_amy: bool) -> None:  # expected
    assert decides([rule(1, who=who)], asked("bbc.co.uk", IPAD, groups=("tablets",))) == int(is_amy)


@pytest.mark.parametrize(
    ("what", "url", "fits"),
    [
        pytest.param("everything", "bbc.co.uk/", True, id="everything"),
        pytest.param("host:bbc.co.uk", "www.bbc.co.uk/", True, id="a host below"),
        pytest.param("host:=bbc.co.uk", "www.bbc.co.uk/", False, id="exactly one host"),
        pytest.param("host:=bbc.co.uk", "bbc.co.uk/", True, id="that host"),
        pytest.param("host:bbc.co.uk", "notbbc.co.uk/", False, id="a name that ends so"),
        pytest.param("url:bbc.co.uk/games", "www.bbc.co.uk/games/1", True, id="a page"),
        pytest.param("url:bbc.co.uk/games", "www.bbc.co.uk//./%47ames/1", True, id="a page written in another way"),
        pytest.param("url:bbc.co.uk/games", "www.bbc.co.uk/news", False, id="another page"),
        pytest.param("category:games", "www.play.example/", True, id="a category"),
        pytest.param("category:adult", "www.play.example/", False, id="another category"),
    ],
)
def test_what_a_rule_is_about(what: str, url: str, fits: bool) -> None:  # expected
    host, slash, path = url.partition("/")
    assert decides([rule(1, what=what)], asked(host, IPAD, slash + path)) == int(fits)


def test_before_a_path_is_seen_a_rule_about_pages_may_fit() -> None:
    games = rule(1, what="url:bbc.co.uk/games")
    assert decides([games], asked("bbc.co.uk", IPAD, None)) == 1
    assert decides([games], asked("bbc.co.uk", IPAD, "")) == 0, "of a host passed unread there is no page"


def test_the_first_rule_that_fits_decides() -> None:
    narrow, wide = rule(7, "person:p1", "host:bbc.co.uk"), rule(3, "everyone", "everything")
    assert decides([narrow, wide], asked("bbc.co.uk", IPAD)) == 7
    assert decides([wide, narrow], asked("bbc.co.uk", IPAD)) == 3


LONDON = ZoneInfo("Europe/London")
BREAK = Timetable(
    periods=(
        Period(
            name="Playtime",
            start=datetime(2026, 1, 1, 10, tzinfo=LONDON).time(),
            end=datetime(2026, 1, 1, 10, 20, tzinfo=LONDON).time(),
            kind=PeriodKind.BREAK,
        ),
    )
)


@pytest.mark.parametrize(
    ("when", "clock", "holds"),
    [
        pytest.param(When(), "10:05", True, id="always"),
        pytest.param(When(periods=(BREAKS,)), "10:05", True, id="in any break"),
        pytest.param(When(periods=("Playtime",)), "10:19", True, id="in this break"),
        pytest.param(When(periods=(BREAKS,)), "10:20", False, id="after it"),
        pytest.param(When(until=datetime(2026, 11, 23, 10, 10, tzinfo=LONDON).timestamp()), "10:09", True, id="until"),
        pytest.param(When(until=datetime(2026, 11, 23, 10, 10, tzinfo=LONDON).timestamp()), "10:10", False, id="over"),
    ],
)
def test_when_a_rule_holds(when: When, clock: str, holds: bool) -> None:  # expected
    at = datetime.fromisoformat(f"2026-11-23T{clock}").replace(tzinfo=LONDON).timestamp()
    assert decides([rule(1, when=when)], asked("bbc.co.uk", IPAD, at=at), BREAK) == int(holds)


@pytest.mark.parametrize(
    ("effect", "host", "verdict"),
    [
        pytest.param(Effect.ALLOW, "bbc.co.uk", Pass, id="allow"),
        pytest.param(Effect.WARN, "bbc.co.uk", Warn, id="warn"),
        pytest.param(Effect.BLOCK, "bbc.co.uk", Block, id="block"),
        pytest.param(Effect.NEVER_DECRYPT, "bbc.co.uk", Pass, id="never decrypt"),
        pytest.param(Effect.ONLY, "bbc.co.uk", Pass, id="only these: one of them"),
        pytest.param(Effect.ONLY, "play.example", Pass, id="only these: of an allowed category"),
        pytest.param(Effect.ONLY, "cnn.com", Block, id="only these: another"),
    ],
)
def test_what_a_rule_does(effect: Effect, host: str, verdict: type[Verdict]) -> None:
    targets = (
        Target(kind=TargetKind.HOST, value="bbc.co.uk"),
        Target(kind=TargetKind.CATEGORY, value="games"),
    )
    one = AccessRule(number=5, name="Maths", effect=effect, what=targets, who=(Subject(),))
    ruled = Engine(AccessPolicy(rules=(one,))).decide(asked(host, IPAD), GAMES)
    assert ruled
    assert isinstance(ruled.verdict, verdict)


def test_only_these_sites_is_said_to_one_pupil_and_not_to_all() -> None:
    only = AccessRule(
        number=1,
        name="Only the BBC",
        effect=Effect.ONLY,
        who=(Subject(kind=SubjectKind.PERSON, name="p2"),),
        what=(Target(kind=TargetKind.HOST, value="bbc.co.uk"),),
    )
    assert decides([only], asked("cnn.com", IPAD)) == 0


def test_without_rules_nothing_is_said() -> None:
    assert Engine().decide(asked("bbc.co.uk", IPAD), NoCategories()) is None
