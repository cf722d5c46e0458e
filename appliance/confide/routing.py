"""Who reads a report (FEATURES H3): decided before it is sealed, because whom it is about must never learn of it
(decision 0044)."""

from collections.abc import Iterable
from datetime import date

from appliance.confide.front import Face, Front, Reader, StaffMember
from appliance.confide.model import SOMEBODY, Wish
from appliance.confide.same_name import may_be, same_name
from appliance.model import Frozen


class Route(Frozen):
    """`readers` can open it; empty where nobody here may, and the child is told who else listens. `for_chair`: it goes
    to the chair of governors because of whom it is about. `away`: whom the child chose is not here, and others read for
    them."""

    readers: tuple[Reader, ...] = ()
    for_chair: bool = False
    away: bool = False


class _Subject(Frozen):
    """Whom it is about. `named` is the id of a member of staff, or empty where it is about none, or nobody knows who;
    `barred` are the accounts that are theirs."""

    about_staff: bool
    named: str
    head: bool
    barred: frozenset[int]


def route(wish: Wish, front: Front, today: date) -> Route:
    """Pure. Whoever it is about is never among the readers, whatever stands in `front`."""
    subject = _subject(wish.adult, front)
    face = next((one for one in front.faces if one.id == wish.wanted), None)
    chosen = _of_account(face, front)
    away = face is not None and (chosen is None or chosen.is_away(today))
    chairs = _allowed(_chairs(front), subject)
    if subject.head:
        return Route(readers=chairs, for_chair=bool(chairs))
    if subject.about_staff and not subject.named:
        return _about_nobody_knows_whom(chosen, front, today, subject, away)
    asked = _asked(chosen, front, today, subject)
    readers = _allowed([*asked, *_covers(asked, front, today, subject)], subject)
    if any(not one.is_away(today) for one in readers):
        return Route(readers=readers, away=away)
    return Route(
        readers=_allowed([*readers, *chairs], subject), for_chair=subject.about_staff and bool(chairs), away=away
    )


def barred(adult: str, front: Front) -> frozenset[int]:
    """The accounts of whom it is about, as far as anybody knows, and of every head where it is about the head: it is
    never handed to one of them."""
    subject = _subject(adult, front)
    heads = frozenset(one.account for one in front.readers if subject.head and _is_head(one, front))
    return subject.barred | heads


def _about_nobody_knows_whom(chosen: Reader | None, front: Front, today: date, subject: _Subject, away: bool) -> Route:
    """It could be about any of the staff: nobody reads it whom the child did not choose, but the chair, where else
    nobody would for days."""
    alone = _allowed([chosen] if chosen else [], subject)
    if any(not one.is_away(today) for one in alone):
        return Route(readers=alone)
    chairs = _allowed(_chairs(front), subject)
    return Route(readers=_allowed([*alone, *chairs], subject), for_chair=bool(chairs), away=away)


def _asked(chosen: Reader | None, front: Front, today: date, subject: _Subject) -> list[Reader]:
    """Whom the child chose, or else the leads who are here; then the leads who read all; and of what is about staff the
    head."""
    leads = [one for one in front.readers if one.lead]
    asked = [chosen] if chosen and chosen.account not in subject.barred else _on_duty(leads, today, subject)
    if front.leads_read:
        asked += leads
    if subject.about_staff:
        asked += [one for one in front.readers if _is_head(one, front)]
    return asked


def _on_duty(leads: list[Reader], today: date, subject: _Subject) -> list[Reader]:
    """Those who are here; all of them, with whom covers for them, where none is."""
    here = [one for one in leads if not one.is_away(today) and one.account not in subject.barred]
    return here or list(leads)


def _covers(asked: Iterable[Reader], front: Front, today: date, subject: _Subject) -> list[Reader]:
    """For each who is away, the first on the way from cover to cover who is here."""
    by_account = {one.account: one for one in front.readers}
    found = (_cover(one, by_account, today, subject) for one in asked)
    return [one for one in found if one is not None]


def _cover(away: Reader, by_account: dict[int, Reader], today: date, subject: _Subject) -> Reader | None:
    passed = set[int]()
    one: Reader | None = away
    while one is not None and one.account not in passed:
        if not one.is_away(today):
            return one if one.account not in subject.barred else None
        passed.add(one.account)
        one = by_account.get(one.cover) if one.cover is not None else None
    return None


def _subject(adult: str, front: Front) -> _Subject:
    """An id that is nobody's is that of somebody of whom nothing is known."""
    if not adult:
        return _Subject(about_staff=False, named="", head=False, barred=frozenset())
    them = [one for one in front.staff if adult != SOMEBODY and one.id == adult]
    barred = frozenset(one.account for one in front.readers if _is_about(one, adult, them, front.faces))
    alike = (one for one in front.staff if any(one.id == it.id or same_name(one.name, it.name) for it in them))
    head = any(one.head for one in alike) or any(
        one.account in barred and _is_head(one, front) for one in front.readers
    )
    return _Subject(about_staff=True, named=adult if them else "", head=head, barred=barred)


def _is_about(reader: Reader, adult: str, them: Iterable[StaffMember], faces: Iterable[Face]) -> bool:
    """By who they are in the school's list, and by what they are called, also beside their photograph unless that is a
    peer mentor's. Where nobody said who a reader is, a surname is enough."""
    alike = same_name if reader.person else may_be
    shown = (one.name for one in faces if one.account == reader.account and not one.mentor)
    names = (reader.name, *shown)
    return reader.person == adult or any(alike(it.name, name) for it in them for name in names)


def _is_head(reader: Reader, front: Front) -> bool:
    return reader.head or any(one.head and one.id == reader.person for one in front.staff)


def _chairs(front: Front) -> list[Reader]:
    return [one for one in front.readers if one.chair]


def _of_account(face: Face | None, front: Front) -> Reader | None:
    return next((one for one in front.readers if face and one.account == face.account), None)


def _allowed(readers: Iterable[Reader], subject: _Subject) -> tuple[Reader, ...]:
    """Each once, and without those whom it is about."""
    once = {one.account: one for one in readers if one.account not in subject.barred}
    return tuple(once.values())
