"""What do we make of what was found? Pure: matches and rules go in, a decision with its reasons comes out."""

from collections.abc import Iterable, Sequence

from appliance.config import ActionRule, Sensitivity
from appliance.model import Action, BanFor, Capture, Channel, Decision, Finding, Match, Pass, Severity, is_hidden
from appliance.policy import density
from appliance.policy.groups import Pause
from appliance.policy.ignores import first_covering
from appliance.policy.rules import Rules
from appliance.policy.school import OWN_SLUG

_WHERE = {
    Channel.TYPED: "typed",
    Channel.SEARCH: "searched for",
    Channel.CHAT: "in a chat or an app's data",
    Channel.TITLE: "in a page title",
    Channel.URL: "in a web address",
    Channel.PAGE: "on a page",
    Channel.CODE: "in a page's code",
}
_LEAST = {
    Sensitivity.SEVERE: Severity.SEVERE.rank,
    Sensitivity.MODERATE: Severity.MODERATE.rank,
    Sensitivity.EVERYTHING: Severity.MINOR.rank,
}


def decide(matches: Sequence[Match], rules: Sequence[Rules], *, cut: bool, host: str = "", length: int = 0) -> Decision:
    """A capture when a term stands where one of these rules says that it counts; else a pass.

    `rules` are those of each of the device's groups, at least one; `host` is the site, `length` that of the page's text
    in characters. The findings come by weight: raising ones first, then by severity, channel, and place in the message.
    The first is what the capture is about. `cut` is handed on.
    """
    weighed = density.counted(density.lowered(matches, length))
    findings = sorted((judge(one.match, rules, host, one.times) for one in weighed), key=_order)
    if not findings or not findings[0].raises:
        return Pass(ignored=_ignored_in(findings))
    action = _first(findings, (rule for one in rules for rule in one.actions))
    return Capture(
        findings=tuple(findings),
        actions=_pause(findings, rules, action),
        cut=cut,
        recipients=action.recipients if action else (),
    )


def ignored_by(decision: Decision) -> tuple[int, ...]:
    """The numbers of the ignore entries that took something away, each once."""
    return decision.ignored if isinstance(decision, Pass) else _ignored_in(decision.findings)


def _ignored_in(findings: Sequence[Finding]) -> tuple[int, ...]:
    return tuple(sorted({finding.ignored for finding in findings if finding.ignored}))


def judge(match: Match, rules: Sequence[Rules], host: str = "", count: int = 1) -> Finding:
    """Does this match make a capture, and which rule says so? Of several groups' rules, the first that raises it."""
    findings = [_judge(match, one, host, count) for one in rules]
    return next((finding for finding in findings if finding.raises), findings[0])


def _judge(match: Match, rules: Rules, host: str, count: int) -> Finding:
    what = _what(match, count)
    if against := _against(match, rules):
        return Finding(match=match, raises=False, why=f"{what}; {against}", count=count)
    if exempt := first_covering(match, host, rules.exemptions):
        return Finding(match=match, raises=False, why=f"{what}; {exempt.why}", count=count, ignored=exempt.entry.number)
    return Finding(match=match, raises=True, why=f"{what}; {_for(match, rules)}", count=count)


def _what(match: Match, count: int) -> str:
    less = f", because {match.lowered}" if match.lowered else ""
    times = f", {count} times" if count > 1 else ""
    return f"{match.category}, {match.severity.value}{less}: {_WHERE[match.channel]}{times}"


def _against(match: Match, rules: Rules) -> str:
    """Why it does not raise; empty where it does."""
    group = rules.group or "this school"
    if (off := _switched_off(match, rules, group)) or rules.vulnerable:
        return off
    return _narrowed(match, rules, group)


def _switched_off(match: Match, rules: Rules, group: str) -> str:
    if match.term not in rules.channels:
        return f"the term is not for {group}"
    if match.term in rules.off:
        return f"the term is switched off for {group}"
    if match.channel is Channel.CODE and not rules.code:
        return f"page code is not looked at for {group}"
    return ""


def _narrowed(match: Match, rules: Rules, group: str) -> str:
    if match.category in rules.off:
        return f"{match.category} is switched off for {group}"
    if not _counts(match.channel, counted := rules.channels[match.term]):
        return f"{_whose(match)} raises it only {_places(counted)}"
    if not _counts(match.channel, told := rules.category_channels.get(match.category, frozenset(Channel))):
        return f"{group} is told of {match.category} only {_places(told)}"
    if match.severity.rank < _LEAST[rules.sensitivity] and not is_hidden(match.category):
        return f"{group} is told of {rules.sensitivity.value}"
    return ""


def _for(match: Match, rules: Rules) -> str:
    counted = rules.channels[match.term]
    if _counts(match.channel, counted):
        return f"{_whose(match)} raises it {_places(counted)}"
    return f"{rules.group} is told of everything, also of what {_whose(match)} only notes"


def _whose(match: Match) -> str:
    return "the school" if match.term.startswith(OWN_SLUG) else "the library"


def _counts(channel: Channel, counted: frozenset[Channel]) -> bool:
    """The code of a page counts where its text does."""
    return channel in counted or (channel is Channel.CODE and Channel.PAGE in counted)


def _order(finding: Finding) -> tuple[bool, int, int]:
    match = finding.match
    return not finding.raises, -match.severity.rank, -match.channel.weight


def _first[Kind: ActionRule | Pause](findings: Sequence[Finding], rules: Iterable[Kind]) -> Kind | None:
    """The first rule that fits anything that raises."""
    raising = [finding.match for finding in findings if finding.raises]
    for rule in dict.fromkeys(rules):
        if any(_fits(rule, match) for match in raising):
            return rule
    return None


def _pause(findings: Sequence[Finding], rules: Sequence[Rules], action: ActionRule | None) -> tuple[Action, ...]:
    """What the console says of pausing goes before what the settings do."""
    pauses = [pause for one in rules for pause in one.pauses]
    said = _first(findings, pauses) if pauses else None
    minutes = said.minutes if said else action.ban_minutes if action else None
    return (BanFor(seconds=minutes * 60),) if minutes else ()


def _fits(rule: ActionRule | Pause, match: Match) -> bool:
    return (
        rule.term in {"", match.term}
        and rule.category in {"", match.category}
        and rule.severity in {None, match.severity}
    )


def _places(channels: frozenset[Channel]) -> str:
    return _listed([_WHERE[channel] for channel in Channel if channel in channels])


def _listed(words: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`; `nowhere` for none."""
    if len(words) < 2:  # noqa: PLR2004  # one word needs no "or"
        return "".join(words) or "nowhere"
    return f"{', '.join(words[:-1])} or {words[-1]}"
