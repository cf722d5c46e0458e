"""The school's own terms, as terms of a library: one automaton of their own, so that a new one is in force at once."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from appliance.errors import LibraryError, PolicyError
from appliance.match.terms import Terms
from appliance.model import Channel, Term
from appliance.policy.ignores import exemption
from appliance.policy.school import OwnTerm, SchoolPolicy

CHANNELS = (Channel.TYPED, Channel.SEARCH, Channel.CHAT)


def compiled(terms: Iterable[OwnTerm]) -> Terms:
    """Raises PolicyError with the id of a term whose pattern cannot be read, and why."""
    try:
        return Terms(map(as_term, terms))
    except LibraryError as error:
        raise PolicyError(f"{error}.") from error


def usable(policy: SchoolPolicy) -> tuple[SchoolPolicy, tuple[str, ...]]:
    """What of a policy can be used, and a sentence for each entry that cannot. Other versions may have written it."""
    terms, wrong_terms = _sorted_out(policy.terms, lambda term: compiled((term,)))
    ignores, wrong_ignores = _sorted_out(policy.ignores, exemption)
    return replace(policy, terms=terms, ignores=ignores), (*wrong_terms, *wrong_ignores)


def _sorted_out[Kind](entries: Iterable[Kind], use: Callable[[Kind], object]) -> tuple[tuple[Kind, ...], list[str]]:
    good: list[Kind] = []
    wrong: list[str] = []
    for entry in entries:
        try:
            use(entry)
            good.append(entry)
        except PolicyError as error:
            wrong.append(str(error))
    return tuple(good), wrong


def as_term(own: OwnTerm) -> Term:
    return Term(
        id=own.id,
        category=own.category,
        pattern=own.pattern,
        severity=own.severity,
        definition=own.definition,
        channels=own.channels,
        source="The school added it.",
        since=own.since,
        short=True,
    )
