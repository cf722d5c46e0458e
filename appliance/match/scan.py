"""Which terms stand in these texts?"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from appliance.match.compiled import Expression
from appliance.match.disguise import readings
from appliance.match.normalise import Folded
from appliance.match.sense import lowered, quoted
from appliance.match.terms import Compiled, Terms
from appliance.model import Channel, Match, Severity, Term, Text

_AROUND = 80  # characters of context on either side of a term
_CANDIDATES = 20  # times the limit: what is looked at, so that many light terms do not hide a grave one
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s")
_PAGES = frozenset({Channel.PAGE, Channel.CODE})


class _Found(NamedTuple):
    """A term, where it stands, and why it counts for less."""

    start: int
    end: int
    term: Term
    lowered: str


def scan(texts: Iterable[Text], terms: Terms, limit: int = 200, *, noted: bool = False) -> tuple[Match, ...]:
    """Whole words and phrases only, whatever the script. In order of the texts and of the places in them.

    Where terms of one category overlap, one of them is told: one that counts in this channel before one that does not,
    then the longest. Past `limit` the gravest are kept. A page without a term that counts on pages gives none, unless
    what is only noted is wanted too (`noted`).
    """
    matches = [match for text in texts for match in _scan_text(text, terms, limit, noted)]
    if len(matches) <= limit:
        return tuple(matches)
    gravest = sorted(range(len(matches)), key=lambda place: -matches[place].severity.rank)[:limit]
    return tuple(matches[place] for place in sorted(gravest))


def _scan_text(text: Text, terms: Terms, limit: int, noted: bool) -> Iterator[Match]:
    most = limit * _CANDIDATES
    if text.channel in _PAGES and not noted and not next(_find(Folded(text.text), terms.on_pages, 1), None):
        return
    found = list(_find(Folded(text.text), terms.automaton, most))
    if text.channel not in _PAGES:
        found += _disguised(text.text, terms, most)
    for one in _without_overlaps(found, text.channel):
        yield _match(text, one)


def _disguised(text: str, terms: Terms, most: int) -> Iterator[_Found]:
    """What a person would read in it all the same."""
    for reading in readings(text, terms.typos):
        for found in _find(Folded(reading.text), terms.automaton, most):
            yield _Found(*reading.span(found.start, found.end), found.term, found.lowered)


def _find(folded: Folded, automaton: Any, most: int) -> Iterator[_Found]:
    """Try the expression of each term where one of its words stands."""
    count = 0
    for last, (length, owners) in automaton.iter(folded.text):
        for one in owners:
            if found := _tried(one, folded, last - length + 2):
                yield found
                count += 1
        if count >= most:
            return


def _tried(one: Compiled, folded: Folded, anchor: int) -> _Found | None:
    span = one.expression.match(folded.text, anchor)
    if span is None or not _counts(one, folded.text, *span):
        return None
    found = _found(folded, span, one.term)
    if one.capitals and not _in_capitals(folded.source[found.start : found.end], one.capitals):
        return None
    return found


def _found(folded: Folded, span: tuple[int, int], term: Term) -> _Found:
    start, end = span
    first, last = folded.span(start, end - 1)
    why = lowered(folded.text, start, end, term.sense)
    if not why and "reporting" in term.sense and quoted(folded.source, first, last):
        why = "it stands in quotation marks"
    return _Found(first, last, term, why)


def _in_capitals(passage: str, words: frozenset[str]) -> bool:
    return all(word.isupper() for word in _WORD.findall(passage) if word.lower() in words)


def _counts(one: Compiled, text: str, start: int, end: int) -> bool:
    """What stands beside a term may be needed, or take it away."""
    term = one.term
    if term.near or term.unless_near:
        around = _words_around(text, start, end, term.within)
        if any(beside.whole.search(around) for beside in one.unless_near):
            return False
        if term.near and not any(beside.whole.search(around) for beside in one.near):
            return False
    return not any(_covered(exception, text, start, end) for exception in one.unless)


def _covered(exception: Expression, text: str, start: int, end: int) -> bool:
    """Does the hit stand in a phrase that is harmless?"""
    first, last = max(0, start - exception.longest), end + exception.longest
    return any(found.start() <= start and found.end() >= end for found in exception.whole.finditer(text, first, last))


def _words_around(text: str, start: int, end: int, words: int) -> str:
    """So many words before and after, of the same passage."""
    first, last = start, end
    for _ in range(words):
        first = max(text.rfind(" ", 0, max(first - 1, 0)) + 1, 0)
        last = text.find(" ", last) + 1 or len(text)
    before = text[first:start].rpartition("\n ")[2]
    after = text[end:last].partition("\n")[0]
    return f" {before}{after}"


def _without_overlaps(found: Iterable[_Found], channel: Channel) -> list[_Found]:
    taken: dict[str, set[int]] = {}
    kept = []
    for one in sorted(
        found, key=lambda one: (bool(one.lowered), channel not in one.term.channels, one.start - one.end, one.start)
    ):
        places = taken.setdefault(one.term.category, set())
        # A kept term is at least as long as this one, so an overlap covers one of its two ends.
        if one.start not in places and one.end - 1 not in places:
            places.update(range(one.start, one.end))
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))


def _match(text: Text, found: _Found) -> Match:
    start, end, term, why = found
    snippet_start, snippet_end = _around(text.text, start, end)
    return Match(
        term=term.id,
        category=term.category,
        severity=Severity.MINOR if why else term.severity,
        definition=term.definition,
        channel=text.channel,
        start=start,
        end=end,
        text=text.text[start:end],
        snippet=text.text[snippet_start:snippet_end],
        snippet_start=snippet_start,
        lowered=why,
    )


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The passage around a term, cut between words where there is a gap to cut at."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    if first and (gap := _SPACE.search(text, first - 1, start)):
        first = gap.end()
    if last < len(text) and (gap_at := _last_space(text, end, last + 1)) >= 0:
        last = gap_at
    return first, last


def _last_space(text: str, start: int, end: int) -> int:
    return next((place for place in range(end - 1, start - 1, -1) if text[place].isspace()), -1)
