"""What adults add to a report: an entry for everybody who reads it, and nothing is ever taken away again."""

import secrets
from collections.abc import Iterable

from appliance.confide.due import due_at
from appliance.confide.model import Content, ErasureAsked, Note, Reply, Viewed
from appliance.confide.sealing import CHILD, seal
from appliance.store.confide import NewEntry
from appliance.store.rows.confide import NoticeRow
from webui.box import box
from webui.confide_reader.case import Case
from webui.confide_reader.screen import found
from webui.confide_reader.settings_blueprint import today
from webui.security import viewer

_TOLD = (Reply, Note, ErasureAsked)
"""What the other readers are told of by mail: what they would want to read, and not each step."""


def add(case: Case, content: Content) -> bool:
    """Sealed for all who read it now, and a reply for the child as well. False where it was erased meanwhile."""
    tells = others(case) if isinstance(content, _TOLD) else ()
    return box().confide.add(entry(case, content, tuple(notice(one) for one in tells)))


def entry(case: Case, content: Content, notices: tuple[NoticeRow, ...], also: Iterable[int] = ()) -> NewEntry:
    """Not stored yet. `also` reads it besides."""
    readers = {*box().confide.readers(case.row.id, viewer().account), *also}
    rows = box().confide.keys()
    keys = {one.account: one.key.public for one in rows if one.account in readers}
    to_child = {CHILD: case.row.child} if isinstance(content, Reply) else {}
    return NewEntry(
        report=case.row.id,
        day=today(),
        of_child=False,
        sealed=seal(content, keys | to_child),
        seen_by=viewer().account,
        notices=notices,
    )


def notice(account: int, *, at_once: bool = False) -> NoticeRow:
    """That something waits for them."""
    due = due_at(box().now(), urgent=at_once)
    return NoticeRow(id=secrets.token_urlsafe(16), account=account, due=due, urgent=False, more=True)


def others(case: Case) -> tuple[int, ...]:
    """Who reads it besides the one who asks."""
    me = viewer().account
    return tuple(one for one in box().confide.readers(case.row.id, me) if one != me)


def viewed(report: str, key: bytes) -> Case:
    """The report, once it stands in it that they looked. Once a day, and each time that the child wrote something new:
    days are all that is kept of time, so that more lines would say no more than one. 404 for one that is not theirs."""
    case = found(report, key)
    if case.row.erased or (case.was_viewed(viewer().account, today()) and not case.row.unread):
        return case
    add(case, Viewed(by=viewer().account))
    return found(report, key)
