"""What would a term have caught? (FEATURES row B3.) Pure: the past goes in, counts and passages come out."""

from collections.abc import Iterable

from appliance.match.scan import scan
from appliance.match.terms import Terms
from appliance.model import Channel, Frozen, Match, Term, Text

MOST_EXAMPLES = 10


class Past(Frozen):
    """Something that was read before: at which device, by whom (an id, or empty), when last, and how often."""

    at: float
    device: str
    texts: tuple[Text, ...]
    times: int = 1
    person: str = ""


class Example(Frozen):
    """A passage that would have been caught. `text` stands between `before` and `after`."""

    at: float
    device: str
    channel: Channel
    before: str
    text: str
    after: str
    times: int


class Preview(Frozen):
    """`times` is how often it would have been caught, `looked_at` how much there was to look at; the first of
    `examples` is the newest. `cut` says that there was more, further back."""

    times: int
    looked_at: int
    examples: tuple[Example, ...]
    cut: bool = False


def preview(term: Term, past: Iterable[Past]) -> Preview:
    """In the channels of the term. `past` comes newest first. Raises LibraryError for a pattern that cannot be read."""
    terms = Terms((term,))
    times = looked_at = 0
    examples: list[Example] = []
    for one in past:
        looked_at += one.times
        if hits := _hits(one, terms, term):
            times += one.times
            if len(examples) < MOST_EXAMPLES:
                examples.append(_example(one, hits[0]))
    return Preview(times=times, looked_at=looked_at, examples=tuple(examples))


def _hits(past: Past, terms: Terms, term: Term) -> tuple[Match, ...]:
    """Only where the term counts, which spares most addresses the work."""
    texts = [text for text in past.texts if text.channel in term.channels]
    return scan(texts, terms)


def _example(past: Past, match: Match) -> Example:
    start, end = match.start - match.snippet_start, match.end - match.snippet_start
    return Example(
        at=past.at,
        device=past.device,
        channel=match.channel,
        before=match.snippet[:start],
        text=match.snippet[start:end],
        after=match.snippet[end:],
        times=past.times,
    )
