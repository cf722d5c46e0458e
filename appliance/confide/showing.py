"""The school as children see it in Confide, from what it chose, who has an account and who holds a key."""

from collections.abc import Container, Iterable, Mapping
from datetime import date

from appliance.confide.choice import Absence, ConfideChoice
from appliance.confide.front import Front, Reader, StaffMember
from appliance.confide.same_name import may_be
from appliance.confide.who_reads import may_read
from appliance.duties import Duty
from appliance.languages.choosing import SchoolWords
from appliance.model import Frozen, Role
from appliance.store.rows import AccountRow, PersonRow

_NOT_AT_SCHOOL = frozenset({Duty.CHAIR, Duty.GOVERNOR})
_LEADS = frozenset({Duty.DSL, Duty.DEPUTY})


class Known(Frozen):
    """`keys` are public keys, by account; `logo` is the name of a picture; `has_kit`: the school has a recovery kit."""

    choice: ConfideChoice
    school: SchoolWords
    logo: str = ""
    accounts: tuple[AccountRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    keys: Mapping[int, bytes] = {}
    has_kit: bool = False


def front_of(known: Known, today: date) -> Front:
    """Pure. Faces without a reader are left out: what is told to them would reach nobody whom the child chose."""
    choice = known.choice
    held = [one for one in known.accounts if one.number in known.keys and may_read(one, choice)]
    staff = _staff(known)
    ids = {one.id for one in staff}
    readers = tuple(_reader(one, known.keys[one.number], ids, _absence(one.number, choice, today)) for one in held)
    numbers = {one.account for one in readers}
    return Front(
        school=known.school,
        is_open=choice.is_open and known.has_kit and _is_kept(readers, today),
        anonymous=choice.anonymous,
        leads_read=choice.leads_read,
        welcome=choice.welcome,
        hours=choice.hours,
        logo=known.logo,
        faces=tuple(one for one in choice.faces if one.account in numbers),
        readers=readers,
        staff=staff,
    )


def _is_kept(readers: Iterable[Reader], today: date) -> bool:
    """A lead reads it today, or somebody for them; and there is a chair, for what is about the head."""
    by_account = {one.account: one for one in readers}
    return any(one.chair for one in by_account.values()) and any(
        one.lead and _reads_today(one, by_account, today) for one in by_account.values()
    )


def _reads_today(lead: Reader, by_account: Mapping[int, Reader], today: date) -> bool:
    if not lead.is_away(today):
        return True
    cover = by_account.get(lead.cover) if lead.cover is not None else None
    return cover is not None and not cover.is_away(today)


def _reader(account: AccountRow, key: bytes, staff: Container[str], away: Absence | None) -> Reader:
    duties = {held.duty for held in account.duties}
    own = _own_id(account)
    return Reader(
        account=account.number,
        name=account.name,
        key=key,
        person=next((one for one in (own, account.person) if one in staff), ""),
        lead=not duties.isdisjoint(_LEADS),
        head=Duty.HEAD in duties,
        chair=Duty.CHAIR in duties,
        away_from=away.first if away else None,
        away_until=away.last if away else None,
        cover=away.cover if away else None,
    )


def _absence(account: int, choice: ConfideChoice, today: date) -> Absence | None:
    """The one of today, the longest where there are several, or else the next."""
    theirs = [one for one in choice.absences if one.account == account and one.first <= one.last >= today]
    now = [one for one in theirs if one.first <= today]
    if now:
        return max(now, key=lambda one: one.last)
    return min(theirs, key=lambda one: one.first, default=None)


def _staff(known: Known) -> tuple[StaffMember, ...]:
    """By name: those of the school's list, and whoever works there and has an account but does not stand in it."""
    heads = [one for one in known.accounts if _works_here(one) and any(it.duty is Duty.HEAD for it in one.duties)]
    people = [one for one in known.people if one.role is Role.STAFF and one.active and one.name]
    ids = {one.id for one in people}
    listed = [StaffMember(id=one.id, name=one.name, head=any(_is(head, one, ids) for head in heads)) for one in people]
    beside = [
        StaffMember(id=_own_id(one), name=one.name, head=one in heads)
        for one in known.accounts
        if _works_here(one) and not any(_is(one, it, ids) for it in people)
    ]
    return tuple(sorted((*listed, *beside), key=lambda one: (one.name.casefold(), one.id)))


def _own_id(account: AccountRow) -> str:
    """Of somebody who works here and stands in no list."""
    return f"account/{account.number}"


def _works_here(account: AccountRow) -> bool:
    return account.ended_at is None and any(one.duty not in _NOT_AT_SCHOOL for one in account.duties)


def _is(account: AccountRow, person: PersonRow, staff: Container[str]) -> bool:
    """By name where nobody said who they are, or who that was is not in the list any more: a new list may have new
    ids."""
    return account.person == person.id if account.person in staff else may_be(account.name, person.name)
