"""What people ask about accounts of the console, through the command line and the console itself."""

import re
from collections.abc import Iterable

from appliance.confide.same_name import may_be
from appliance.duties import REACH, Assignment, Duty, Reach, rights_of
from appliance.errors import PeopleError
from appliance.model import Frozen, Right, Role, Viewer
from appliance.people.roster import GroupKind
from appliance.store import Store
from appliance.store.rows import AccountRow

INVITED_SECONDS = 3 * 86400.0  # over a weekend
RESET_SECONDS = 3600.0  # whoever forgot a password waits for it
LONGEST_NAME = 60
LONGEST_MAIL = 254  # RFC 5321, 4.5.3.1.3
_MAIL = re.compile(r"[^\s@<>\"(),:;\\]+@[^\s@<>\"(),:;\\]+\.[^\s@<>\"(),:;\\.]+")
_OTHERS = "the safeguarding lead or the head"
_OF_PUPILS = frozenset({Right.CAPTURES, Right.ACTIVITY})


class Changer(Frozen):
    """Who changes accounts: what they may do, and how the audit trail calls them."""

    viewer: Viewer
    by: str


def checked_name(name: str) -> str:
    """Raises PeopleError."""
    plain = " ".join(name.split())
    if not plain or not plain.isprintable() or len(plain) > LONGEST_NAME:
        raise PeopleError(f"A name has up to {LONGEST_NAME} characters, all of them to be seen.")
    return plain


def checked_mail(mail: str) -> str:
    """Raises PeopleError. Whether it arrives is not tried."""
    plain = mail.strip()
    if len(plain) > LONGEST_MAIL or not plain.isprintable() or not _MAIL.fullmatch(plain):
        raise PeopleError("A mail address looks like name@school.sch.uk.")
    return plain


def assignments(duties: Iterable[Duty], groups: tuple[str, ...], rooms: tuple[str, ...]) -> tuple[Assignment, ...]:
    """Each duty with what it reaches of these groups and rooms."""
    wanted = set(duties)
    scopes = {Reach.GROUPS: tuple(sorted(groups)), Reach.ROOMS: tuple(sorted(rooms))}
    return tuple(Assignment(duty=duty, scope=scopes.get(REACH[duty], ())) for duty in Duty if duty in wanted)


def reach_pupils(duties: Iterable[Assignment]) -> bool:
    """Do they open what pupils did, by name, or what they told?"""
    held = tuple(duties)
    return bool(rights_of(held) & _OF_PUPILS) or any(one.duty is Duty.CHAIR for one in held)


def invite(store: Store, name: str, mail: str, duties: tuple[Assignment, ...], changer: Changer, at: float) -> int:
    """Make an account, which opens once its person followed a link. Raises PeopleError."""
    _check_scope(store, duties)
    _check_may_give(store, (), duties, changer)
    number = store.accounts.add(checked_name(name), checked_mail(mail), changer.by, at)
    store.accounts.assign(number, duties, changer.by, at)
    return number


def assign(store: Store, number: int, duties: tuple[Assignment, ...], changer: Changer, at: float) -> None:
    """These duties and no others. Raises PeopleError, among others where somebody who may not see pupils would give
    that to themselves."""
    account = find(store, number)
    _check_scope(store, duties)
    mine = changer.viewer.account == number
    if mine and rights_of(duties) & _OF_PUPILS and not changer.viewer.rights & _OF_PUPILS:
        raise PeopleError("You cannot give yourself a duty that opens what pupils did. Somebody else has to do that.")
    if mine and any(one.duty is Duty.CHAIR for one in set(duties) - set(account.duties)):
        raise PeopleError("You cannot make yourself the chair of governors. Somebody else has to do that.")
    _check_may_give(store, account.duties, duties, changer)
    if Right.ACCOUNTS not in rights_of(duties):
        _keep_one(store, account)
    store.accounts.assign(number, duties, changer.by, at)


def name_for(
    store: Store, number: int, groups: tuple[str, ...], every: bool, staff: bool, changer: Changer, at: float
) -> None:
    """Which vulnerable groups they see, and whether what staff did. Raises PeopleError."""
    account = find(store, number)
    known = {group.name for group in store.groups.all() if group.kind is GroupKind.VULNERABLE}
    if strange := next((name for name in groups if name not in known), None):
        raise PeopleError(f"There is no vulnerable group {strange!r}.")
    more = (every, staff, *groups) != (account.all_named, account.staff, *account.named)
    if more and changer.viewer.account == number and not changer.viewer.rights & _OF_PUPILS:
        raise PeopleError("You cannot name yourself. Somebody else has to do that.")
    if more and _is_for_others(store, changer):
        raise PeopleError(f"Who is named for whom is said by {_OTHERS}.")
    store.accounts.name_for(number, groups, every, staff, changer.by, at)


