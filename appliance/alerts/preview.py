"""What a rule would have sent in the last 30 days: each recipient's share of what they may see."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from appliance.access.timetable import Timetable
from appliance.alerts.directory import Directory, Recipient
from appliance.alerts.facts import CaptureFacts
from appliance.alerts.rules import AlertRule, How, fits
from appliance.model import Frozen, Right, Viewer, the_box
from appliance.store import Store

DAYS = 30
_SATURDAY = 5


class Share(Frozen):
    """`who` is a name, or an address outside the console."""

    who: str
    mails: int


class Preview(Frozen):
    shares: tuple[Share, ...]

    @property
    def mails(self) -> int:
        return sum(share.mails for share in self.shares)


def preview(store: Store, viewer: Viewer, rule: AlertRule, now: float) -> Preview:
    """Only of captures that `viewer` sees, too: a number may tell of somebody who is out of their sight. Raises
    StorageError."""
    accounts = store.accounts.all()
    names = {one.number: one.name for one in accounts}
    timetable = store.access.timetable()
    mine = {one.id for one in _of(store, viewer, now)}
    shares = []
    for recipient in Directory(accounts).recipients(rule):
        found = [one for one in _seen(store, recipient, now) if one.id in mine and fits(rule, one, timetable)]
        who = recipient.address if recipient.account is None else names[recipient.account]
        shares.append(Share(who=who, mails=_mails(rule.how, found, timetable)))
    return Preview(shares=tuple(shares))


def _seen(store: Store, recipient: Recipient, now: float) -> tuple[CaptureFacts, ...]:
    outside = recipient.account is None
    viewer = the_box("preview of alerts") if outside else store.accounts.viewer(recipient.account or 0)
    return () if viewer is None or not viewer.may(Right.CAPTURES) else _of(store, viewer, now)


def _of(store: Store, viewer: Viewer, now: float) -> tuple[CaptureFacts, ...]:
    return store.seen_by(viewer).alerts.since(now - DAYS * 86_400.0)


def _mails(how: How, found: list[CaptureFacts], timetable: Timetable) -> int:
    """One a capture, one a day (what comes at a weekend is in Monday's), or one a week."""
    if how is How.AT_ONCE:
        return len(found)
    days = [datetime.fromtimestamp(one.at, ZoneInfo(timetable.zone)).date() for one in found]
    if how is How.WEEKLY:
        return len({day.isocalendar()[:2] for day in days})
    return len({day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= _SATURDAY else 0) for day in days})
