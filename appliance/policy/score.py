"""Which capture should an adult look at first? From 0 to 100, with its sum in words. Pure.

Severity weighs most, then whose words they are: what a child typed comes before what a child searched for, was told,
or happened to read. What lowers a hit takes away; several terms together, and the same again and again, add.
"""

from collections.abc import Sequence

from appliance.model import Channel, Finding, Frozen, Severity

HIGHEST = 100
_SEVERITY = {Severity.SEVERE: 60, Severity.MODERATE: 36, Severity.MINOR: 14}
_CHANNEL = {
    Channel.TYPED: (20, "Written by the child"),
    Channel.SEARCH: (18, "Searched for by the child"),
    Channel.CHAT: (14, "In a chat"),
    Channel.TITLE: (8, "In a page’s title"),
    Channel.URL: (5, "In an address"),
    Channel.PAGE: (2, "On a page"),
    Channel.CODE: (0, "In a page’s code"),
}
_LOWERED = 6
_EACH_TERM, _MOST_FOR_TERMS = 4, 12
_EACH_TIME, _MOST_FOR_TIMES = 2, 8


class Score(Frozen):
    """`value` from 0 to 100; `reasons` are sentences, each with its points, that add up to it."""

    value: int
    reasons: tuple[str, ...]


def score(findings: Sequence[Finding], times: int = 1) -> Score:
    """Of a capture's findings, the weightiest first, at least one; `times` is how often it happened."""
    return repeated(of_hit(findings), times)


def of_hit(findings: Sequence[Finding]) -> Score:
    """Of one time that it happened."""
    lead = findings[0].match
    points, where = _CHANNEL[lead.channel]
    parts = [(_SEVERITY[lead.severity], f"{lead.severity.value.capitalize()} term"), (points, where)]
    if lead.lowered:
        parts.append((-_LOWERED, lead.lowered[0].upper() + lead.lowered[1:]))
    terms = len({finding.match.term for finding in findings if finding.raises})
    if terms > 1:
        parts.append((min((terms - 1) * _EACH_TERM, _MOST_FOR_TERMS), f"{terms} different terms"))
    return Score(
        value=sum(points for points, _ in parts),
        reasons=tuple(f"{sentence}: {points:+d}." for points, sentence in parts),
    )


def repeated(hit: Score, times: int) -> Score:
    """Of the weightiest hit of a capture that happened so often."""
    if times < 2:  # noqa: PLR2004  # once is no repeat
        return hit
    points = min((times - 1) * _EACH_TIME, _MOST_FOR_TIMES)
    return Score(value=hit.value + points, reasons=(*hit.reasons, f"It happened {times} times: {points:+d}."))
