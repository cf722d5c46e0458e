"""How broad is a term? Its hits in a million words of ordinary English, estimated, and a text in which none may hit.

The estimate comes from the counts of single words in the pyspellchecker package (1.6 billion words of film subtitles:
speech, which is nearer to what children type than books are). Words that stand together are tied: after one of them the
next is so many times likelier than elsewhere. Of a plain word the estimate is a count; of a phrase it tells "matches
all over the place" from "does not". What is short and said all the time ("i am") is found in the text.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from math import prod
from pathlib import Path

import msgspec

from appliance.keywords.phrases import may_stand_among, stands_in
from appliance.match.dictionary import counts
from appliance.match.language import Choice, Edge, Gap, Node, Sequence_, Word, parse
from appliance.match.normalise import fold
from appliance.match.scan import scan
from appliance.match.terms import Terms
from appliance.model import Channel, Term, Text

MILLION = 1_000_000
_ORDINARY = Path(__file__).with_name("ordinary.txt")
_TIE = 5  # measured on running text: half of the pairs of words are tied more, half less
_AT_AN_EDGE = 0.1  # of the words of a message, about so many stand first, and as many last
_IN_CAPITALS = 0.1  # of a word that is usually written small
_RARE = 0.03 / MILLION  # a word that the counts do not have; the rarest that they have


def hits_per_million(term: Term) -> float:
    """Hits of a term in a million words, where its channels are read. Raises PatternError."""
    hits = pattern_hits(parse(term.pattern, term.lists))
    if term.near:
        beside = sum(_rate(parse(near, term.lists)) for near in term.near)
        hits *= min(1.0, _TIE * 2 * term.within * beside)
    return hits * (_IN_CAPITALS if term.case else 1.0)


def pattern_hits(tree: Sequence_) -> float:
    """The same for a pattern alone, without what its term asks besides: never less."""
    return MILLION * _rate(tree)


def in_ordinary_text(term: Term, tree: Sequence_) -> str:
    """What a term finds first in the text; empty if nothing. `tree` is that of its pattern."""
    if not may_stand_among(tree, _said()) or not any(_found(tree, line) for line in _lines()):
        return ""
    read_as_page = msgspec.structs.replace(term, channels=(Channel.PAGE,))  # as it stands: no slips, no disguises
    text = Text(channel=Channel.PAGE, text=_ORDINARY.read_text(encoding="utf-8"))
    return next((match.text for match in scan((text,), Terms([read_as_page]))), "")


def _found(tree: Sequence_, line: str) -> bool:
    return may_stand_among(tree, _words(line)) and stands_in(tree, line)


@cache
def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


@cache
def _lines() -> tuple[str, ...]:
    return tuple(fold(line) for line in _ORDINARY.read_text(encoding="utf-8").splitlines())


@cache
def _said() -> frozenset[str]:
    return frozenset[str]().union(*map(_words, _lines()))


def _rate(node: Node | Sequence_) -> float:
    """How likely it is that what stands at a place in a text fits, from 0 to 1."""
    match node:
        case Word():
            return min(1.0, sum(_of_word(form) for form in node.forms))
        case Choice():
            return min(1.0, sum(map(_rate, node.branches)))
        case Edge():
            return _AT_AN_EDGE
        case Sequence_():
            return _of_sequence(node.items)
        case Gap():
            return 1.0


def _of_sequence(items: Iterable[Node]) -> float:
    """The rarest word's rate, lessened by how likely each of the others is to stand beside it."""
    rates = []
    places = 1
    for item in items:
        if isinstance(item, Gap):
            places += item.most
        elif (rate := _rate(item)) < 1.0:
            rates.append((rate, places))
            places = 1
    if not rates:
        return 1.0
    rarest = min(rates)
    others = list(rates)
    others.remove(rarest)
    return rarest[0] * prod(min(1.0, _TIE * rate * choices) for rate, choices in others)


@lru_cache(maxsize=65_536)
def _of_word(word: str) -> float:
    return max(_counts().get(word, 0) / _total(), _RARE)


@cache
def _total() -> int:
    return sum(_counts().values())


@cache
def _counts() -> dict[str, int]:
    """Word, folded, to how often it was counted."""
    found: dict[str, int] = {}
    for word, count in counts().items():
        plain = word.replace("'", "")
        found[plain] = found.get(plain, 0) + count
    return found
