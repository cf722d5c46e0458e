"""Having core carry out what somebody asked for, on one device or on a whole class, and saying in a sentence how it
went."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from appliance.errors import CoreAwayError, WireError
from appliance.wire import Done, FromCore, Refused, ToCore
from webui.box import Box

SECONDS = 20.0  # a device may take its time to answer
AT_ONCE = 16
_MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`name` is of whom it was asked, `done` whether it was done, `text` a sentence on that."""

    name: str
    done: bool
    text: str

    @property
    def kind(self) -> str:
        """Of a note on the next page."""
        return "done" if self.done else "trouble"


def carry_out(where: Box, name: str, question: ToCore) -> Outcome:
    try:
        answer = where.ask(question, SECONDS)
    except (CoreAwayError, WireError) as error:
        return Outcome(name=name, done=False, text=f"Nothing was done. {error}")
    return _outcome(name, answer)


def carry_out_all(where: Box, asked: Sequence[tuple[str, ToCore]]) -> tuple[Outcome, ...]:
    """At the same time, because one device that does not answer must not keep the class waiting."""
    with ThreadPoolExecutor(min(AT_ONCE, max(1, len(asked)))) as pool:
        return tuple(pool.map(lambda one: carry_out(where, *one), asked))


def together(outcomes: Sequence[Outcome]) -> tuple[str, str]:
    """A sentence on all of them, and the kind of note that it is."""
    if not outcomes:
        return "Nobody is at a device that has a helper.", "trouble"
    missed = [one for one in outcomes if not one.done]
    if not missed:
        return f"Done on {_devices(len(outcomes))}.", "done"
    done = f"Done on {len(outcomes) - len(missed)} of {_devices(len(outcomes))}."
    named = "; ".join(f"{one.name}: {one.text.rstrip('.')}" for one in missed[:_MOST_NAMED])
    more = f"; and {len(missed) - _MOST_NAMED} more" if len(missed) > _MOST_NAMED else ""
    return f"{done} Not for {named}{more}.", "trouble"


def _outcome(name: str, answer: FromCore) -> Outcome:
    match answer:
        case Done(text=text, missing=missing):
            return Outcome(name=name, done=not missing, text=text)
        case Refused(text=text):
            return Outcome(name=name, done=False, text=text)
        case _:
            return Outcome(name=name, done=False, text="Core gave an answer that does not fit.")


def _devices(count: int) -> str:
    return "1 device" if count == 1 else f"{count} devices"
