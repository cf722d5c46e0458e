"""The terms that a box goes by: the edition in force, and the licensed lists."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from appliance.config import Home, Settings
from appliance.errors import LibraryError
from appliance.keywords.diff import terms_of
from appliance.keywords.licensed import LICENSED, Licensed
from appliance.keywords.publishers import trusted
from appliance.keywords.shelf import Shelf
from appliance.match.terms import Terms, compile_all
from appliance.model import Term


class InForce(NamedTuple):
    """`version` is that of the libraries; `troubles` are sentences on what had to be passed over."""

    terms: Terms
    version: str
    troubles: tuple[str, ...]


def shelf_of(home: Home, settings: Settings) -> Shelf:
    return Shelf(home.libraries, trusted(settings.libraries.publishers))


def load_in_force(home: Home, settings: Settings) -> InForce:
    """The best that there is: a release that is damaged, or not signed by somebody trusted, gives way to the one
    before, and licensed lists that cannot be read are left out.

    Raises LibraryError only if the shipped libraries are damaged.
    """
    troubles: list[str] = []
    licensed = _licensed(home, troubles)
    for edition in shelf_of(home, settings).editions(troubles):
        try:
            terms = compile_all(chain(terms_of(edition.libraries), licensed))
        except LibraryError as error:
            if edition.shipped:
                raise
            troubles.append(f"Libraries {edition.version} cannot be used, so older ones are in force: {error}")
        else:
            return InForce(terms, edition.version, tuple(troubles))
    raise LibraryError("There are no libraries.")


def shelf_troubles(home: Home, settings: Settings) -> tuple[str, ...]:
    """What had to be passed over on the shelf: quickly, without compiling anything."""
    troubles: list[str] = []
    next(shelf_of(home, settings).editions(troubles))
    return tuple(troubles)


def _licensed(home: Home, troubles: list[str]) -> tuple[Term, ...]:
    try:
        return Licensed(home).terms()
    except LibraryError as error:
        troubles.append(str(error))
        return ()


def count_terms(terms: Iterable[Term]) -> list[tuple[str, int]]:
    """Category → how many terms, by name; a licensed list is a line of its own."""
    return sorted(Counter(_heading(term) for term in terms).items())


def _heading(term: Term) -> str:
    return term.source.rstrip(".") if term.id.startswith(LICENSED) else term.category
