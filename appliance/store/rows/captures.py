"""Captures: what was recognised, what is still to be done about it, and what is ignored."""

from appliance.model import Captured, Finding, Frozen, Severity, TriageStatus
from appliance.policy.school import Ignore


class CaptureRow(Frozen):
    """A capture as the list shows it. Repeats within the folding time are one capture with a `count`.

    `snippet_from` and `snippet_to` mark the term inside `snippet`; `others` counts the findings besides the leading
    one; `actions_note` says what was done about it and what could not be done; `person` is an id, empty where nobody
    knew. `score` orders the queue, from 0 to 100, and `score_reasons` says what it is made of; `recipients` are mail
    addresses of those to be told. `assigned` is the account that it was escalated to, `opened_at` when somebody first
    opened it, and `revision` counts what was decided about it.
    """

    id: int
    first_at: float
    last_at: float
    count: int
    device: str
    person: str
    person_name: str
    address: str
    room: str
    term: str
    category: str
    severity: Severity
    definition: str
    channel: str
    url: str
    host: str
    title: str
    snippet: str
    snippet_from: int
    snippet_to: int
    user_agent: str
    worker: str
    cut: bool
    raises_why: str
    actions_note: str
    others: int
    score: int
    score_reasons: tuple[str, ...]
    recipients: tuple[str, ...]
    status: TriageStatus
    assigned: int | None
    opened_at: float | None
    revision: int


class Hit(Frozen):
    """One of the times that a folded capture happened."""

    at: float
    address: str
    url: str
    host: str
    title: str
    snippet: str
    snippet_from: int
    snippet_to: int
    channel: str


class CaptureDetail(Frozen):
    """A capture with everything known about it. `findings` are those of the weightiest hit, then what only other hits
    have. `hits` come newest first and are at most `captures.HITS_SHOWN`; `actions` are the sentences of
    `row.actions_note`."""

    row: CaptureRow
    findings: tuple[Finding, ...]
    hits: tuple[Hit, ...]
    actions: tuple[str, ...]


class DueActions(Frozen):
    """A stored capture whose actions are still to run. `capture` is its row, `event` what asked for them."""

    id: int
    capture: int
    event: Captured


class Opened(Frozen):
    """An address that was opened at a device, how often, and when last; `person` is an id, empty for nobody known."""

    url: str
    device: str
    times: int
    last_at: float
    person: str = ""


class Passage(Frozen):
    """What a hit showed of the text that it stood in, and the title of its page."""

    at: float
    device: str
    host: str
    channel: str
    snippet: str
    title: str
    person: str = ""


class IgnoreRow(Frozen):
    """An ignore entry, how often it took something away, and when that was last; None for never."""

    entry: Ignore
    times: int
    last_at: float | None
