"""Where in a text may a word be disguised? Cheap to ask, because nearly everywhere the answer is nowhere.

Asked of each different word once; only the words around a suspicious one are then read in other ways.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from appliance.match.dictionary import dictionary
from appliance.match.disguise import SIGNS, STARS
from appliance.match.normalise import Words, fold_character
from appliance.match.typos import MOST_WORDS, Typos

_AROUND = 160  # characters on either side of a suspicious word
_MOST = 50_000  # characters that are read in other ways; nobody types as much
_MOST_PLACES = 2000
# Signs that stand for a letter: at the edge of a word too, but for "!", which ends sentences.
_SIGNS = {
    **{sign: re.compile(rf"{re.escape(sign)}(?:(?=\w)|(?<=\w.)(?=[\W_]))") for sign in SIGNS.replace("!", "") + STARS},
    "!": re.compile(r"!(?<=\w!)(?=\w)"),
}
_STRETCHED = re.compile(r"(.)\1\1")

Stretch = tuple[int, int]


def suspects(text: Words, typos: Typos) -> list[Stretch]:
    """Stretches of the source, apart from each other, in which something may be meant that is not written."""
    found = *islice(_odd_words(text, typos), _MOST_PLACES), *islice(_signs(text.source), _MOST_PLACES)
    kept: list[Stretch] = []
    left = _MOST
    for start, end in _joined(text.source, sorted(found)) if found else ():
        kept.append((start, min(end, start + left)))
        left -= end - start
        if left <= 0:
            break
    return kept


def plainly(source: str) -> str:
    """The same with a Latin letter for each character that is one in another guise. As long as before."""
    return source if source.isascii() else "".join(map(_plain, source))


def _plain(char: str) -> str:
    folded = fold_character(char).strip(" ")
    return folded if len(folded) == 1 and folded.isascii() and folded.isalnum() and not char.isascii() else char


def _odd_words(text: Words, typos: Typos) -> Iterator[Stretch]:
    """Where words stand that are none, and may be one of a term's."""
    words = text.words
    short = len(words) <= MOST_WORDS
    odd = {word for word in set(words) - dictionary() if _is_odd(word, typos, slips=short)}
    for place, word in enumerate(words) if odd else ():
        if word in odd and (len(word) > 1 or _is_spread(words, place)):
            yield text.span(place, place + 1)


def _is_odd(word: str, typos: Typos, *, slips: bool) -> bool:
    if len(word) == 1 or not word.isalpha():
        return not word.isdigit() and word != "\n"
    return bool(_STRETCHED.search(word)) or (slips and typos.meant(word) is not None)


def _is_spread(words: list[str], place: int) -> bool:
    """Does a letter stand beside another that stands alone?"""
    beside = *words[max(0, place - 1) : place], *words[place + 1 : place + 2]
    return any(len(word) == 1 and word != "\n" for word in beside)


def _signs(source: str) -> Iterator[Stretch]:
    """Signs that stand in words instead of letters. Most texts have none."""
    for sign, in_a_word in _SIGNS.items():
        if sign in source:
            yield from (found.span() for found in in_a_word.finditer(source))


def _joined(source: str, places: Iterable[Stretch]) -> Iterator[Stretch]:
    """What is around each of the places; together where they are close."""
    first = last = -1
    for start, end in places:
        if first >= 0 and start - _AROUND > last:
            yield first, last
            first = -1
        first = _word_start(source, start - _AROUND) if first < 0 else first
        last = max(last, _word_end(source, end + _AROUND))
    yield first, last


def _word_start(source: str, place: int) -> int:
    """Not in the middle of a word, where there is a space to cut at."""
    return (
        0
        if place <= 0
        else max(source.rfind(" ", place - _AROUND if place > _AROUND else 0, place) + 1, place - _AROUND, 0)
    )


def _word_end(source: str, place: int) -> int:
    end = source.find(" ", place, place + _AROUND)
    return end if end >= 0 else min(len(source), place + _AROUND)
