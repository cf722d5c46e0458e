"""What somebody changed in the store: workers take it up, and whoever changed it reads how that went."""

from flask import flash

from appliance.errors import CoreAwayError, WireError
from appliance.wire import AskReload, Done
from webui.box import box

LATER = "It counts as soon as Lollipop’s core is running again."
NOT_YET = "It is saved, but does not count everywhere yet; Lollipop tries again by itself."


def told(sentence: str) -> None:
    """Ask core to take it up. `sentence` says what was done, which is saved already."""
    flash(*_note(sentence))


def _note(sentence: str) -> tuple[str, str]:
    try:
        answer = box().ask(AskReload())
    except (CoreAwayError, WireError):
        return f"{sentence} {LATER}", "done"
    if isinstance(answer, Done) and not answer.missing:
        return sentence, "done"
    return f"{sentence} {NOT_YET}", "trouble"
