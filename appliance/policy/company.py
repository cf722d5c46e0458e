"""On a page, what people say to one another counts in company only.

"I want to die" stands in many a novel and song. A page on which several different terms of one category stand close
together, and where somebody speaks of themselves or to somebody, is a forum, a chat or a diary.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from appliance.model import Channel, Match, Severity

NEAR = 800  # characters
ENOUGH = 6  # worth of different terms that stand together
_WORTH = {Severity.MINOR: 1, Severity.MODERATE: 2, Severity.SEVERE: 3}
_PERSON = re.compile(
    r"(?i)\b(?:i|im|ive|id|ill|me|my|mine|myself|we|us|our|you|youre|your|yours|yourself|u|ur|urself)\b"
)


def in_company(matches: Sequence[Match], channels: Mapping[str, frozenset[Channel]]) -> frozenset[str]:
    """The terms that count on this page because of what stands around them. `channels` says where each term counts by
    itself: those that count in a chat are looked at."""
    by_category: dict[str, list[Match]] = {}
    for match in matches:
        if match.channel is Channel.PAGE and not match.lowered and Channel.CHAT in channels.get(match.term, ()):
            by_category.setdefault(match.category, []).append(match)
    return frozenset().union(*map(_together, by_category.values()))


def speaks(text: str) -> bool:
    """Does somebody speak of themselves, or to somebody?"""
    return _PERSON.search(text) is not None


def _together(hits: Sequence[Match]) -> frozenset[str]:
    """Of one category. Linear but for the different terms of a window."""
    hits = sorted(hits, key=lambda hit: hit.start)
    found: set[str] = set()
    inside: Counter[str] = Counter()
    worth: dict[str, int] = {}
    first = leading = 0
    for hit in hits:
        inside[hit.term] += 1
        worth[hit.term] = _WORTH[hit.severity]
        leading += _leads(hit)
        while hits[first].start < hit.start - NEAR:
            inside[hits[first].term] -= 1
            leading -= _leads(hits[first])
            first += 1
        together = {term for term, count in inside.items() if count}
        if leading and len(together) > 1 and sum(worth[term] for term in together) >= ENOUGH:
            found |= together
    return frozenset(found)


def _leads(hit: Match) -> bool:
    return hit.severity is not Severity.MINOR and speaks(hit.text)
