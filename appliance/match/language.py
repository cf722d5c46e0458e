"""The language of patterns: from what a teacher writes to a tree.

- `kill myself`             words, in this order; what stands between them in a sentence does not count
- `hide~`                   the word and its inflections: hides, hide's, hided, hiding, hider
- `(end|take) my life`      one of these; each may be several words, or empty
- `kill [all of] myself`    with or without
- `suicid(e|al)`, `pill[s]`  the same inside a word
- `{family}`                one of a list of the library
- `want * die`              a gap of up to three words; `*6` of up to six
- `^ help me $`             only at the start, or the end, of a message
- `i weigh # [kg]`          any number, also with a unit glued to it: 40, 40 kg, 40kg, 6.5. Before a letter it is a
                            hashtag and says nothing

`\\` before a sign takes away its meaning.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from appliance.match.normalise import fold

ANY_NUMBER = "#"  # as a word of a tree
LONGEST_GAP = 12
DEFAULT_GAP = 3
_MEANING = "()|[]~^$*{}#\\"
_WITHOUT = re.compile(r"\\(.)")
_SIGNS = re.compile(r"(?:[^\\()|\[\]~^$*{}#]|#(?=\w))+|[()|\[\]~^$#]|\*\d*|\{[^{}]*\}")
_PLAIN = re.compile(r"[\w' -]+")
_GLUED = re.compile(r"(?=[\w'][(\[]|[(\[][\w'|]+[)\]][\w'])([\w']*)([(\[])([\w'|]+)[)\]]([\w']*)")
_TOUCHES = re.compile(r"[()\[\]](?:(?<=[\w'][(\[])|(?<=[)\]])(?=[\w']))")  # few do, and this is quick to tell
_SIGN_LETTERS = 4  # an emoji says as much as a word, and so may a letter of Arabic or Chinese
_CLOSES = {"(": ")", "[": "]"}
_END = ""
_LAST = frozenset((")", "]", "|", _END))
_DOUBLES = re.compile(r"^[^aeiou]*[aeiou][bdgklmnprtz]$")
_VOWELS = frozenset("aeiou")


class PatternError(ValueError):
    """A pattern that cannot be read; the sentence says why."""


class Word(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One word, folded, in each of its forms."""

    forms: tuple[str, ...]


class Gap(msgspec.Struct, frozen=True, gc=False):
    most: int


class Edge(msgspec.Struct, frozen=True, gc=False):
    """The start or the end of a message."""

    start: bool


