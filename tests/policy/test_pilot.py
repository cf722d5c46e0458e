import pytest

from appliance.model import (
    Ban,
    BanFor,
    Block,
    Capture,
    Decision,
    Finding,
    Pass,
    Reason,
    SignInFirst,
    Verdict,
    Warn,
    WouldBanFor,
)
from appliance.policy.pilot import listened, spared
from tests.policy.given import match

CAPTURE = Capture(findings=(Finding(match=match(), raises=True, why="x"),), actions=(), cut=False)
BAN = Ban(id="b", device="iPad", addresses=(), since=0.0, until=9.0, reason="x", by="Ms Ada")


@pytest.mark.parametrize("decision", [Pass(), CAPTURE], ids=["nothing found", "a capture without a pause"])
def test_what_brings_no_pause_stays_as_it_is(decision: Decision) -> None:
    assert listened(decision) is decision


def test_a_pause_is_told_and_not_made() -> None:
    paused = Capture(findings=CAPTURE.findings, actions=(BanFor(seconds=300),), cut=False)
    assert listened(paused) == Capture(findings=CAPTURE.findings, actions=(WouldBanFor(seconds=300),), cut=False)


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        pytest.param(
            Block(reason=Reason.RULE, rule="Games", source="access rule 3"), "access rule 3: Games", id="rule"
        ),
        pytest.param(Warn(rule="Films", source="access rule 4"), "access rule 4: Films", id="a warning"),
    ],
)
def test_what_a_rule_closes_passes_and_is_told(verdict: Verdict, told: str) -> None:
    assert spared(verdict) == Pass(spared=told)


@pytest.mark.parametrize(
    "verdict",
    [
        pytest.param(Pass(), id="open"),
        pytest.param(BAN, id="a pause by hand"),
        pytest.param(SignInFirst(), id="who are you?"),
        pytest.param(Block(reason=Reason.ILLEGAL, rule="x", source="illegal list"), id="an illegal list"),
        pytest.param(Block(reason=Reason.BLOCK_LIST, rule="x", source="access.blocked"), id="always closed"),
        pytest.param(Block(reason=Reason.RULE, rule="x", source="access.ways_round"), id="a way round"),
        pytest.param(Block(reason=Reason.RULE, rule="x", source="access rule 0"), id="a teacher's word for a lesson"),
    ],
)
def test_what_holds_in_a_pilot_too(verdict: Verdict) -> None:
    assert spared(verdict) is verdict
