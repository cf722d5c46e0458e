"""The graded words of safeguarding and of traffic: how grave, and where it stood."""

from enum import StrEnum


class Severity(StrEnum):
    """How grave a term is (FEATURES row B2)."""

    MINOR = "minor"
    MODERATE = "moderate"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        """0 for minor up to 2 for severe: text does not sort that way."""
        return _SEVERITY_RANK[self]


class Channel(StrEnum):
    """Where in the traffic a text stood. `code` is what nobody sees of a page: scripts, comments, descriptions."""

    TYPED = "typed"
    SEARCH = "search"
    CHAT = "chat"
    TITLE = "title"
    PAGE = "page"
    URL = "url"
    CODE = "code"

    @property
    def weight(self) -> int:
        """The child's own words weigh most, then words sent to the child, then what the child happened to read."""
        return _CHANNEL_WEIGHT[self]


_CHANNEL_WEIGHT = {
    Channel.TYPED: 4,
    Channel.SEARCH: 4,
    Channel.CHAT: 3,
    Channel.TITLE: 2,
    Channel.URL: 1,
    Channel.PAGE: 0,
    Channel.CODE: -1,
}
_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


class Direction(StrEnum):
    """`sent` left the device, `received` came to it."""

    SENT = "sent"
    RECEIVED = "received"


class TriageStatus(StrEnum):
    """How far an adult is with a capture (FEATURES row C1). The words are stored; what each means in this school, the
    school says itself."""

    UNCLASSIFIED = "unclassified"
    ATTENTION = "requires attention"
    INVESTIGATION = "under investigation"
    ESCALATED = "escalated"
    FALSE_POSITIVE = "false positive"
    IGNORED = "false positive, ignored"
    RESOLVED = "resolved"

    @property
    def is_open(self) -> bool:
        """Does it still need somebody?"""
        return self not in {TriageStatus.FALSE_POSITIVE, TriageStatus.IGNORED, TriageStatus.RESOLVED}


ILLEGAL = "Illegal content"


def is_hidden(category: str) -> bool:
    """May the terms of this category, and the passages they stand in, be shown only to the people who triage a hit?

    True for Illegal content (FEATURES row B7): not on a list, in an export, a log line or a command's output.
    """
    return category == ILLEGAL
