"""Which terms stand in these texts, and what are they worth there?"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from appliance.match.disguise import readings
from appliance.match.find import Found, find
from appliance.match.index import Index
from appliance.match.lookalikes import in_latin
from appliance.match.normalise import Words, draft
from appliance.match.sense import lowered, quoted
from appliance.match.steps import BREAK
from appliance.match.suspects import plainly, suspects
from appliance.match.terms import Terms
from appliance.model import Channel, Match, Severity, Term, Text

_AROUND = 80  # characters of context on either side of a term
_WORDS_AROUND = 20  # of context for the sense of a sentence
_EFFORT = 100  # times the limit: so that many light terms do not hide a grave one
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s")
_PAGES = frozenset({Channel.PAGE, Channel.CODE})


class _Placed(NamedTuple):
    """A term, where it stands in the source, and why it counts for less."""

    start: int
    end: int
    term: Term
    lowered: str


def scan(texts: Iterable[Text], terms: Terms, limit: int = 200, *, noted: bool = False) -> tuple[Match, ...]:
    """Whole words and phrases only, whatever the script. In order of the texts and of the places in them.

    Where terms of one category overlap, one of them is told: one that counts in this channel before one that does not,
    then the longest, then the gravest. Past `limit` the gravest are kept. A page without a term that counts on pages
    gives none, unless what is only noted is wanted too (`noted`).
    """
    matches = [match for text in texts for match in _scan_text(text, terms, limit, noted)]
    if len(matches) <= limit:
        return tuple(matches)
    gravest = sorted(range(len(matches)), key=lambda place: -matches[place].severity.rank)[:limit]
    return tuple(matches[place] for place in sorted(gravest))


def _scan_text(text: Text, terms: Terms, limit: int, noted: bool) -> Iterator[Match]:
    effort = limit * _EFFORT
    if text.channel in _PAGES:
        if not noted and not _may_count_on_pages(text.text, terms.on_pages, effort):
            return
        words = Words(text.text)
        if not noted and not any(True for _ in _placed(words, terms.on_pages, effort)):
            return
        found = list(_placed(words, terms.index, effort))
    else:
        words = Words(text.text)
        found = [*_placed(words, terms.index, effort), *_disguised(words, terms, effort)]
    for one in _without_overlaps(found, text.channel):
        yield _match(text, one)


def _may_count_on_pages(source: str, index: Index, effort: int) -> bool:
    """Only lines in which one of the index's words stands are read closely, and all of them at once."""
    folded = f" {draft(source)} "
    words = [word for line in _promising(folded, index) for word in (*line.split(), BREAK)]
    return any(True for _ in find(words if folded.isascii() else in_latin(words), index, effort))


def _promising(folded: str, index: Index) -> Iterator[str]:
    end = 0
    for place, _ in index.sieve.iter(folded):
        if place >= end:
            start, end = folded.rfind("\n", 0, place) + 1, folded.find("\n", place)
            end = end if end >= 0 else len(folded)
            yield folded[start:end]


def _disguised(text: Words, terms: Terms, effort: int) -> Iterator[_Placed]:
    """What a person would read in it all the same."""
    for start, end in suspects(text, terms.typos):
        passage = text.source[start:end]
        plain = plainly(passage)
        if plain != passage:
            yield from (_moved(one, start) for one in _placed(Words(plain), terms.index, effort))
        for reading in readings(plain, terms.typos):
            for one in _placed(Words(reading.text), terms.index, effort):
                first, last = reading.span(one.start, one.end)
                yield one._replace(start=first + start, end=last + start)


def _moved(one: _Placed, by: int) -> _Placed:
    return one._replace(start=one.start + by, end=one.end + by)


def _placed(text: Words, index: Index, effort: int) -> Iterator[_Placed]:
    for found in find(text.words, index, effort):
        start, end = text.span(found.start, found.end)
        capitals = found.compiled.capitals
        if not capitals or _in_capitals(text.source[start:end], capitals):
            yield _Placed(start, end, found.compiled.term, _why_less(text, found, start, end))


def _why_less(text: Words, found: Found, start: int, end: int) -> str:
    senses = found.compiled.term.sense
    if not senses:
        return ""
    before = " ".join(("\n", *text.words[max(0, found.start - _WORDS_AROUND) : found.start], ""))
    hit = " ".join((*text.words[found.start : found.end], ""))
    after = " ".join((*text.words[found.end : found.end + _WORDS_AROUND], "\n"))
    why = lowered(before + hit + after, len(before), len(before) + len(hit), senses)
    if not why and "reporting" in senses and quoted(text.source, start, end):
        why = "it stands in quotation marks"
    return why


def _in_capitals(passage: str, words: frozenset[str]) -> bool:
    return all(word.isupper() for word in _WORD.findall(passage) if word.lower() in words)


def _without_overlaps(found: Iterable[_Placed], channel: Channel) -> list[_Placed]:
    """In order of their places. What is taken is marked by the calls of a bytearray, not one by one."""
    by_weight = sorted(found, key=lambda one: _weight(one, channel))
    longest = max((one.end for one in by_weight), default=0)
    taken: dict[str, bytearray] = {}
    kept = []
    for one in by_weight:
        places = taken.setdefault(one.term.category, bytearray(longest))
        if places.find(1, one.start, one.end) < 0:
            places[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))


def _weight(one: _Placed, channel: Channel) -> tuple[bool, bool, int, int, int, str]:
    """What comes first is told. The last two, so that the same text always gives the same."""
    term = one.term
    length = one.end - one.start
    return bool(one.lowered), channel not in term.channels, -length, one.start, -term.severity.rank, term.id


def _match(text: Text, found: _Placed) -> Match:
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
