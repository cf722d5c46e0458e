"""What was recognised in a text."""

import msgspec

from appliance.model.values import Frozen
from appliance.model.words import Channel, Severity, is_hidden


class Term(Frozen):
    """One entry of a keyword library. `id` is stable for ever and reads `category-slug/number`.

    `near` and `unless_near` are patterns that must, or must not, stand within so many words on either side; `unless`
    are patterns that take a hit away which stands in them. `lists` are the named alternatives that its patterns use.
    Facts on drugs: `names`, `effects`, `uk_class`; on organisations: the `list` they are on, and since when.
    """

    id: str
    category: str
    pattern: str
    severity: Severity
    definition: str
    channels: tuple[Channel, ...]
    source: str
    since: str
    near: tuple[str, ...] = ()
    unless_near: tuple[str, ...] = ()
    within: int = 8
    unless: tuple[str, ...] = ()
    unless_sites: tuple[str, ...] = ()
    case: bool = False
    short: bool = False
    language: str = "en"
    names: tuple[str, ...] = ()
    effects: str = ""
    uk_class: str = ""
    list: str = ""
    listed: str = ""
    sense: tuple[str, ...] = ()
    lists: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Term({self.id}, hidden)" if is_hidden(self.category) else super().__repr__()


class Match(Frozen):
    """A term found in a text. `start` and `end` are offsets in that text; `snippet` is the passage around it.

    `snippet_start` is where the snippet begins in the text, so the term stands at
    `snippet[start - snippet_start : end - snippet_start]`. `lowered` says why it counts for less than its term.
    """

    term: str
    category: str
    severity: Severity
    definition: str
    channel: Channel
    start: int
    end: int
    text: str
    snippet: str
    snippet_start: int
    lowered: str = ""

    def __repr__(self) -> str:
        return f"Match({self.term}, hidden)" if is_hidden(self.category) else super().__repr__()
