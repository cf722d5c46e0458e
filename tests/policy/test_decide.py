import msgspec
import pytest

from appliance.config import ActionRule, Sensitivity
from appliance.model import BanFor, Capture, Channel, Match, Pass, Severity
from appliance.policy.decide import decide, judge
from appliance.policy.ignores import exemption
from appliance.policy.rules import Rules
from appliance.policy.school import Ignore
from tests.policy.given import match

CHANNELS = {
    "self-harm/1": frozenset({Channel.TYPED, Channel.SEARCH}),
    "filter/1": frozenset(Channel),
}


def test_nothing_found_passes() -> None:
    assert decide([], (Rules(CHANNELS),), cut=False) == Pass()


def test_a_term_outside_its_channels_passes() -> None:
    assert decide([match(channel=Channel.PAGE)], (Rules(CHANNELS),), cut=False) == Pass()


def test_a_term_that_the_policy_does_not_have_passes() -> None:
    assert decide([match(term="gone/1")], (Rules(CHANNELS),), cut=False) == Pass()


def test_the_reason_is_in_plain_words() -> None:
    decision = decide([match(), match(channel=Channel.PAGE)], (Rules(CHANNELS),), cut=True)
    assert isinstance(decision, Capture)
    assert decision.cut
    assert [(finding.raises, finding.why) for finding in decision.findings] == [
        (True, "Self-harm, severe: typed; the library raises it typed or searched for"),
        (False, "Self-harm, severe: on a page; the library raises it only typed or searched for"),
    ]


def test_what_raises_comes_first_then_severity_then_the_childs_own_words() -> None:
    matches = [
        match("self-harm/1", Channel.PAGE, Severity.SEVERE),
        match("filter/1", Channel.PAGE, Severity.MODERATE),
        match("filter/1", Channel.TYPED, Severity.MODERATE),
        match("self-harm/1", Channel.SEARCH, Severity.SEVERE),
    ]
    decision = decide(matches, (Rules(CHANNELS),), cut=False)
    assert isinstance(decision, Capture)
    assert [finding.match for finding in decision.findings] == [matches[3], matches[2], matches[1], matches[0]]


@pytest.mark.parametrize(
    ("rules", "seconds"),
    [
        pytest.param((ActionRule(ban_minutes=5),), 300, id="a rule without conditions"),
        pytest.param((ActionRule(ban_minutes=5, category="Other"),), None, id="another category"),
        pytest.param(
            (ActionRule(ban_minutes=5, term="self-harm/1", severity=Severity.SEVERE),), 300, id="term and severity"
        ),
        pytest.param((ActionRule(ban_minutes=5, term="x/1"), ActionRule(ban_minutes=9)), 540, id="the first that fits"),
        pytest.param((ActionRule(ban_minutes=5, severity=Severity.MINOR),), None, id="another severity"),
    ],
)
def test_actions(rules: tuple[ActionRule, ...], seconds: int | None) -> None:
    decision = decide([match()], (Rules(CHANNELS, rules),), cut=False)
    assert isinstance(decision, Capture)
    assert decision.actions == ((BanFor(seconds=seconds),) if seconds else ())


def test_an_action_for_any_term_that_raises_is_taken() -> None:
    rules = Rules(CHANNELS, actions=(ActionRule(category="Filter bypass", ban_minutes=10),))
    decision = decide([match(), match("filter/1", severity=Severity.MINOR)], (rules,), cut=False)
    assert isinstance(decision, Capture)
    assert decision.findings[0].match.term == "self-harm/1"
    assert decision.actions == (BanFor(seconds=600),)


def test_a_term_that_does_not_raise_brings_no_action() -> None:
    rules = Rules(CHANNELS, actions=(ActionRule(term="self-harm/1", ban_minutes=10),))
    decision = decide([match(channel=Channel.PAGE), match("filter/1")], (rules,), cut=False)
    assert isinstance(decision, Capture)
    assert decision.actions == ()


def test_what_lowers_a_hit_is_said() -> None:
    lowered = msgspec.structs.replace(match(), severity=Severity.MINOR, lowered="it tells what somebody said")
    decision = decide([lowered], (Rules(CHANNELS),), cut=False)
    assert isinstance(decision, Capture)
    assert decision.findings[0].why.startswith("Self-harm, minor, because it tells what somebody said: typed; ")


PAGE_ONLY = match(channel=Channel.PAGE)
TYPED_MINOR = match(severity=Severity.MINOR)


