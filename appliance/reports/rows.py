"""What the store counted for reports. Each row was counted over what one viewer sees, in one period."""

from appliance.model import Channel, Frozen, Severity


class Total(Frozen):
    """`captures` in all; `unknown` of them on devices at which nobody was known; `dismissed` were false alarms."""

    captures: int
    unknown: int
    dismissed: int


class PupilCount(Frozen):
    """`times` counts every time that a capture happened, `dismissed` the captures that were false alarms."""

    person: str
    name: str
    captures: int
    times: int
    severe: int
    moderate: int
    minor: int
    dismissed: int
    last_at: float


class TermCount(Frozen):
    """`words` are as they stood in the `newest` capture, `definition` and `severity` too."""

    term: str
    words: str
    category: str
    severity: Severity
    definition: str
    captures: int
    times: int
    pupils: int
    dismissed: int
    newest: int
    last_at: float


class SiteCount(Frozen):
    """`pupils` counts those who were known at the one of its hosts that had most of them: there were at least so
    many."""

    site: str
    visits: int
    pupils: int
    last_at: float


class AgentCount(Frozen):
    """What programs called themselves with captures."""

    user_agent: str
    captures: int


class CategoryCount(Frozen):
    category: str
    captures: int
    severe: int
    dismissed: int


class WeekCount(Frozen):
    """`week` counts from the period's first, `name` is a category."""

    week: int
    name: str
    captures: int


class TermWeek(Frozen):
    """`words` are as they stood in one of these captures."""

    week: int
    term: str
    words: str
    captures: int


class HourCount(Frozen):
    """`hour` counts hours since the epoch."""

    hour: int
    captures: int


class SearchRow(Frozen):
    """A search that was caught: `words` are the passage that it stood in."""

    capture: int
    at: float
    person: str
    name: str
    device: str
    words: str
    category: str
    severity: Severity
    dismissed: bool


class RiskRow(Frozen):
    """Captures of one pupil that are alike; `week` is 0 for the seven days before now, and counts backwards. `repeats`
    counts the times beyond each capture's first; `dismissed`: they were false alarms."""

    person: str
    name: str
    week: int
    category: str
    severity: Severity
    channel: Channel
    dismissed: bool
    captures: int
    repeats: int


class BlockCount(Frozen):
    """What stopped pages: `why` is a rule or a category, as it was recorded."""

    why: str
    visits: int
    pupils: int


class MistakeCount(Frozen):
    """An address that pupils call blocked by mistake, how often they said so, and what became of it."""

    url: str
    times: int
    outcome: str
    last_at: float