class Choice(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One of several sequences; one of them may be empty."""

    branches: tuple["Sequence_", ...]


class Sequence_(msgspec.Struct, frozen=True, eq=False, gc=False):  # noqa: N801  # `Sequence` is another thing
    items: tuple["Node", ...]


Node = Word | Gap | Edge | Choice
_DIGITS = Word((ANY_NUMBER,))
_NUMBER = Choice((Sequence_((_DIGITS,)), Sequence_((_DIGITS, _DIGITS))))  # 6.5 is two words


def parse(pattern: str, lists: Mapping[str, Sequence[str]] | None = None) -> Sequence_:
    """The tree of a pattern. Lists that are used in many patterns are read once. Raises PatternError."""
    return _parsed(pattern, _hashable(lists) if lists and "{" in pattern else ())


def _hashable(lists: Mapping[str, Sequence[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, tuple(entries)) for name, entries in lists.items())


@lru_cache(maxsize=1024)
def _parsed(pattern: str, lists: tuple[tuple[str, Sequence[str]], ...]) -> Sequence_:
    tree = _Reader(_apart(pattern), dict(lists)).read()
    if not _has_word(tree):
        raise PatternError("there is no word in it")
    return tree


def _has_word(node: Node | Sequence_) -> bool:
    match node:
        case Word():
            return True
        case Choice():
            return any(map(_has_word, node.branches))
        case Sequence_():
            return any(map(_has_word, node.items))
        case _:
            return False


def words_of(node: Node | Sequence_) -> list[Word]:
    """Every word of a tree."""
    match node:
        case Word():
            return [node]
        case Choice():
            return [word for branch in node.branches for word in words_of(branch)]
        case Sequence_():
            return [word for item in node.items for word in words_of(item)]
        case _:
            return []


@lru_cache(maxsize=8192)
def least_letters(node: Node | Sequence_) -> int:
    """Letters and digits of the shortest phrase that fits; a sign that is a word counts as four."""
    match node:
        case Word():
            return min(len(form) if form.isascii() else sum(map(_letters, form)) for form in node.forms)
        case Choice():
            return min(map(least_letters, node.branches))
        case Sequence_():
            return sum(map(least_letters, node.items))
        case _:
            return 0


def _letters(char: str) -> int:
    return _SIGN_LETTERS if unicodedata.category(char) in {"So", "Sc", "Lo"} else 1


def _apart(pattern: str) -> str:
    """`suicid(e|al)` as `(suicide|suicidal)`: the rest knows whole words only."""
    while found := _TOUCHES.search(pattern) and _GLUED.search(pattern):
        start, opened, branches, end = found.groups()
        ways = [start + branch + end for branch in branches.split("|")]
        if opened == "[":
            ways.append(start + end)
        pattern = f"{pattern[: found.start()]}({'|'.join(ways)}){pattern[found.end() :]}"
    return pattern


class _Reader:
    """A pattern read from left to right. Groups may stand in groups."""

    def __init__(self, pattern: str, lists: Mapping[str, Sequence[str]], within: tuple[str, ...] = ()) -> None:
        self._signs = [*_signs(pattern), _END]
        self._lists = lists
        self._within = within
        self._place = 0

    def read(self) -> Sequence_:
        tree = self._sequence()
        sign = self._signs[self._place]
        if sign != _END:
            raise PatternError(
                "alternatives stand in brackets: (one|other)" if sign == "|" else f"a {sign!r} closes nothing"
            )
        return tree

    def _sequence(self) -> Sequence_:
        text = self._signs[self._place]
        if text not in _LAST and text[0] not in _MEANING and self._signs[self._place + 1] in _LAST:
            self._place += 1
            return _plain(text)
        items: list[Node] = []
        while (sign := self._signs[self._place]) not in _LAST:
            self._place += 1
            items += self._items(sign, items)
        return Sequence_(tuple(items))

    def _items(self, sign: str, before: list[Node]) -> Sequence[Node]:
        match sign[0]:
            case "{":
                return [self._list(sign[1:-1])]
            case "*":
                return [Gap(_gap(sign))]
            case "~":
                return [_inflected(before.pop() if before else None)]
            case "^" | "$":
                return [Edge(sign == "^")]
            case "(" | "[":
                return [self._group(sign)]
            case _:
                return [_NUMBER] if sign == ANY_NUMBER else _words(sign)

    def _group(self, opened: str) -> Choice:
        branches = [self._sequence()]
        while self._signs[self._place] == "|":
            self._place += 1
            branches.append(self._sequence())
        if self._signs[self._place] != _CLOSES[opened]:
            raise PatternError(f"a {opened!r} is not closed")
        self._place += 1
        return Choice((*branches, Sequence_(())) if opened == "[" else tuple(branches))

    def _list(self, name: str) -> Choice:
        if name not in self._lists:
            raise PatternError(f"there is no list {name!r}")
        if name in self._within:
            raise PatternError(f"the list {name!r} contains itself")
        entries = tuple(self._lists[name])
        nested = any("{" in entry for entry in entries)
        return _choice(entries, tuple(self._lists.items()) if nested else (), (*self._within, name))


@lru_cache(maxsize=1024)
def _choice(entries: tuple[str, ...], lists: tuple[tuple[str, Sequence[str]], ...], within: tuple[str, ...]) -> Choice:
    """A list is used by many patterns, and read once."""
    return Choice(
        tuple(
            _plain(entry) if _PLAIN.fullmatch(entry) else _Reader(entry, dict(lists), within).read()
            for entry in entries
        )
    )


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[Word, ...]:
    return tuple(map(_word, fold(text).split()))


@lru_cache(maxsize=8192)
def _word(word: str) -> Word:
    return Word((word,))


@lru_cache(maxsize=8192)
def _plain(text: str) -> Sequence_:
    """Alternatives that many patterns have are the same object, so that what follows from them is worked out once."""
    return Sequence_(tuple(map(_word, fold(text).split())))


def _signs(pattern: str) -> list[str]:
    """Each sign, and the words between them."""
    pattern = _WITHOUT.sub(_without_meaning, pattern)
    signs = _SIGNS.findall(pattern)
    if len("".join(signs)) != len(pattern):
        raise PatternError(f"a {_SIGNS.sub('', pattern)[0]!r} cannot be read")
    return signs


def _without_meaning(found: re.Match[str]) -> str:
    """It parts words then, as other signs do."""
    return " " if found[1] in _MEANING else found[1]


def _gap(text: str) -> int:
    most = int(text[1:] or DEFAULT_GAP)
    if not 0 < most <= LONGEST_GAP:
        raise PatternError(f"a gap is of 1 to {LONGEST_GAP} words")
    return most


def _inflected(last: Node | None) -> Node:
    """The same with every form of its word; of a group, of the last word of each of its branches."""
    match last:
        case Word():
            return Word(tuple(dict.fromkeys(form for word in last.forms for form in inflections(word))))
        case Choice():
            return Choice(tuple(_inflected_end(branch) for branch in last.branches))
        case _:
            raise PatternError("'~' follows a word")


def _inflected_end(branch: Sequence_) -> Sequence_:
    return Sequence_((*branch.items[:-1], _inflected(branch.items[-1]))) if branch.items else branch


def inflections(word: str) -> list[str]:
    """Regular English endings: -s, -'s, -ed, -ing, -er, -ers. Forms that nobody writes do no harm."""
    stem, last = word[:-1], word[-1:]
    if last == "e":
        return [word, f"{word}s", f"{word}d", f"{stem}ing", f"{word}r", f"{word}rs"]
    if last == "y" and stem[-1:] not in _VOWELS:
        return [word, f"{word}s", f"{stem}ies", f"{stem}ied", f"{word}ing", f"{stem}ier", f"{stem}iers"]
    plurals = [f"{word}es"] if re.search(r"(s|x|z|ch|sh)$", word) else [f"{word}s"]
    base = word + last if _DOUBLES.match(word) else word
    return [word, *plurals, f"{base}ed", f"{base}ing", f"{base}in", f"{base}er", f"{base}ers"]


def forget() -> None:
    """Let go of what is only kept so that patterns read together share their parts."""
    for kept in (_parsed, _choice, _plain, _words, _word, least_letters):
        kept.cache_clear()
