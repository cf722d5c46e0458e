import msgspec
import pytest

from appliance.access.rules import (
    AccessPolicy,
    AccessRule,
    Effect,
    Lesson,
    Subject,
    SubjectKind,
    Target,
    TargetKind,
    When,
)

RULE = AccessRule(number=1, name="No games", effect=Effect.BLOCK)


def test_what_a_teacher_says_now_comes_first_and_ends_with_the_lesson() -> None:
    own_end = msgspec.structs.replace(RULE, number=2, when=When(until=150.0))
    lesson = Lesson(id="l", title="Maths", by="Ms Lee", since=100.0, until=200.0, rules=(RULE, own_end))
    unblock = AccessRule(number=3, name="For the Romans", effect=Effect.ALLOW, when=When(until=9e9))
    policy = AccessPolicy(rules=(RULE,), unblocks=(unblock,), lessons=(lesson,))
    assert [(rule.number, rule.when.until) for rule in policy.in_order()] == [(1, 200), (2, 150), (3, 9e9), (1, 0)]


def test_a_policy_travels() -> None:
    what = (Target(kind=TargetKind.HOST, value="Example.ORG."), Target(kind=TargetKind.CATEGORY, value="games"))
    policy = AccessPolicy(rules=(msgspec.structs.replace(RULE, what=what),))
    assert policy.rules[0].what[0].value == "example.org", "in the spelling that is compared"
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(policy), type=AccessPolicy) == policy


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"kind": "host", "value": "not a host"}, "is not a host name", id="host"),
        pytest.param({"kind": "host", "value": "!example.org"}, "write a rule of its own", id="an exception"),
        pytest.param({"kind": "url", "value": "example.org"}, "is no address of a page", id="url without a path"),
        pytest.param({"kind": "category"}, "a rule about category needs a value", id="no category"),
        pytest.param({"kind": "everything", "value": "x"}, "a rule about everything needs no value", id="too much"),
    ],
)
def test_a_wrong_target_says_what_is_wrong(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=sentence):
        msgspec.convert(given, Target)


def test_a_rule_that_cannot_work_is_refused() -> None:
    page = Target(kind=TargetKind.URL, value="bank.example/x")
    with pytest.raises(ValueError, match="give its host"):
        AccessRule(number=1, name="Bank", effect=Effect.NEVER_DECRYPT, what=(page,))
    with pytest.raises(ValueError, match="a rule needs a name"):
        AccessRule(number=1, name="Nobody", effect=Effect.BLOCK, who=())
    with pytest.raises(ValueError, match="a rule about person needs a name"):
        Subject(kind=SubjectKind.PERSON)
