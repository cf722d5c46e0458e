import msgspec
import pytest

from appliance.config import ActionRule
from appliance.model import BanFor, Capture, Channel, Match, Pass, Severity
from appliance.policy.decide import decide
from appliance.policy.rules import Rules

CHANNELS = {
    "self-harm/1": frozenset({Channel.TYPED, Channel.SEARCH}),
    "filter/1": frozenset(Channel),
}


def match(term: str = "self-harm/1", channel: Channel = Channel.TYPED, severity: Severity = Severity.SEVERE) -> Match:
    category = "Self-harm" if term.startswith("self") else "Filter bypass"
    return Match(
        term=term,
        category=category,
        severity=severity,
        definition="",
        channel=channel,
        start=0,
        end=1,
        text="x",
        snippet="x",
        snippet_start=0,
    )


def test_nothing_found_passes() -> None:
    assert decide([], Rules(CHANNELS), cut=False) == Pass()


def test_a_term_outside_its_channels_passes() -> None:
    assert decide([match(channel=Channel.PAGE)], Rules(CHANNELS), cut=False) == Pass()


def test_a_term_that_the_policy_does_not_have_passes() -> None:
    assert decide([match(term="gone/1")], Rules(CHANNELS), cut=False) == Pass()


def test_the_reason_is_in_plain_words() -> None:
    decision = decide([match(), match(channel=Channel.PAGE)], Rules(CHANNELS), cut=True)
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
    decision = decide(matches, Rules(CHANNELS), cut=False)
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
    decision = decide([match()], Rules(CHANNELS, rules), cut=False)
    assert isinstance(decision, Capture)
    assert decision.actions == ((BanFor(seconds=seconds),) if seconds else ())


def test_an_action_for_any_term_that_raises_is_taken() -> None:
    rules = Rules(CHANNELS, actions=(ActionRule(category="Filter bypass", ban_minutes=10),))
    decision = decide([match(), match("filter/1", severity=Severity.MINOR)], rules, cut=False)
    assert isinstance(decision, Capture)
    assert decision.findings[0].match.term == "self-harm/1"
    assert decision.actions == (BanFor(seconds=600),)


def test_a_term_that_does_not_raise_brings_no_action() -> None:
    rules = Rules(CHANNELS, actions=(ActionRule(term="self-harm/1", ban_minutes=10),))
    decision = decide([match(channel=Channel.PAGE), match("filter/1")], rules, cut=False)
    assert isinstance(decision, Capture)
    assert decision.actions == ()


def test_what_lowers_a_hit_is_said() -> None:
    lowered = msgspec.structs.replace(match(), severity=Severity.MINOR, lowered="it tells what somebody said")
    decision = decide([lowered], Rules(CHANNELS), cut=False)
    assert isinstance(decision, Capture)
    assert decision.findings[0].why.startswith("Self-harm, minor, because it tells what somebody said: typed; ")
