"""What comes out of the store: frozen values, never rows or cursors."""

from appliance.store.rows.access import AccessChangeRow, BanRow, MistakeRow
from appliance.store.rows.box import Incident, Refusal, RefusalSummary
from appliance.store.rows.captures import CaptureDetail, CaptureRow, DueActions, Hit, IgnoreRow, Opened, Passage
from appliance.store.rows.console import (
    AccountRow,
    AuditEntry,
    CheckRow,
    LinkRow,
    NewPasskey,
    PasskeyRow,
    ReviewRow,
    Session,
)
from appliance.store.rows.evidence import EvidenceRow, Hold
from appliance.store.rows.helpers import CodeRow, HelperRow, LockRow, NoticedRow, NoticedTrouble, OrderRow
from appliance.store.rows.people import AupAnswerRow, ClassName, DeviceRow, GroupRow, GuestRow, PersonRow, SecretRow

__all__ = [
    "AccessChangeRow",
    "AccountRow",
    "AuditEntry",
    "AupAnswerRow",
    "BanRow",
    "CaptureDetail",
    "CaptureRow",
    "CheckRow",
    "ClassName",
    "CodeRow",
    "DeviceRow",
    "DueActions",
    "EvidenceRow",
    "GroupRow",
    "GuestRow",
    "HelperRow",
    "Hit",
    "Hold",
    "IgnoreRow",
    "Incident",
    "LinkRow",
    "LockRow",
    "MistakeRow",
    "NewPasskey",
    "NoticedRow",
    "NoticedTrouble",
    "Opened",
    "OrderRow",
    "Passage",
    "PasskeyRow",
    "PersonRow",
    "Refusal",
    "RefusalSummary",
    "ReviewRow",
    "SecretRow",
    "Session",
]
