"""What would not be told after a change."""

from appliance.config import Settings
from appliance.match.terms import Terms
from appliance.model import Channel, Device, Finding, Frozen
from appliance.policy.groups import GroupPolicy
from appliance.policy.rules import build_policy
from appliance.policy.school import Off, SchoolPolicy
from appliance.policy.what_if import MOST_EXAMPLES, left_out
from tests.match.given import term
from tests.policy.given import match

TERMS = Terms([term(n, f"word{n}", category="Weapons", channels=(Channel.TYPED,)) for n in (1, 2)])
NOW = build_policy(Settings(), TERMS)


class Told(Frozen):
    id: int
    at: float
    device: Device
    host: str
    findings: tuple[Finding, ...]


def told(number: int, *terms: str) -> Told:
    findings = tuple(Finding(match=match(one), raises=True, why="x") for one in terms)
    return Told(id=number, at=100.0 - number, device=Device(name="iPad", addresses=()), host="x.org", findings=findings)


def without(*off: str) -> SchoolPolicy:
    return SchoolPolicy(off=tuple(Off(term=one) for one in off))


PAST = (told(1, "weapons/1"), told(2, "weapons/1", "weapons/2"), told(3, "weapons/2"))


def test_a_capture_is_left_out_when_nothing_in_it_counts_any_more() -> None:
    left = left_out(PAST, NOW, build_policy(Settings(), TERMS, without("weapons/1")))
    assert (left.times, left.looked_at, [one.id for one in left.examples]) == (1, 3, [1])


def test_what_would_not_be_told_today_either_is_not_the_changes_doing() -> None:
    today = build_policy(Settings(), TERMS, without("weapons/1"))
    left = left_out(PAST, today, build_policy(Settings(), TERMS, without("weapons/1", "weapons/2")))
    assert [one.id for one in left.examples] == [2, 3]


def test_a_category_that_is_off_leaves_out_everything_and_shows_some() -> None:
    past = [told(n, "weapons/1") for n in range(MOST_EXAMPLES + 5)]
    then = build_policy(Settings(), TERMS, SchoolPolicy(groups=(GroupPolicy(off=("Weapons",)),)))
    left = left_out(past, NOW, then)
    assert (left.times, len(left.examples)) == (len(past), MOST_EXAMPLES)
    assert left.examples[0] == past[0]


def test_no_change_leaves_out_nothing() -> None:
    assert left_out(PAST, NOW, NOW).times == 0