def say_who(store: Store, number: int, person: str, changer: Changer, at: float) -> None:
    """Who they are in the school's list, by id, or empty: nobody sees what is about themselves. Raises PeopleError."""
    account = find(store, number)
    if person == account.person:
        return
    if changer.viewer.account == number:
        raise PeopleError("You cannot say that you are somebody else. Somebody else has to do that.")
    if person and store.people.get(person) is None:
        raise PeopleError("They are not in the school’s list.")
    store.accounts.say_who(number, person, changer.by, at)


def check_own_name(store: Store, account: AccountRow, name: str) -> None:
    """Whoever is known in the school's list by their name alone does not part from it: they would read what a child
    tells about them (decision 0044). Raises PeopleError."""
    staff = [one for one in store.people.all() if one.role is Role.STAFF and one.active]
    is_linked = any(one.id == account.person for one in staff)
    if not is_linked and any(may_be(account.name, one.name) and not may_be(name, one.name) for one in staff):
        raise PeopleError("The school’s list has your name. First somebody has to say who you are there.")


def end(store: Store, number: int, changer: Changer, at: float) -> None:
    """Raises PeopleError."""
    _keep_one(store, find(store, number))
    store.accounts.end(number, changer.by, at)


def link(store: Store, number: int, changer: Changer, at: float, lost: bool = False) -> tuple[str, float]:
    """The token of a link by which they choose a password, and until when it works. With `lost`, their second step and
    recovery codes are taken away, to be set up anew. Raises PeopleError."""
    account = find(store, number)
    if reach_pupils(account.duties) and not store.proofs.has_second(number) and _is_for_others(store, changer):
        raise PeopleError(f"{account.name} sees what pupils did. Their link is made by {_OTHERS}.")
    if lost:
        _check_may_drop(account, changer)
        store.proofs.drop_second(number, changer.by, at)
    seconds = RESET_SECONDS if store.proofs.password(number) else INVITED_SECONDS
    token = store.sign_in.new_link(at, seconds, number)
    store.audit.add(at, changer.by, "sign-in link made", f"account {number}")
    return token, at + seconds


def find(store: Store, number: int) -> AccountRow:
    """Raises PeopleError where nobody has it, or it ended."""
    account = store.accounts.get(number)
    if account is None or account.ended_at is not None:
        raise PeopleError("This account has ended.")
    return account


def _check_scope(store: Store, duties: Iterable[Assignment]) -> None:
    known = {group.name for group in store.groups.all()} | set(store.groups.rooms())
    if strange := next((name for one in duties for name in one.scope if name not in known), None):
        raise PeopleError(f"There is no group or room {strange!r}.")


def _check_may_give(
    store: Store, before: tuple[Assignment, ...], duties: tuple[Assignment, ...], changer: Changer
) -> None:
    """Or whoever makes accounts could invite somebody who is not there, and sign in as them."""
    if reach_pupils(set(duties) - set(before)) and _is_for_others(store, changer):
        raise PeopleError(f"A duty that opens what pupils did is given by {_OTHERS}. You can make the account without.")


def _is_for_others(store: Store, changer: Changer) -> bool:
    """Does the changer see no pupil, and is there somebody who does, and can sign in?"""
    leads = store.accounts.with_duty(Duty.DSL, Duty.HEAD)
    return not changer.viewer.rights & _OF_PUPILS and any(store.proofs.has_second(one.number) for one in leads)


def _check_may_drop(account: AccountRow, changer: Changer) -> None:
    """Or whoever makes accounts could sign in as somebody who sees pupils."""
    if reach_pupils(account.duties) and not changer.viewer.rights & _OF_PUPILS:
        raise PeopleError(
            f"{account.name} sees what pupils did. Ask the safeguarding lead or the head to do this, or whoever looks"
            " after the box."
        )


def _keep_one(store: Store, account: AccountRow) -> None:
    """Somebody must be left who can look after accounts."""
    others = (one for one in store.accounts.all() if one.number != account.number)
    theirs = Right.ACCOUNTS in rights_of(account.duties)
    if theirs and not any(Right.ACCOUNTS in rights_of(one.duties) for one in others):
        raise PeopleError(f"Only {account.name} can look after accounts. Give that duty to somebody else first.")
