"""Which rules wait for somebody. Pure."""

from collections.abc import Iterable, Set

from appliance.aup.texts import Text, When
from appliance.model import Frozen


class InForce(Frozen):
    """A text under its name. `version` counts from 1 for each name."""

    name: str
    version: int
    text: Text


class Answer(Frozen):
    """What somebody said to a text, and when, in seconds since the epoch."""

    name: str
    version: int
    accepted: bool
    at: float


def meant_for(texts: Iterable[InForce], groups: Set[str]) -> InForce | None:
    """The first text that is for one of these groups, or for everyone."""
    return next((one for one in texts if not one.text.groups or not groups.isdisjoint(one.text.groups)), None)


def due(texts: Iterable[InForce], groups: Set[str], answers: Iterable[Answer], since: float) -> InForce | None:
    """The text that waits for somebody in `groups` who signed in at `since` and gave these answers before. Having
    declined is as not having answered."""
    wanted = meant_for(texts, groups)
    if wanted is None or any(_settles(one, wanted, since) for one in answers):
        return None
    return wanted


def _settles(answer: Answer, wanted: InForce, since: float) -> bool:
    if not answer.accepted or answer.name != wanted.name:
        return False
    match wanted.text.when:
        case When.FIRST_TIME:
            return True
        case When.NEW_VERSION:
            return answer.version == wanted.version
        case When.EVERY_TIME:
            return answer.version == wanted.version and answer.at >= since
