"""Keyword libraries: read from TOML, checked, and compiled. Patterns: see `language.py`."""

import gc
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import tomli  # compiled, so three times as fast as the standard library's

from appliance.errors import LibraryError
from appliance.match import clues, language, spellings
from appliance.match.dictionary import dictionary, often
from appliance.match.index import Compiled, Index
from appliance.match.language import PatternError, least_letters, parse
from appliance.match.steps import words_of_steps
from appliance.match.typos import Typos
from appliance.model import Channel, Frozen, Severity, Term

_LIBRARIES = Path(__file__).parent.parent / "libraries"
_LEAST_LETTERS = 4
_PAGES = frozenset((Channel.PAGE, Channel.CODE))
_LIST = re.compile(r"\{([^{}]*)\}")

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Lines = tuple[Line, ...]
Lists = dict[str, Lines]
Sense = Literal["negation", "reporting", "judgement", "reclaimed"]


class LibraryTerm(Frozen):
    """A term as it stands in a file. `id` is a number that is never given again. A pattern that fits fewer than four
    letters needs a `near`, or `short`: that it is meant."""

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
    short: bool = False
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


class Terms:
    """Every term in force, compiled. `version` names exactly this set."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Raises LibraryError for a pattern that cannot be read, with the term's id."""
        self._compiled = tuple(map(_compile, terms))  # one library after the other, where they are still read
        self._terms = tuple(one.term for one in self._compiled)
        self.version = _version(self._terms)
        self.index = Index(self._compiled)

    @cached_property
    def on_pages(self) -> Index:
        """The few terms that count on a page: most pages hold none of them."""
        return Index(one for one in self._compiled if _PAGES.intersection(one.term.channels))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that the patterns know."""
        return words_of_steps(one.expression.steps for one in self._compiled)

    @cached_property
    def typos(self) -> Typos:
        """Slips in the words of these terms."""
        return Typos(self.words, dictionary())

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)


def load_terms(folder: Path = _LIBRARIES) -> Terms:
    """Every library of a folder, compiled. Raises LibraryError with file, term and reason."""
    return compile_all(term for path in sorted(folder.glob("*.toml")) for term in read_library(path))


def compile_all(terms: Iterable[Term]) -> Terms:
    """Whole libraries, which a process compiles once, when it starts. Raises LibraryError."""
    with _all_at_once():
        return Terms(terms)


@contextmanager
def _all_at_once() -> Iterator[None]:
    """Nothing of what is made here is garbage, and to look for some would take as long as to make it; later too.

    Not for a process that has long been at work: what is alive then would stay for good.
    """
    was_on = gc.isenabled()
    gc.disable()
    often(())  # the dictionary takes most memory while it is read, which the rest then uses again
    try:
        yield
    finally:
        _forget()
        gc.freeze()
        if was_on:
            gc.enable()


def read_library(path: Path) -> tuple[Term, ...]:
    """The terms of one file. Raises LibraryError with file, term and reason."""
    try:
        terms = parse_library(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise LibraryError(f"{path.name}: cannot be read: {error}") from error
    for term in terms:
        _refuse_short(term, path.name)
    return terms


def parse_library(text: str, name: str) -> tuple[Term, ...]:
    """The terms of a library's text; `name` is the file's name for messages. Raises LibraryError."""
    _forget()
    raw = _decode(text, name)
    library = _convert(raw, name)
    seen: set[int] = set()
    for term in library.terms:
        _check(term, library.lists, f"{name}: {library.slug}/{term.id}", seen)
        seen.add(term.id)
    return tuple(_term(library, term) for term in library.terms)


def _forget() -> None:
    """Patterns of one library share their parts. What the last one left is in the way."""
    for module in (language, spellings, clues):
        module.forget()


def _decode(text: str, name: str) -> Any:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
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
        parse(term.pattern, _used(term, lists))
    except PatternError as error:
        raise LibraryError(f"{place}: pattern: {error}") from error


def _refuse_short(term: Term, name: str) -> None:
    """What is so short is all over a text: it needs a neighbour, or somebody who says that it is meant."""
    if term.short or term.near:
        return
    letters = least_letters(parse(term.pattern, term.lists))
    if letters < _LEAST_LETTERS:
        raise LibraryError(
            f"{name}: {term.id}: pattern: fits {letters} letters alone, fewer than {_LEAST_LETTERS}; "
            "give it a `near`, or say `short = true` if that is meant"
        )


def _term(library: Library, term: LibraryTerm) -> Term:
    values = msgspec.structs.asdict(term) | {
        "id": f"{library.slug}/{term.id}",
        "category": library.category,
        "lists": _used(term, library.lists),
        "sense": library.sense if term.sense is None else term.sense,
    }
    return Term(**values)


def _used(term: LibraryTerm, lists: Lists) -> Lists:
    """Only those that its patterns name, and those that these name in turn."""
    found: Lists = {}
    names = _LIST.findall(" ".join((term.pattern, *term.near, *term.unless_near, *term.unless)))
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


def _version(terms: Sequence[Term]) -> str:
    return hashlib.blake2b(msgspec.json.encode(sorted(terms, key=lambda term: term.id)), digest_size=8).hexdigest()
