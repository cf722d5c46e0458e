"""The school's own terms, as terms of a library: one automaton of their own, so that a new one is in force at once."""

from collections.abc import Iterable

from appliance.errors import LibraryError, PolicyError
from appliance.match.terms import Terms
from appliance.model import Channel, Term
from appliance.policy.school import OwnTerm

CHANNELS = (Channel.TYPED, Channel.SEARCH, Channel.CHAT)


def compiled(terms: Iterable[OwnTerm]) -> Terms:
    """Raises PolicyError with the id of a term whose pattern cannot be read, and why."""
    try:
        return Terms(map(as_term, terms))
    except LibraryError as error:
        raise PolicyError(f"{error}.") from error


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
    )
