"""What a release would change, by the ids of terms: the school's own switches hang on these."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from appliance.match.terms import parse_library
from appliance.model import Frozen, Term, is_hidden

_TOLD = ("severity", "pattern", "definition", "channels")
_PASSED_OVER = {"id", "lists", "since"}  # a list is part of a pattern, and told as such


class Kind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


_SIGNS = {Kind.ADDED: "+", Kind.CHANGED: "~", Kind.REMOVED: "-"}


class Change(Frozen):
    """One term that is not what it was. `details` are phrases for a person, none for a hidden category."""

    kind: Kind
    id: str
    category: str
    details: tuple[str, ...] = ()


def terms_of(libraries: Mapping[str, str]) -> Iterator[Term]:
    """Every term of libraries by name and text, read one after the other. Raises LibraryError."""
    return (term for name, text in libraries.items() for term in parse_library(text, name))


def differences(old: Iterable[Term], new: Iterable[Term]) -> tuple[Change, ...]:
    """In the order of categories and ids."""
    before, after = ({term.id: term for term in terms} for terms in (old, new))
    found = [
        *(_change(Kind.ADDED, term, _summary(term)) for id_, term in after.items() if id_ not in before),
        *(_change(Kind.REMOVED, term, _summary(term)) for id_, term in before.items() if id_ not in after),
        *(
            _change(Kind.CHANGED, term, details)
            for id_, term in after.items()
            if id_ in before and (details := tuple(_details(before[id_], term)))
        ),
    ]
    return tuple(sorted(found, key=lambda change: (change.category, _number(change.id))))


def lines(changes: Iterable[Change]) -> list[str]:
    """As text for a terminal: each category with its counts, then its terms; of a hidden one the counts alone."""
    by_category: dict[str, list[Change]] = {}
    for change in changes:
        by_category.setdefault(change.category, []).append(change)
    return [line for category, group in by_category.items() for line in _category(category, group)]


def _category(category: str, group: Sequence[Change]) -> Iterator[str]:
    counts = Counter(change.kind for change in group)
    told = ", ".join(f"{counts[kind]:,} {kind.value}" for kind in Kind if counts[kind])
    yield f"{_plain(category)}: {told}{' (hidden)' if is_hidden(category) else ''}"
    if not is_hidden(category):
        yield from (f"  {_SIGNS[one.kind]} {one.id}  {_plain('; '.join(one.details))}" for one in group)


def _change(kind: Kind, term: Term, details: tuple[str, ...]) -> Change:
    return Change(kind=kind, id=term.id, category=term.category, details=() if is_hidden(term.category) else details)


def _summary(term: Term) -> tuple[str, ...]:
    return (term.severity.value, term.pattern, term.definition)


def _details(old: Term, new: Term) -> Iterator[str]:
    for key in _TOLD:
        if getattr(old, key) != getattr(new, key):
            yield f"{key}: {_written(getattr(old, key))} → {_written(getattr(new, key))}"
    others = {*Term.__struct_fields__} - {*_TOLD} - _PASSED_OVER
    if changed := sorted(key for key in others if getattr(old, key) != getattr(new, key)):
        yield f"also {', '.join(changed)}"
    if changed := sorted(
        name for name in old.lists.keys() | new.lists.keys() if old.lists.get(name) != new.lists.get(name)
    ):
        yield f"list {', '.join(f'{{{name}}}' for name in changed)}"


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _number(id_: str) -> tuple[str, int]:
    slug, _, number = id_.rpartition("/")
    return slug, int(number)


def _plain(text: str) -> str:
    """Without what would steer a terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
