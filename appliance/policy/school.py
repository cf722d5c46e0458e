"""What the school says itself: terms of its own, terms switched off, and what it does not want to be told again."""

from appliance.model import Channel, Frozen, Severity
from appliance.policy.groups import GroupPolicy, Pause, Pilot

OWN = "School's own terms"
OWN_SLUG = "school/"


class OwnTerm(Frozen):
    """A term that the school added. `number` is never given again; an empty `group` is the whole school."""

    number: int
    pattern: str
    severity: Severity
    category: str
    definition: str
    channels: tuple[Channel, ...]
    group: str = ""
    since: str = ""

    @property
    def id(self) -> str:
        """As the ids of the libraries' terms."""
        return f"{OWN_SLUG}{self.number}"


class Off(Frozen):
    """A term that the school switched off, for a group or, where that is empty, for everyone."""

    term: str
    group: str = ""


class Ignore(Frozen):
    """What the school does not want to be told again. A hit is ignored that everything given here fits.

    `site` is an entry as in `access/hosts.py`, `term` an id, `phrase` a pattern that the hit stands in; an empty
    `group` is the whole school. `number` is never given again.
    """

    number: int
    group: str = ""
    site: str = ""
    term: str = ""
    phrase: str = ""
    reason: str = ""


class SchoolPolicy(Frozen):
    """Everything that the school added to the libraries, or took away from them; what it looks for in which group, what
    it does then, and whom it only listens to."""

    terms: tuple[OwnTerm, ...] = ()
    off: tuple[Off, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    groups: tuple[GroupPolicy, ...] = ()
    pauses: tuple[Pause, ...] = ()
    pilots: tuple[Pilot, ...] = ()
