"""What somebody can have done on a device with a helper: the forms, understood, and what core is asked. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from appliance.helper_wire import AskLock, AskOrder, AskUnlock
from appliance.helpers.protocol import LogOff, ShowMessage, TakePicture
from webui.whom import Whom

MINUTES = (5, 10, 15, 30, 60)
LONGEST_REASON = 200
LONGEST_MESSAGE = 500
_MINUTE = 60
_SENDER = 200


class Do(StrEnum):
    LOCK = "lock"
    UNLOCK = "unlock"
    MESSAGE = "message"
    PICTURE = "picture"
    LOG_OFF = "log-off"


@dataclass(frozen=True, kw_only=True)
class Act:
    """What was typed; `problem` is a sentence where it cannot be done, else empty."""

    do: Do
    minutes: int = 10
    reason: str = "A member of staff would like your attention."
    text: str = ""
    problem: str = ""
    choices: ClassVar[tuple[int, ...]] = MINUTES
    longest_reason: ClassVar[int] = LONGEST_REASON
    longest_message: ClassVar[int] = LONGEST_MESSAGE


def parse(fields: Mapping[str, str]) -> Act | None:
    """None for a button that is not ours."""
    word = fields.get("do", "")
    if word not in set(Do):
        return None
    minutes = next((one for one in MINUTES if fields.get("minutes", "") == str(one)), 0)
    act = Act(do=Do(word), minutes=minutes, reason=_line(fields.get("reason", "")), text=_lines(fields.get("text", "")))
    return replace(act, problem=_problem(act))


def question(act: Act, whom: Whom, capture: int, sender: str, by: str) -> AskOrder | AskLock | AskUnlock:
    """`sender` is who the pupil reads that it is from, `by` as the audit trail names them."""
    match act.do:
        case Do.LOCK:
            seconds = act.minutes * _MINUTE
            return AskLock(seconds=seconds, reason=act.reason, by=by, device=whom.device, person=whom.person)
        case Do.UNLOCK:
            return AskUnlock(by=by, device=whom.device, person=whom.person)
        case Do.MESSAGE:
            told: ShowMessage | TakePicture | LogOff = ShowMessage(text=act.text, sender=sender[:_SENDER])
        case Do.PICTURE:
            told = TakePicture()
        case Do.LOG_OFF:
            told = LogOff(text=act.text)
    return AskOrder(do=told, by=by, device=whom.device, person=whom.person, capture=capture)


def _problem(act: Act) -> str:
    if act.do is Do.LOCK and not act.minutes:
        return "For how long? Choose one of the times."
    if act.do is Do.LOCK and not 0 < len(act.reason) <= LONGEST_REASON:
        return f"Give a reason of at most {LONGEST_REASON} letters: the pupil reads it on the locked screen."
    if act.do is Do.MESSAGE and not act.text:
        return "Write the message."
    if len(act.text) > LONGEST_MESSAGE:
        return f"A message may have up to {LONGEST_MESSAGE} letters."
    return ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
