"""What can be wrong with one term."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from appliance.keywords.breadth import hits_per_million, in_ordinary_text, pattern_hits
from appliance.keywords.phrases import covers, phrases, plain_words, stands_in
from appliance.match.language import PatternError, Sequence_, least_letters, parse, words_of
from appliance.model import Term, is_hidden

MOST_PER_MILLION = 500  # hits: a book has some 50,000 words, and a class types a book in a week
LONG_ENOUGH = 4  # letters
_LEAST_WORDS = 2
_ENDS = (".", "!", "?", ".)")


class Readable(NamedTuple):
    """A term whose patterns can be read."""

    term: Term
    tree: Sequence_


def faults_of(term: Term) -> list[str]:
    """What is wrong with a term by itself, each as one sentence without its id."""
    return list(unreadable(term)) or faults_in(readable(term))


def faults_in(read: Readable) -> list[str]:
    """The same for one whose patterns can be read."""
    return [fault for look in _LOOKS for fault in look(read)]


def readable(term: Term) -> Readable:
    """Raises PatternError."""
    return Readable(term, parse(term.pattern, term.lists))


def unreadable(term: Term) -> Iterator[str]:
    """Which of its patterns cannot be read, and why."""
    for key in ("pattern", "near", "unless_near", "unless"):
        value = getattr(term, key)
        for pattern in (value,) if isinstance(value, str) else value:
            try:
                _ = plain_words(pattern) or parse(pattern, term.lists)
            except PatternError as error:
                yield f"{key}: {_shown(term, pattern)}: {error}"


def _short(read: Readable) -> Iterator[str]:
    letters = least_letters(read.tree)
    if not letters:
        yield "pattern: no word is certain to stand in what it matches"
    elif letters < LONG_ENOUGH and not read.term.near and not read.term.short:
        yield (
            f"pattern: fits {letters} letters alone, fewer than {LONG_ENOUGH}; "
            "give it a `near`, or say `short = true` if that is meant"
        )


def _broad(read: Readable) -> Iterator[str]:
    hits = hits_per_million(read.term) if pattern_hits(read.tree) > MOST_PER_MILLION else 0
    if hits > MOST_PER_MILLION:
        yield (
            f"pattern: too broad: about {hits:,.0f} hits in a million words of ordinary English, "
            f"at most {MOST_PER_MILLION} are allowed"
        )
    elif found := in_ordinary_text(read.term, read.tree):
        yield f"pattern: too broad: it finds {_shown(read.term, found)} in an ordinary text"


def _own_exception(read: Readable) -> Iterator[str]:
    """An exception that takes every match away leaves nothing to find."""
    term = read.term
    words = {form for word in words_of(read.tree) for form in word.forms}
    exceptions = [unless for unless in term.unless if plain_words(unless) <= words]
    every = phrases(read.tree) if exceptions else None
    trees = [parse(unless, term.lists) for unless in exceptions] if every else []
    if every and all(any(covers(unless, phrase) for unless in trees) for phrase in every):
        yield f"unless: {_shown(term, exceptions[0])} takes every match away"


def _own_neighbour(read: Readable) -> Iterator[str]:
    term = read.term
    for near in term.near if term.unless_near else ():
        every = phrases(parse(near, term.lists))
        for forbidden in term.unless_near:
            if every and _stands_in_each(forbidden, near, every, term):
                yield f"near: {_shown(term, near)} is also forbidden, by the unless_near {_shown(term, forbidden)}"


def _stands_in_each(forbidden: str, near: str, every: tuple[str, ...], term: Term) -> bool:
    if plain_words(near) and plain_words(forbidden) and not plain_words(near) & plain_words(forbidden):
        return False  # the quick answer for most
    tree = parse(forbidden, term.lists)
    return all(stands_in(tree, phrase) for phrase in every)


def _no_sentence(read: Readable) -> Iterator[str]:
    for key, text in (("definition", read.term.definition), ("source", read.term.source)):
        if not text.rstrip().endswith(_ENDS) or len(text.split()) < _LEAST_WORDS:
            yield f"{key}: is not a sentence that ends with a full stop: {text!r}"


_LOOKS: tuple[Callable[[Readable], Iterator[str]], ...] = (
    _short,
    _broad,
    _own_exception,
    _own_neighbour,
    _no_sentence,
)


def _shown(term: Term, pattern: str) -> str:
    return "(hidden)" if is_hidden(term.category) else repr(pattern)
