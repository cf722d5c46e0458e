"""Giving duties to several people at once, some of whom are one person: accounts, what they see, and the register."""

from collections.abc import Iterable

from msgspec.structs import replace

from appliance import account_changes
from appliance.account_changes import Changer
from appliance.duties import Assignment, Duty
from appliance.model import Frozen
from appliance.standards import Holder, Post, Register
from appliance.store import Store

LEADS = (Duty.DSL, Duty.DEPUTY, Duty.HEAD, Duty.CHAIR, Duty.GOVERNOR)
_POSTS = {Duty.DSL: Post.DSL, Duty.HEAD: Post.LEADER, Duty.GOVERNOR: Post.GOVERNOR}
_NAMED = frozenset({Duty.DSL, Duty.DEPUTY})


class Appointment(Frozen):
    """Who gets a duty. A mail address that somebody has an account with is theirs."""

    duty: Duty
    name: str
    mail: str


def appoint(store: Store, wanted: Iterable[Appointment], changer: Changer, at: float) -> tuple[int, ...]:
    """The numbers of accounts that are new. The lead and the deputy are named for every vulnerable group; the head
    sees what staff did, because that is reported to the head (Keeping children safe in education, part four). Raises
    PeopleError, before which those that came first are kept."""
    asked = tuple(wanted)
    new = [number for one in asked if (number := _give(store, one, changer, at))]
    _register(store, asked, changer.by, at)
    return tuple(new)


def _give(store: Store, one: Appointment, changer: Changer, at: float) -> int:
    """The number of an account where it is new, else 0."""
    account, duty = store.accounts.by_email(one.mail), Assignment(duty=one.duty)
    if account is None:
        number = account_changes.invite(store, one.name, one.mail, (duty,), changer, at)
        _name(store, number, one.duty, changer, at)
        return number
    if one.duty not in {held.duty for held in account.duties}:
        account_changes.assign(store, account.number, (*account.duties, duty), changer, at)
        _name(store, account.number, one.duty, changer, at)
    return 0


def _name(store: Store, number: int, duty: Duty, changer: Changer, at: float) -> None:
    account = account_changes.find(store, number)
    every, staff = account.all_named or duty in _NAMED, account.staff or duty is Duty.HEAD
    if (every, staff) != (account.all_named, account.staff):
        account_changes.name_for(store, number, account.named, every, staff, changer, at)


def _register(store: Store, asked: tuple[Appointment, ...], by: str, at: float) -> None:
    """Posts that are filled already stay so."""
    register = store.choices.get(Register)
    new = {
        _POSTS[one.duty]: Holder(name=one.name, contact=one.mail)
        for one in asked
        if one.duty in _POSTS and not register.holder(_POSTS[one.duty]).name
    }
    if new:
        store.choices.put(replace(register, holders=register.holders | new), by, at)
