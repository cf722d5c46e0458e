"""Which terms stand in these texts?"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from appliance.match.normalise import Folded, gaps, is_word
from appliance.match.terms import Entry, Terms
from appliance.model import Channel, Match, Term, Text

_AROUND = 80  # characters of context on either side of a term
_CANDIDATES = 20  # times the limit: what is looked at, so that many light terms do not hide a grave one
_SPACE = re.compile(r"\s")


class _Found(NamedTuple):
    """A term in the folded text."""

    start: int
    end: int
    term: Term


def scan(texts: Iterable[Text], terms: Terms, limit: int = 200) -> tuple[Match, ...]:
    """Whole words and phrases only, whatever the script. In order of the texts and of the places in them.

    Where terms of one category overlap, one of them is told: one that counts in this channel before one that does not,
    then the longest. Past `limit` the gravest are kept.
    """
    matches = [match for text in texts for match in _scan_text(text, terms, limit)]
    if len(matches) <= limit:
        return tuple(matches)
    gravest = sorted(range(len(matches)), key=lambda place: -matches[place].severity.rank)[:limit]
    return tuple(matches[place] for place in sorted(gravest))


def _scan_text(text: Text, terms: Terms, limit: int) -> Iterator[Match]:
    folded = Folded(text.text)
    found = list(islice(_find(folded.text, terms), limit * _CANDIDATES))
    if found:
        for start, end, term in _without_overlaps(found, text.channel):
            yield _match(text, term, *folded.span(start, end))


def _find(text: str, terms: Terms) -> Iterator[_Found]:
    for end, entries in terms.automaton.iter(" " + gaps(text)):  # the space put before makes the last place the end
        for entry in entries:
            start = end - len(entry.phrase)
            if text.startswith(entry.phrase, start) and _ends_there(text, end, entry):
                yield from (_Found(start, end, term) for term in entry.terms)
    for last, entry in terms.unbound.iter(text) if terms.unbound else ():
        if _ends_there(text, last + 1, entry):
            yield from (_Found(last + 1 - len(entry.phrase), last + 1, term) for term in entry.terms)


def _ends_there(text: str, end: int, entry: Entry) -> bool:
    """No letter, digit or vowel sign goes on; scripts that write no spaces are let off."""
    return not (entry.bound_after and end < len(text) and is_word(text[end]))


def _without_overlaps(found: Sequence[_Found], channel: Channel) -> list[_Found]:
    taken: dict[str, set[int]] = {}
    kept = []
    for one in sorted(found, key=lambda one: (channel not in one.term.channels, one.start - one.end, one.start)):
        places = taken.setdefault(one.term.category, set())
        # A kept term is at least as long as this one, so an overlap covers one of its two ends.
        if one.start not in places and one.end - 1 not in places:
            places.update(range(one.start, one.end))
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))


def _match(text: Text, term: Term, start: int, end: int) -> Match:
    snippet_start, snippet_end = _around(text.text, start, end)
    return Match(
        term=term.id,
        category=term.category,
        severity=term.severity,
        definition=term.definition,
        channel=text.channel,
        start=start,
        end=end,
        text=text.text[start:end],
        snippet=text.text[snippet_start:snippet_end],
        snippet_start=snippet_start,
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
