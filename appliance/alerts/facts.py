"""What rules of alerts and their mails ask of a capture."""

from appliance.model import Frozen, Severity, TriageStatus


class CaptureFacts(Frozen):
    """`person` is an id, empty where nobody knew who was at the device; `groups` are names of groups, `class_title` is
    the class as the school spells it, or empty. `recipients` are mail addresses that the settings name for it."""

    id: int
    at: float
    category: str
    term: str
    severity: Severity
    person: str
    person_name: str
    groups: tuple[str, ...]
    class_title: str
    device: str
    room: str
    host: str
    recipients: tuple[str, ...]
    status: TriageStatus
    opened_at: float | None
