"""Reports that are due go into the outbox, made through the eyes that their account has at that moment."""

from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from appliance.confide.figures import ConfideFigures
from appliance.mail.outgoing import Letter, NewMail
from appliance.mail.server import MailServer
from appliance.model import Viewer
from appliance.reports.catalogue import Asked, Kind, kind_of
from appliance.reports.due import Every, Schedule, is_due, last_turn
from appliance.reports.period import Period, monday_of
from appliance.reports.text import text_of
from appliance.store import Store

_DAY = timedelta(days=1)


def due(store: Store, now: float) -> tuple[Schedule, ...]:
    """Whose turn it is. Raises StorageError."""
    zone = store.access.timetable().zone
    return tuple(one for one in store.report_schedules.all() if is_due(one, now, zone))


def queue(store: Store, schedule: Schedule, now: float) -> int:
    """Put it into the outbox, once a turn; gives how many mails that were. Whoever may no longer read a report gets
    none. Raises StorageError."""
    zone = store.access.timetable().zone
    queued = 0
    if letter := _letter(store, schedule, now, zone):
        key = f"report/{schedule.number}/{last_turn(schedule.every, now, zone):.0f}"
        queued = store.outbox.add([NewMail(key=key, content=letter, account=schedule.account)], now)
    store.report_schedules.looked_after(schedule.number, now)
    return queued


def period_of(schedule: Schedule, now: float, zone: str) -> Period:
    """The whole week, or the whole month, before."""
    today = datetime.fromtimestamp(now, ZoneInfo(zone)).date()
    if schedule.every is Every.WEEK:
        monday = monday_of(today)
        return Period(first=monday - 7 * _DAY, last=monday - _DAY, zone=zone)
    last = today.replace(day=1) - _DAY
    return Period(first=last.replace(day=1), last=last, zone=zone)


def _letter(store: Store, schedule: Schedule, now: float, zone: str) -> Letter | None:
    kind, viewer = kind_of(schedule.report), store.accounts.viewer(schedule.account)
    if kind is None or viewer is None or not kind.rights & viewer.rights:
        return None
    server = store.choices.get(MailServer)
    figures = store.choices.get(ConfideFigures)
    asked = Asked(period=period_of(schedule, now, zone), now=now, person=schedule.person, confide=figures)
    parts = [f"{kind.title}, {asked.period.said}", _body(store, kind, viewer, asked, server.names)]
    if server.console:
        parts.append(f"Open it: {server.console.rstrip('/')}/reports/{kind.name}{_of(schedule)}")
    parts.append("Which reports are sent to you is chosen under Reports.")
    return Letter(subject=f"Lollipop: {kind.title}", text="\n\n".join(parts) + "\n")


def _body(store: Store, kind: Kind, viewer: Viewer, asked: Asked, names: bool) -> str:
    if kind.named and not names:
        return "It is ready in the console. Mails from your school name no pupils."
    return text_of(kind.make(store.seen_by(viewer), asked), asked.period.zone).rstrip()


def _of(schedule: Schedule) -> str:
    return f"?person={quote(schedule.person)}" if schedule.person else ""
