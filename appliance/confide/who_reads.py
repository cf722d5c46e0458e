"""Which accounts may read Confide at all, and why: by their duty, or because the school chose them. What they read of
it is `routing`'s."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from appliance.confide.choice import ConfideChoice
from appliance.duties import Duty
from appliance.store.rows import AccountRow


class Because(StrEnum):
    """In the order in which the console says it."""

    LEAD = "safeguarding lead"
    HEAD = "head teacher"
    CHAIR = "chair of governors"
    CHOSEN = "named by the school"
    FACE = "children can choose them"
    MENTOR = "reads first for a peer mentor"
    COVER = "covers for somebody who is away"


_BY_DUTY = {
    Duty.DSL: Because.LEAD,
    Duty.DEPUTY: Because.LEAD,
    Duty.HEAD: Because.HEAD,
    Duty.CHAIR: Because.CHAIR,
}


def why(account: AccountRow, choice: ConfideChoice) -> tuple[Because, ...]:
    """Pure. Nothing for somebody who may not, or whose account ended."""
    if account.ended_at is not None:
        return ()
    found = frozenset(_reasons(account, choice))
    return tuple(one for one in Because if one in found)


def may_read(account: AccountRow, choice: ConfideChoice) -> bool:
    return bool(why(account, choice))


def who_read(accounts: Iterable[AccountRow], choice: ConfideChoice) -> tuple[AccountRow, ...]:
    """Those of `accounts` who may, in their order."""
    return tuple(one for one in accounts if may_read(one, choice))


def _reasons(account: AccountRow, choice: ConfideChoice) -> Iterator[Because]:
    yield from (_BY_DUTY[held.duty] for held in account.duties if held.duty in _BY_DUTY)
    if account.number in choice.readers:
        yield Because.CHOSEN
    for face in choice.faces:
        if face.account == account.number:
            yield Because.MENTOR if face.mentor else Because.FACE
    if any(one.cover == account.number for one in choice.absences):
        yield Because.COVER
