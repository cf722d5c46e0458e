"""Keyword libraries: read from TOML, checked, and compiled into one automaton. Patterns: see `language.py`."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import ahocorasick
import msgspec

from appliance.errors import LibraryError
from appliance.match.compiled import Expression
from appliance.match.dictionary import dictionary
from appliance.match.language import PatternError, parse
from appliance.match.typos import Typos
from appliance.model import Channel, Frozen, Severity, Term

_LIBRARIES = Path(__file__).parent.parent / "libraries"
_BEGINNINGS = " taoiswcbphfmdreglnuvjkyqxz"
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_LIST = re.compile(r"\{([^{}]*)\}")

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Lines = tuple[Line, ...]
Lists = dict[str, Lines]
Sense = Literal["negation", "reporting", "judgement", "reclaimed"]


class LibraryTerm(Frozen):
    """A term as it stands in a file. `id` is a number that is never given again."""

    id: Annotated[int, msgspec.Meta(ge=1)]
    pattern: Line
    severity: Severity
    definition: Line
    channels: Annotated[tuple[Channel, ...], msgspec.Meta(min_length=1)]
    source: Line
    since: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
    near: Lines = ()
    unless_near: Lines = ()
    within: Annotated[int, msgspec.Meta(ge=1, le=30)] = 8
    unless: Lines = ()
    unless_sites: Lines = ()
    case: bool = False
    language: str = "en"
    names: Lines = ()
    effects: str = ""
    uk_class: str = ""
    list: str = ""
    listed: str = ""
    sense: tuple[Sense, ...] | None = None


class Library(Frozen):
    """One category. `slug` begins the ids of its terms; `lists` are named alternatives for its patterns."""

    category: Line
    slug: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+$")]
    terms: tuple[LibraryTerm, ...]
    lists: Lists = msgspec.field(default_factory=dict)
    sense: tuple[Sense, ...] = ()


class Compiled:
    """A term ready to be looked for. What is rarely needed is compiled when it is."""

    def __init__(self, term: Term) -> None:
        """Raises PatternError."""
        self.term = term
        self.expression = self._compile(term.pattern)

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Words that count only in capitals; in lower case."""
        return (
            frozenset(word.lower() for word in _CAPITALS.findall(self.term.pattern)) if self.term.case else frozenset()
        )

    @cached_property
    def near(self) -> tuple[Expression, ...]:
        return tuple(map(self._compile, self.term.near))

    @cached_property
    def unless_near(self) -> tuple[Expression, ...]:
        return tuple(map(self._compile, self.term.unless_near))

    @cached_property
    def unless(self) -> tuple[Expression, ...]:
        return tuple(map(self._compile, self.term.unless))

    def _compile(self, pattern: str) -> Expression:
        return Expression(pattern, self.term.lists)


class Terms:
    """Every term in force, compiled. `version` names exactly this set."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Raises LibraryError for a pattern that cannot be read, with the term's id."""
        self._terms = tuple(terms)
        self.version = _version(self._terms)
        self._compiled = tuple(map(_compile, self._terms))
        self.automaton = _automaton(self._compiled)

    @property
    def anchors(self) -> frozenset[str]:
        """The words that the automaton knows."""
        return frozenset(anchor for one in self._compiled for anchor in one.expression.anchors)

    @cached_property
    def on_pages(self) -> Any:
        """The automaton of the few terms that count on a page: most pages hold none of them."""
        return _automaton([one for one in self._compiled if Channel.PAGE in one.term.channels])

    @cached_property
    def typos(self) -> Typos:
        """Slips in the words of these terms."""
        return Typos({word for one in self._compiled for word in one.expression.words}, dictionary())

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)


def load_terms(folder: Path = _LIBRARIES) -> Terms:
    """Every library of a folder, compiled. Raises LibraryError with file, term and reason."""
    return Terms(term for path in sorted(folder.glob("*.toml")) for term in read_library(path))


