import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.access.engine import Asked, Engine
from appliance.access.explain import explain
from appliance.access.hosts import HostSet
from appliance.access.rules import AccessPolicy, AccessRule, Effect, When
from appliance.access.timetable import LESSONS, SCHOOL_DAY
from appliance.access.verdict import AccessRules, admit
from appliance.model import Ban, Device, Person, Role
from tests.access.given import GAMES, MONDAY, asked, rule

AMY = Person(id="p1", name="Amy", role=Role.PUPIL, groups=("year3",))
IPAD = Device(name="iPad 7", addresses=("10.0.0.7",), room="Oak", person=AMY)
BAN = Ban(id="b", device="iPad 7", addresses=(), since=0.0, until=99.0, reason="break", by="Ms Lee")
RULES = (
    rule(1, "person:p2", "host:bbc.co.uk"),
    rule(2, "group:year3", "host:cnn.com"),
    rule(3, "room:Oak", "everything", When(periods=(LESSONS,))),
    rule(4, "everyone", "host:bbc.co.uk", When(until=5.0)),
    rule(5, "everyone", "category:games", effect=Effect.WARN),
    rule(6, "device:iPad 7", "host:bbc.co.uk", effect=Effect.ONLY),
    rule(7),
)


def access(*rules: AccessRule, bans: dict[str, Ban] | None = None) -> AccessRules:
    engine = Engine(AccessPolicy(rules=rules))
    return AccessRules(engine=engine, categories=GAMES, bans=bans or {}, blocked=HostSet(["blocked.example"]))


def test_every_rule_is_looked_at_and_says_why() -> None:
    told = explain(asked("bbc.co.uk", IPAD), access(*RULES), 0.0)
    assert told.sentence == "Rule 6 decides: Rule 6 (allow only)."
    assert [(step.number, step.why) for step in told.steps] == [
        (1, "It is about somebody else."),
        (2, "It is about other addresses."),
        (3, "It holds at other times: lessons."),
        (4, "Its time is over."),
        (5, "It is about other addresses."),
        (6, "It names bbc.co.uk."),
        (7, "It names everything."),
    ]
    assert [step.number for step in told.steps if step.decides] == [6]


@pytest.mark.parametrize(
    ("host", "rules", "sentence"),
    [
        pytest.param("childline.org.uk", RULES, "It is always open, whatever the rules say", id="help"),
        pytest.param("blocked.example", RULES, "It stands on the school's list of blocked hosts", id="blocked"),
        pytest.param("play.example", RULES, "Rule 5 decides: Rule 5 (warn).", id="category"),
        pytest.param("cnn.com", RULES[:2], "Rule 2 decides: Rule 2 (block).", id="group"),
        pytest.param("bbc.co.uk", RULES[:2], "No rule says anything about it, so it is open.", id="no rule"),
    ],
)
def test_one_sentence_says_it(host: str, rules: tuple[AccessRule, ...], sentence: str) -> None:
    assert explain(asked(host, IPAD), access(*rules), 0.0).sentence.startswith(sentence)


def test_a_ban_stands_above_the_rules_and_none_of_them_decides() -> None:
    told = explain(asked("bbc.co.uk", IPAD), access(*RULES, bans={"iPad 7": BAN}), 0.0)
    assert (told.verdict, told.sentence) == (BAN, "The internet is paused for them.")
    assert not any(step.decides for step in told.steps)


def test_the_categories_are_told() -> None:
    assert explain(asked("play.example", IPAD), access(), 0.0).categories == ("games",)


WHO = st.sampled_from(["everyone", "person:p1", "person:p2", "group:year3", "group:x", "room:Oak", "device:10.0.0.7"])
WHAT = st.sampled_from(
    ["everything", "host:bbc.co.uk", "host:=www.bbc.co.uk", "url:bbc.co.uk/a", "url:uk.example/a", "category:games"]
)
WHEN = st.sampled_from(
    [When(), When(until=5.0), When(until=MONDAY + 1), When(periods=(SCHOOL_DAY,)), When(periods=(LESSONS, "x"))]
)
HOSTS = st.sampled_from(["bbc.co.uk", "www.bbc.co.uk", "play.example", "a.play.example", "cnn.com", "10.1.2.3"])
EFFECT = st.sampled_from([Effect.ALLOW, Effect.WARN, Effect.BLOCK, Effect.ONLY])
PATHS = st.sampled_from([None, "", "/", "/a", "/%61/b", "/b"])


@settings(max_examples=300, deadline=None)
@given(
    rules=st.lists(st.builds(rule, st.just(1), WHO, WHAT, WHEN, EFFECT), max_size=8),
    host=HOSTS,
    path=PATHS,
)
def test_engine_and_explanation_always_say_the_same(rules: list[AccessRule], host: str, path: str | None) -> None:
    what: Asked = asked(host, IPAD, path)
    in_force = access(*(msgspec.structs.replace(one, number=place) for place, one in enumerate(rules)))
    told = explain(what, in_force, 0.0)
    assert told.verdict == admit(what, in_force, 0.0)
    ruled = in_force.engine.decide(what, GAMES)
    assert [step.number for step in told.steps if step.decides] == ([ruled.rule.number] if ruled else [])
