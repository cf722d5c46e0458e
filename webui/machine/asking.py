"""Asking the machine under Lollipop, through core."""

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.choice_wire import ChoiceAsked
from appliance.errors import CoreAwayError, WireError
from appliance.machine.commands import Answer, Begun, Command, Failed, Look, Looked, Order
from appliance.wire import AskMachine, Done, MachineSaid, Refused
from webui.box import box
from webui.security import somebody

SECONDS = 70.0
AWAY = "Lollipop is just starting, or does not answer. Try again in a minute."


def look() -> Looked | str:
    """The machine now, or a sentence on why nobody can look: a box that is no machine of ours says so, too."""
    answer = ask(Look())
    return answer if isinstance(answer, Looked) else sentence(answer)


def ask(command: Command) -> Answer:
    """`Failed` also where nobody answers. The caller has looked at the person's right."""
    try:
        answer = box().ask(AskMachine(command=command, by=somebody().who), SECONDS)
    except (CoreAwayError, WireError):
        return Failed(text=AWAY)
    if isinstance(answer, MachineSaid):
        return answer.answer
    return Failed(text=answer.text if isinstance(answer, Refused) else AWAY)


def do(order: Order, back: str) -> AnyResponse:
    """What a press asks for; `back` is the endpoint of the page that tells how it went."""
    answer = ask(order)
    flash(sentence(answer), "done" if isinstance(answer, Begun) else "trouble")
    return redirect(url_for(back), 303)


def choose(wanted: ChoiceAsked, back: str, seconds: float = SECONDS) -> AnyResponse:
    """The same for what core keeps itself."""
    try:
        answer = box().ask(wanted, seconds)
    except (CoreAwayError, WireError):
        answer = Refused(text=AWAY)
    is_done = isinstance(answer, Done)
    flash(answer.text if isinstance(answer, Done | Refused) else AWAY, "done" if is_done else "trouble")
    return redirect(url_for(back), 303)


def sentence(answer: Answer) -> str:
    return answer.text if isinstance(answer, Begun | Failed) else AWAY
