"""Are these libraries in order? Every fault with its file, its term and the reason."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from appliance.errors import LibraryError
from appliance.keywords import files
from appliance.keywords.faults import Readable, faults_in, readable, unreadable
from appliance.keywords.phrases import covers, phrases
from appliance.match.language import words_of
from appliance.match.terms import parse_library
from appliance.model import Frozen, Term

_SHIPPED = Path(__file__).parent.parent / "libraries"
_LIST = re.compile(r"\{([^{}]*)\}")
LARGEST = 4 * 1024 * 1024  # bytes of one library

Placed = tuple[str, Term]  # a term, and the file that it stands in


class Report(Frozen):
    """What was looked at, and each fault as one line."""

    libraries: int
    terms: int
    faults: tuple[str, ...]


def shipped() -> tuple[Path, ...]:
    """The libraries that came with this version."""
    return tuple(sorted(_SHIPPED.glob("*.toml")))


def read_texts(paths: Iterable[Path]) -> dict[str, str]:
    """File name → text. Raises LibraryError for a file that cannot be read, or that is too large for a library."""
    return {path.name: files.read_text(path, LARGEST) for path in paths}


def check(texts: Mapping[str, str]) -> Report:
    """Look at libraries as a whole: each term by itself, and what two of them may not share."""
    faults: list[str] = []
    placed = list(_terms(texts, faults))
    read = list(_each(placed, faults))
    faults += [*_same_category(placed), *_same_id(placed), *_same_pattern(read)]
    return Report(libraries=len(texts), terms=len(placed), faults=tuple(sorted(faults, key=_file)))


def _file(fault: str) -> str:
    return fault.partition(":")[0]


def _terms(texts: Mapping[str, str], faults: list[str]) -> Iterator[Placed]:
    """A library that cannot be read is one fault, and the others are looked at all the same."""
    for name, text in texts.items():
        try:
            yield from ((name, term) for term in parse_library(text, name))
        except LibraryError as error:
            faults.append(str(error))


def _each(placed: Iterable[Placed], faults: list[str]) -> Iterator[tuple[str, Readable]]:
    for file, term in placed:
        reasons = list(unreadable(term))
        if not reasons:
            read = readable(term)
            reasons = faults_in(read)
            yield file, read
        faults += [f"{file}: {term.id}: {reason}" for reason in reasons]


def _same_category(placed: Iterable[Placed]) -> Iterator[str]:
    """One file a category."""
    files: dict[str, str] = {}
    for file, term in placed:
        if (first := files.setdefault(term.category, file)) != file:
            files[term.category] = file
            yield f"{file}: category: {term.category!r} stands in {first} too"


def _same_id(placed: Iterable[Placed]) -> Iterator[str]:
    files: dict[str, str] = {}
    for file, term in placed:
        if (first := files.setdefault(term.id, file)) != file:
            yield f"{file}: {term.id}: this id is given twice, also in {first}"


def _same_pattern(read: Iterable[tuple[str, Readable]]) -> Iterator[str]:
    """Two terms that find the same are one too many, in one library or in two."""
    alike: dict[object, list[tuple[str, Readable]]] = defaultdict(list)
    for file, one in read:
        alike[_likeness(one)].append((file, one))
    for group in alike.values():
        yield from _doubles(group)


def _likeness(read: Readable) -> object:
    """Equal for terms that find the same; few others share it."""
    term = read.term
    words = frozenset(form for word in words_of(read.tree) for form in word.forms)
    edges = term.pattern.lstrip().startswith("^"), term.pattern.rstrip().endswith("$")
    return words, edges, term.case


def _doubles(group: Sequence[tuple[str, Readable]]) -> Iterator[str]:
    for (_, first), (file, second) in combinations(group, 2):
        if {*first.term.channels} & {*second.term.channels} and _finds_the_same(first, second):
            yield f"{file}: {second.term.id}: finds exactly what {first.term.id} finds"


def _finds_the_same(one: Readable, other: Readable) -> bool:
    if _neighbours(one.term) != _neighbours(other.term):
        return False
    mine, its = phrases(one.tree), phrases(other.tree)
    if mine is None or its is None:
        return _spelt_out(one.term.pattern, one.term.lists) == _spelt_out(other.term.pattern, other.term.lists)
    return all(covers(other.tree, phrase) for phrase in mine) and all(covers(one.tree, phrase) for phrase in its)


def _neighbours(term: Term) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(_spelt_out(near, term.lists) for near in key) for key in (term.near, term.unless_near))


def _spelt_out(pattern: str, lists: Mapping[str, Sequence[str]]) -> str:
    """With the entries of lists in place of their names: a list of the same name may be another in another library."""
    return _LIST.sub(lambda name: f"({'|'.join(_spelt_out(one, lists) for one in lists[name[1]])})", pattern)