def read_library(path: Path) -> tuple[Term, ...]:
    """The terms of one file. Raises LibraryError with file, term and reason."""
    try:
        return parse_library(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise LibraryError(f"{path.name}: cannot be read: {error}") from error


def parse_library(text: str, name: str) -> tuple[Term, ...]:
    """The terms of a library's text; `name` is the file's name for messages. Raises LibraryError."""
    raw = _decode(text, name)
    library = _convert(raw, name)
    seen: set[int] = set()
    for term in library.terms:
        _check(term, library.lists, f"{name}: {library.slug}/{term.id}", seen)
        seen.add(term.id)
    return tuple(_term(library, term) for term in library.terms)


def _decode(text: str, name: str) -> Any:
    try:
        return msgspec.toml.decode(text)
    except msgspec.DecodeError as error:
        raise LibraryError(f"{name}: {error}") from error


def _convert(raw: Any, name: str) -> Library:
    try:
        return msgspec.convert(raw, Library)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        raise LibraryError(f"{name}: {_place(raw, where)}{what[0].lower()}{what[1:]}") from error


def _place(raw: Any, where: str) -> str:
    """`.terms[3].severity`` becomes `self-harm/12: severity: `."""
    found = re.match(r"\.terms\[(\d+)\]\.?(.*)`", where)
    if not found:
        key = where.strip(".`")
        return f"{key}: " if key else ""
    number = raw["terms"][int(found[1])].get("id", f"term {int(found[1]) + 1}")
    return f"{raw.get('slug', '?')}/{number}: " + (f"{found[2]}: " if found[2] else "")


def _check(term: LibraryTerm, lists: Lists, place: str, seen: set[int]) -> None:
    if term.id in seen:
        raise LibraryError(f"{place}: this number is given twice")
    try:
        parse(term.pattern, lists)
    except PatternError as error:
        raise LibraryError(f"{place}: pattern: {error}") from error


def _term(library: Library, term: LibraryTerm) -> Term:
    values = {name: getattr(term, name) for name in Term.__struct_fields__ if hasattr(term, name)}
    patterns = " ".join((term.pattern, *term.near, *term.unless_near, *term.unless))
    values |= {
        "id": f"{library.slug}/{term.id}",
        "category": library.category,
        "lists": _used(patterns, library.lists),
        "sense": library.sense if term.sense is None else term.sense,
    }
    return Term(**values)


def _used(patterns: str, lists: Lists) -> Lists:
    """Only those that the patterns name, and those that these name in turn."""
    found: Lists = {}
    names = _LIST.findall(patterns)
    while names:
        name = names.pop()
        if name in lists and name not in found:
            found[name] = lists[name]
            names += _LIST.findall(" ".join(lists[name]))
    return found


def _compile(term: Term) -> Compiled:
    try:
        return Compiled(term)
    except PatternError as error:
        raise LibraryError(f"{term.id}: pattern: {error}") from error


def _automaton(compiled: Sequence[Compiled]) -> Any:
    """From a word, or words, with a space around, to the terms that may stand there."""
    by_anchor: dict[str, list[Compiled]] = {"\x00": []}  # so that an empty library compiles; no text has it
    for one in compiled:
        for anchor in one.expression.anchors:
            by_anchor.setdefault(f" {anchor} ", []).append(one)
    automaton = ahocorasick.Automaton()
    for key in sorted(by_anchor, key=_commonest_first):
        automaton.add_word(key, (len(key), tuple(by_anchor[key])))
    automaton.make_automaton()
    return automaton


def _commonest_first(key: str) -> list[int]:
    """By how often English words begin with a letter: pyahocorasick tries a node's letters in the order they came."""
    return [_BEGINNINGS.find(char) for char in key]


def _version(terms: Sequence[Term]) -> str:
    return hashlib.blake2b(msgspec.json.encode(sorted(terms, key=lambda term: term.id)), digest_size=8).hexdigest()
