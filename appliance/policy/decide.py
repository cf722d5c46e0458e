"""What do we make of what was found? Pure: matches and rules go in, a decision with its reasons comes out."""

from collections.abc import Sequence

from appliance.config import ActionRule
from appliance.model import Action, BanFor, Capture, Channel, Decision, Finding, Match, Pass
from appliance.policy.rules import Rules

_WHERE = {
    Channel.TYPED: "typed",
    Channel.SEARCH: "searched for",
    Channel.CHAT: "in a chat or an app's data",
    Channel.TITLE: "in a page title",
    Channel.URL: "in a web address",
    Channel.PAGE: "on a page",
}


def decide(matches: Sequence[Match], rules: Rules, cut: bool) -> Decision:
    """A capture when a term stands where its library says that it counts; else a pass.

    The findings come by weight: raising ones first, then by severity, channel, and place in the message. The first
    is what the capture is about. `cut` is handed on.
    """
    findings = sorted((judge(match, rules) for match in matches), key=_order)
    if not findings or not findings[0].raises:
        return Pass()
    return Capture(findings=tuple(findings), actions=_actions(findings, rules.actions), cut=cut)


def judge(match: Match, rules: Rules) -> Finding:
    """Does this match make a capture, and which rule says so?"""
    counted = rules.channels.get(match.term, frozenset())
    raises = match.channel in counted
    less = f", because {match.lowered}" if match.lowered else ""
    what = f"{match.category}, {match.severity.value}{less}: {_WHERE[match.channel]}"
    where = _listed([_WHERE[channel] for channel in Channel if channel in counted])
    if raises:
        return Finding(match=match, raises=True, why=f"{what}; the library raises it {where}")
    return Finding(match=match, raises=False, why=f"{what}; the library raises it only {where}")


def _order(finding: Finding) -> tuple[bool, int, int]:
    match = finding.match
    return not finding.raises, -match.severity.rank, -match.channel.weight


def _actions(findings: Sequence[Finding], rules: Sequence[ActionRule]) -> tuple[Action, ...]:
    """The first rule that fits anything that raises."""
    raising = [finding.match for finding in findings if finding.raises]
    for rule in rules:
        if any(_fits(rule, match) for match in raising):
            return (BanFor(seconds=rule.ban_minutes * 60),)
    return ()


def _fits(rule: ActionRule, match: Match) -> bool:
    return (
        rule.term in {"", match.term}
        and rule.category in {"", match.category}
        and rule.severity in {None, match.severity}
    )


def _listed(words: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`; `nowhere` for none."""
    if len(words) < 2:  # noqa: PLR2004  # one word needs no "or"
        return "".join(words) or "nowhere"
    return f"{', '.join(words[:-1])} or {words[-1]}"
