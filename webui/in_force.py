"""Telling the running box that something in the store is another now."""

from flask import flash

from appliance.errors import CoreAwayError, WireError
from appliance.wire import AskReload, Done, Refused
from webui.box import box


def put_in_force() -> str:
    """A sentence on how that went. What was changed is stored in any case."""
    try:
        answer = box().ask(AskReload())
    except (CoreAwayError, WireError):
        return "It is saved, and holds as soon as Lollipop is fully running again."
    if isinstance(answer, Refused):
        return f"It is saved, but does not hold yet: {answer.text}"
    if isinstance(answer, Done) and answer.missing:
        return "It is saved. It does not hold everywhere yet; look at Health if this stays so."
    return "It holds now."


def told(sentence: str) -> None:
    """Put it in force, and say on the next page what was done, `sentence`, and how that went."""
    flash(f"{sentence} {put_in_force()}", "done")