@pytest.mark.parametrize(
    ("hit", "rules", "raises", "why"),
    [
        pytest.param(
            match(),
            Rules(CHANNELS, group="year3", off=frozenset({"self-harm/1"})),
            False,
            "the term is switched off for year3",
            id="a term switched off",
        ),
        pytest.param(
            match(),
            Rules(CHANNELS, off=frozenset({"self-harm/1"})),
            False,
            "the term is switched off for this school",
            id="for everyone",
        ),
        pytest.param(
            match(),
            Rules(CHANNELS, group="year3", off=frozenset({"Self-harm"})),
            False,
            "Self-harm is switched off for year3",
            id="a category switched off",
        ),
        pytest.param(
            match(),
            Rules(CHANNELS, group="year3", category_channels={"Self-harm": frozenset({Channel.SEARCH})}),
            False,
            "year3 is told of Self-harm only searched for",
            id="a category in fewer places",
        ),
        pytest.param(
            PAGE_ONLY,
            Rules(CHANNELS, group="year3", category_channels={"Self-harm": frozenset({Channel.PAGE})}),
            False,
            "the library raises it only typed or searched for",
            id="a place that the library does not have",
        ),
        pytest.param(
            TYPED_MINOR,
            Rules(CHANNELS, group="year3", sensitivity=Sensitivity.MODERATE),
            False,
            "year3 is told of moderate and up",
            id="too light for the group",
        ),
        pytest.param(
            match(),
            Rules(CHANNELS, group="year3", sensitivity=Sensitivity.SEVERE),
            True,
            "the library raises it typed or searched for",
            id="grave enough",
        ),
        pytest.param(
            PAGE_ONLY,
            Rules(
                CHANNELS,
                group="nest",
                vulnerable=True,
                off=frozenset({"Self-harm"}),
                sensitivity=Sensitivity.SEVERE,
            ),
            True,
            "nest is told of everything, also of what the library only notes",
            id="a vulnerable group",
        ),
        pytest.param(
            match(),
            Rules(CHANNELS, group="nest", vulnerable=True, off=frozenset({"self-harm/1"})),
            False,
            "the term is switched off for nest",
            id="a term switched off for a vulnerable group",
        ),
        pytest.param(
            match("filter/1", Channel.CODE),
            Rules(CHANNELS, group="year3"),
            False,
            "page code is not looked at for year3",
            id="code",
        ),
        pytest.param(
            match("filter/1", Channel.CODE),
            Rules({"filter/1": frozenset({Channel.PAGE})}, code=True),
            True,
            "the library raises it on a page",
            id="code where it is looked at",
        ),
        pytest.param(
            match(),
            Rules(CHANNELS, exemptions=(exemption(Ignore(number=4, site="x.org")),)),
            False,
            "it is ignored on x.org (entry 4)",
            id="ignored",
        ),
    ],
)
def test_a_groups_rules_decide_and_say_why(hit: Match, rules: Rules, raises: bool, why: str) -> None:
    finding = judge(hit, (rules,), "x.org")
    assert (finding.raises, finding.why.partition("; ")[2]) == (raises, why)


def test_an_own_term_is_the_schools() -> None:
    finding = judge(match("school/1"), (Rules({"school/1": frozenset({Channel.TYPED})}),))
    assert finding.why.endswith("; the school raises it typed")


def test_of_several_groups_the_first_that_raises_it_counts() -> None:
    off = Rules(CHANNELS, group="a", off=frozenset({"Self-harm"}))
    on = Rules(CHANNELS, group="b", actions=(ActionRule(ban_minutes=5),))
    assert not judge(match(), (off,)).raises
    assert judge(match(), (off, on)).raises
    decision = decide([match()], (off, on), cut=False)
    assert isinstance(decision, Capture)
    assert decision.actions == (BanFor(seconds=300),)


EXEMPT = (exemption(Ignore(number=4, site="x.org")), exemption(Ignore(number=5, site="x.org", term="filter/1")))


def test_what_is_ignored_is_no_capture_but_told() -> None:
    hits = [match(), match("filter/1"), match(channel=Channel.PAGE)]
    assert decide(hits, (Rules(CHANNELS, exemptions=EXEMPT),), cut=False, host="x.org") == Pass(ignored=(4,))
    assert isinstance(decide(hits, (Rules(CHANNELS, exemptions=EXEMPT),), cut=False, host="y.org"), Capture)


def test_what_is_ignored_beside_a_capture_is_told_with_it() -> None:
    hits = [match(), match("filter/1")]
    decision = decide(hits, (Rules(CHANNELS, exemptions=EXEMPT[1:]),), cut=False, host="x.org")
    assert isinstance(decision, Capture)
    assert [(finding.raises, finding.ignored) for finding in decision.findings] == [(True, 0), (False, 5)]


def test_one_term_in_one_channel_is_one_finding_with_a_count() -> None:
    hits = [match("filter/1", Channel.PAGE, Severity.MODERATE, start=100 * place) for place in range(40)]
    decision = decide(hits, (Rules(CHANNELS),), cut=False, length=5000)
    assert isinstance(decision, Capture)
    (finding,) = decision.findings
    assert finding.count == 40
    assert finding.match.severity is Severity.MINOR
    assert finding.why.startswith(
        "Filter bypass, minor, because the page says it 40 times and little else of the kind, as a lesson does: on a"
        " page, 40 times; "
    )


def test_who_is_to_be_told_stands_with_the_capture() -> None:
    rule = ActionRule(recipients=("dsl@school.example",), severity=Severity.SEVERE)
    decision = decide([match()], (Rules(CHANNELS, (rule,)),), cut=False)
    assert isinstance(decision, Capture)
    assert (decision.recipients, decision.actions) == (("dsl@school.example",), ())
