"""The data that flows through Lollipop: frozen types, and enums whose stored words a test pins.

Times are seconds since the epoch (float, UTC); durations are seconds; addresses are the text form of `ipaddress`.
Text offsets count characters, and an end is exclusive.
"""

from appliance.model.around import Condition
from appliance.model.decided import (
    Action,
    Ban,
    BanFor,
    Block,
    Capture,
    Decision,
    Finding,
    Pass,
    Reason,
    SignInFirst,
    Verdict,
    Warn,
    WouldBanFor,
)
from appliance.model.helped import (
    ABOUT_DEVICES,
    Helper,
    HelperKind,
    Lock,
    Notice,
    Noticed,
    OrderKind,
    OrderState,
    Pictured,
    PictureKind,
)
from appliance.model.recognised import Match, Term
from appliance.model.recorded import (
    AppRefused,
    Batch,
    Captured,
    Event,
    GuardTripped,
    Handling,
    Ignored,
    SpoolCursor,
    SpoolFull,
    Visit,
)
from appliance.model.traffic import Device, Message, Person, Role, Text
from appliance.model.values import Frozen, Tagged
from appliance.model.viewing import Right, Sight, Viewer, the_box
from appliance.model.words import ILLEGAL, Channel, Direction, Severity, TriageStatus, is_hidden

__all__ = [
    "ABOUT_DEVICES",
    "ILLEGAL",
    "Action",
    "AppRefused",
    "Ban",
    "BanFor",
    "Batch",
    "Block",
    "Capture",
    "Captured",
    "Channel",
    "Condition",
    "Decision",
    "Device",
    "Direction",
    "Event",
    "Finding",
    "Frozen",
    "GuardTripped",
    "Handling",
    "Helper",
    "HelperKind",
    "Ignored",
    "Lock",
    "Match",
    "Message",
    "Notice",
    "Noticed",
    "OrderKind",
    "OrderState",
    "Pass",
    "Person",
    "PictureKind",
    "Pictured",
    "Reason",
    "Right",
    "Role",
    "Severity",
    "Sight",
    "SignInFirst",
    "SpoolCursor",
    "SpoolFull",
    "Tagged",
    "Term",
    "Text",
    "TriageStatus",
    "Verdict",
    "Viewer",
    "Visit",
    "Warn",
    "WouldBanFor",
    "is_hidden",
    "the_box",
]
