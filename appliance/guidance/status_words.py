"""What each status of a capture means here, in the school's own words (FEATURES row C1)."""

from typing import ClassVar

from appliance.model import TriageStatus
from appliance.store.choices import Choice

TITLES = {
    TriageStatus.UNCLASSIFIED: "Unclassified",
    TriageStatus.ATTENTION: "Requires attention",
    TriageStatus.INVESTIGATION: "Under investigation",
    TriageStatus.ESCALATED: "Escalated",
    TriageStatus.FALSE_POSITIVE: "Resolved as false positive",
    TriageStatus.IGNORED: "Resolved as false positive and ignored from now on",
    TriageStatus.RESOLVED: "Resolved",
}
FIELDS = {
    TriageStatus.UNCLASSIFIED: "unclassified",
    TriageStatus.ATTENTION: "attention",
    TriageStatus.INVESTIGATION: "investigation",
    TriageStatus.ESCALATED: "escalated",
    TriageStatus.FALSE_POSITIVE: "false_positive",
    TriageStatus.IGNORED: "ignored",
    TriageStatus.RESOLVED: "resolved",
}


class StatusWords(Choice):
    """A sentence for each status."""

    SECTION: ClassVar[str] = "status words"

    unclassified: str = "Nobody has looked at it yet."
    attention: str = "Somebody should speak to the child soon."
    investigation: str = "Somebody is finding out more."
    escalated: str = "A named person has it now."
    false_positive: str = "It was not about a worry: homework, a game, a song."
    ignored: str = "The same, and the term is not told again where you say."
    resolved: str = "It was looked into, and what was needed was done."

    def of(self, status: TriageStatus) -> str:
        return str(getattr(self, FIELDS[status]))
