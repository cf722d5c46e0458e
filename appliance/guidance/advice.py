"""Guidance, read from a file a category."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from appliance.model import Frozen

_HERE = Path(__file__).parent
_SHARED = "general.toml"
_CONTACTS = "contacts.toml"


class Contact(Frozen):
    """Somebody to call: `how` is a number or an address, `when` a sentence."""

    name: str
    how: str
    when: str


class _File(Frozen, forbid_unknown_fields=True):
    means: str
    start: tuple[str, ...]
    avoid: tuple[str, ...]
    then: tuple[str, ...]
    call: tuple[str, ...]
    category: str = ""


class Advice(Frozen):
    """`means` is a paragraph; `start` how to open the conversation, `avoid` what not to do, `then` what comes next. Of
    the last two, what holds for every category comes last. `own` says that it was written for this category."""

    category: str
    means: str
    start: tuple[str, ...]
    avoid: tuple[str, ...]
    then: tuple[str, ...]
    call: tuple[Contact, ...]
    own: bool


def advice_on(category: str) -> Advice:
    """What holds for every category, where there is none of its own."""
    shared, own = _shared(), _all().get(category)
    file = own or shared
    return Advice(
        category=category,
        means=file.means,
        start=file.start,
        avoid=tuple(dict.fromkeys((*file.avoid, *shared.avoid))),
        then=tuple(dict.fromkeys((*file.then, *shared.then))),
        call=tuple(_contacts()[key] for key in file.call),
        own=own is not None,
    )


@cache
def _all() -> dict[str, _File]:
    apart = {_SHARED, _CONTACTS}
    files = [_read(path) for path in sorted(_HERE.glob("*.toml")) if path.name not in apart]
    return {file.category: file for file in files}


@cache
def _shared() -> _File:
    return _read(_HERE / _SHARED)


@cache
def _contacts() -> dict[str, Contact]:
    return msgspec.convert(tomllib.loads((_HERE / _CONTACTS).read_text(encoding="utf-8")), dict[str, Contact])


def _read(path: Path) -> _File:
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
