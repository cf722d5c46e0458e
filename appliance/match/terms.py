"""Keyword libraries: read from TOML, checked, and compiled into one automaton.

A pattern is what a teacher would write:

- `kill myself`           words, in this order, with any spaces or hyphens between them
- `vpn~`                  the word and its inflections: vpns, vpn's, vpned, vpning, vpner (hate~: hating; cut~: cutting)
- `(end|take) my life`    one of these; an alternative may be several words, or empty
- `kill [all of] myself`  with or without

Case, accents and the shape of apostrophes do not count, and an apostrophe may be left out. What is between two words is
never a line break. `\\` before a sign takes away its meaning.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import ahocorasick
import msgspec

from appliance.errors import LibraryError
from appliance.match.normalise import gaps, is_word
from appliance.match.patterns import PatternError, phrases
from appliance.model import Channel, Frozen, Severity, Term

_LIBRARIES = Path(__file__).parent.parent / "libraries"
# Thai and Lao, Burmese, Khmer, Japanese and Chinese are written without spaces between words.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_BEGINNINGS = " taoiswcbphfmdreglnuvjkyqxz"

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]


class LibraryTerm(Frozen):
    """A term as it stands in a file. `id` is a number that is never given again."""

    id: Annotated[int, msgspec.Meta(ge=1)]
    pattern: Line
    severity: Severity
    definition: Line
    channels: Annotated[tuple[Channel, ...], msgspec.Meta(min_length=1)]
    source: Line
    since: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d$")]


class Library(Frozen):
    """One category. `slug` begins the ids of its terms."""

    category: Line
    slug: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+$")]
    terms: tuple[LibraryTerm, ...]


class Entry(NamedTuple):
    """What the automaton knows of a phrase. An end that is not bound may stand inside a run of letters."""

    phrase: str
    terms: tuple[Term, ...]
    bound_before: bool
    bound_after: bool


class Terms:
    """Every term in force, compiled. `version` names exactly this set."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Raises LibraryError for a pattern that cannot be read, with the term's id."""
        self._terms = tuple(terms)
        self.version = _version(self._terms)
        entries = list(_entries(self._terms))
        self.automaton = _bound_automaton(entry for entry in entries if entry.bound_before)
        unbound = {entry.phrase: entry for entry in entries if not entry.bound_before}
        self.unbound = _automaton(unbound) if unbound else None

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
        _check(term, f"{name}: {library.slug}/{term.id}", seen)
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


def _check(term: LibraryTerm, place: str, seen: set[int]) -> None:
    if term.id in seen:
        raise LibraryError(f"{place}: this number is given twice")
    try:
        phrases(term.pattern)
    except PatternError as error:
        raise LibraryError(f"{place}: pattern: {error}") from error


def _term(library: Library, term: LibraryTerm) -> Term:
    return Term(
        id=f"{library.slug}/{term.id}",
        category=library.category,
        pattern=term.pattern,
        severity=term.severity,
        definition=term.definition,
        channels=term.channels,
        source=term.source,
        since=term.since,
    )


def _entries(terms: Sequence[Term]) -> Iterator[Entry]:
    """One entry for each different phrase. Raises LibraryError."""
    by_phrase: dict[str, list[Term]] = {}
    for term in terms:
        try:
            for phrase in phrases(term.pattern):
                by_phrase.setdefault(phrase, []).append(term)
        except PatternError as error:
            raise LibraryError(f"{term.id}: pattern: {error}") from error
    for phrase, owners in by_phrase.items():
        yield Entry(phrase, tuple(owners), _bound(phrase[0]), _bound(phrase[-1]))


def _bound_automaton(entries: Iterable[Entry]) -> Any:
    """Phrases that begin a word, each after a gap and as `gaps` makes it; a text is fed to it the same way.

    So it steps into its tree only where a word begins, and is three times as fast. Its values are tuples of entries.
    """
    by_key: dict[str, list[Entry]] = {}
    for entry in entries:
        by_key.setdefault(" " + gaps(entry.phrase), []).append(entry)
    by_key.setdefault("\x00", [])  # so that an empty library compiles; no text has it
    return _automaton({key: tuple(found) for key, found in by_key.items()})


def _automaton(values: Mapping[str, Any]) -> Any:
    automaton = ahocorasick.Automaton()
    for key in sorted(values, key=_commonest_first):
        automaton.add_word(key, values[key])
    automaton.make_automaton()
    return automaton


def _commonest_first(key: str) -> list[int]:
    """By how often English words begin with a letter: pyahocorasick tries a node's letters in the order they came."""
    return [_BEGINNINGS.find(char) for char in key]


def _bound(char: str) -> bool:
    return is_word(char) and not _UNSPACED.match(char)


def _version(terms: Sequence[Term]) -> str:
    return hashlib.blake2b(msgspec.json.encode(sorted(terms, key=lambda term: term.id)), digest_size=8).hexdigest()
