"""How much do the hits of one message weigh together? A page that says "bomb" forty times is one low finding.

The rules, for the text of a page only (what a child writes is weighed by itself):

- One term in one channel is one finding with a count, whatever the channel.
- A term that stands there often, with at most one other term of its category on the whole page, is what the page is
  about, as in a lesson: it counts as minor. Severe terms are spared.
- A hit in a long text, with no other term of its category within about a hundred words, counts a step less: whole
  books hold one of everything.
- Three different terms of a category within about a hundred words are not lowered by either rule.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from appliance.model import Channel, Match, Severity

OFTEN = 5
FEW = 2
TOGETHER = 3
NEAR = 600  # characters
LONG = 20_000  # characters: about eight pages of a book

_LESS = {
    Severity.SEVERE: Severity.MODERATE,
    Severity.MODERATE: Severity.MINOR,
    Severity.MINOR: Severity.MINOR,
}


class Counted(NamedTuple):
    """One term in one channel: its gravest place, and how often it stands there."""

    match: Match
    times: int


def lowered(matches: Sequence[Match], length: int) -> tuple[Match, ...]:
    """The same matches, those of the page by the rules above. `length` is the page's, in characters."""
    by_category: dict[str, list[Match]] = {}
    for match in matches:
        if match.channel is Channel.PAGE:
            by_category.setdefault(match.category, []).append(match)
    why: dict[str, str] = {}
    for hits in by_category.values():
        why |= _reasons(sorted(hits, key=lambda hit: hit.start), length)
    return tuple(_lowered(match, why) for match in matches)


def counted(matches: Iterable[Match]) -> tuple[Counted, ...]:
    """One of each term and channel, in the order of their first places."""
    groups: dict[tuple[str, Channel], list[Match]] = {}
    for match in matches:
        groups.setdefault((match.term, match.channel), []).append(match)
    return tuple(Counted(max(group, key=lambda match: match.severity.rank), len(group)) for group in groups.values())


def _reasons(hits: Sequence[Match], length: int) -> dict[str, str]:
    """Why each of these terms of one category counts for less; those that do not are left out. `hits` are in order."""
    company = _company(hits)
    if max(company.values()) >= TOGETHER:
        return {}
    times = Counter(hit.term for hit in hits)
    few = len(times) <= FEW
    reasons = {}
    for term, count in times.items():
        if few and count >= OFTEN and not _is_severe(term, hits):
            reasons[term] = f"the page says it {count} times and little else of the kind, as a lesson does"
        elif length >= LONG and company[term] == 1:
            reasons[term] = "it stands alone in a long text"
    return reasons


def _company(hits: Sequence[Match]) -> Mapping[str, int]:
    """Of each term, how many different ones stand near one of its hits, itself included. Linear but for the few terms
    within the window."""
    most: dict[str, int] = {}
    first = 0
    inside: Counter[str] = Counter()
    for hit in hits:
        inside[hit.term] += 1
        while hits[first].start < hit.start - NEAR:
            inside[hits[first].term] -= 1
            first += 1
        different = [term for term, count in inside.items() if count]
        for term in different:
            most[term] = max(most.get(term, 0), len(different))
    return most


def _is_severe(term: str, hits: Iterable[Match]) -> bool:
    return any(hit.term == term and hit.severity is Severity.SEVERE for hit in hits)


def _lowered(match: Match, why: Mapping[str, str]) -> Match:
    """What is lowered already stays as it is."""
    if match.channel is not Channel.PAGE or match.lowered or match.term not in why:
        return match
    return replace(match, severity=_LESS[match.severity], lowered=why[match.term])
