"""Reports: which there are, one of them, the same as a list or on paper, and by mail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import Optional

from appliance.confide.figures import ConfideFigures
from appliance.mail.server import MailServer
from appliance.model import Right, Viewer
from appliance.reports.catalogue import CATALOGUE, Asked, Kind, kind_of
from appliance.reports.due import EVERY_WORDS, Every
from appliance.reports.period import RANGE_WORDS, Period, Range, period
from appliance.reports.report import Cell as ReportCell
from appliance.reports.report import Mention, Report
from appliance.reports.text import cell_text
from webui.box import box
from webui.charts import Drawing, draw
from webui.csvs import Cell, csv
from webui.forms import Option, ScreenForm
from webui.page import Page, render
from webui.paper import pdf
from webui.security import may_open, needs, seen, somebody, viewer

LONGEST_PERSON = 100
FIRST_DAY = date(2020, 1, 1)

blueprint = Blueprint("reports", __name__)


class PeriodForm(ScreenForm):
    """Which time a report is about, in its address."""

    range = SelectField("Time")
    first = DateField("From", validators=[Optional()])
    last = DateField("To", validators=[Optional()])

    def offer(self, ranges: Sequence[Range]) -> None:
        self.range.choices = [Option(one.value, RANGE_WORDS[one]) for one in ranges]
        if Range.BETWEEN not in ranges:
            del self.first, self.last

    def is_good(self, today: date) -> bool:
        if not self.validate():
            return False
        if self.range.data == Range.BETWEEN:
            self._check_days(today)
        return not self.errors

    def _check_days(self, today: date) -> None:
        first, last = self.first.data, self.last.data
        if not first:
            self.wrong("first", "Say from which day.")
        elif not FIRST_DAY <= first <= today:
            self.wrong("first", f"Choose a day from {FIRST_DAY.year} until today.")
        if not last:
            self.wrong("last", "Say to which day.")
        elif first and last < first:
            self.wrong("last", "This day is before the first one.")
        elif last > today:
            self.wrong("last", "Choose a day until today.")


class MailForm(ScreenForm):
    every = RadioField("How often?", choices=[Option(one.value, words) for one, words in EVERY_WORDS.items()])


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A report that is sent to this person. `who` names a pupil, or is empty."""

    number: int
    title: str
    who: str
    every: str


@dataclass(frozen=True, kw_only=True)
class ReportsPage(Page):
    template: ClassVar[str] = "reports/list.html"
    kinds: tuple[Kind, ...]
    schedules: tuple[Sent, ...]
    may_schedule: bool


@dataclass(frozen=True, kw_only=True)
class ReportPage(Page):
    """`report` is None where the time that was asked for makes no sense; `said` is the time in words; `whose` names the
    pupil it is about, if any."""

    template: ClassVar[str] = "reports/report.html"
    kind: Kind
    person: str
    form: PeriodForm
    period: Period
    said: str
    report: Report | None
    drawings: tuple[Drawing, ...]
    mail: MailForm
    scheduled: bool
    may_schedule: bool
    mail_works: bool
    whose: str

    def address_of(self, mention: Mention) -> str:
        """Where it leads, or nothing for who may not go there."""
        if mention.of == "pupil":
            return url_for("reports.one", name="pupil", person=mention.key)
        fix = mention.of == "fix" and may_open(viewer(), "captures.fix")
        endpoint = "captures.fix" if fix else "captures.one"
        return url_for(endpoint, number=mention.key) if may_open(viewer(), endpoint) else ""

    @property
    def captions(self) -> tuple[str, ...]:
        return tuple(table.caption for table in self.report.tables) if self.report else ()

    @property
    def csv_address(self) -> str:
        return _address("reports.as_list", self.kind, self.person)

    @property
    def pdf_address(self) -> str:
        return _address("reports.on_paper", self.kind, self.person)


@dataclass(frozen=True, kw_only=True)
class PaperPage(ReportPage):
    template: ClassVar[str] = "reports/paper.html"


@blueprint.get("/reports")
@needs(Right.CAPTURES, Right.ACTIVITY, Right.FIGURES)
def show() -> str:
    who = viewer()
    kinds = tuple(kind for kind in CATALOGUE if _may(who, kind) and not kind.of_pupil)
    return render(ReportsPage(kinds=kinds, schedules=tuple(_sent(who)), may_schedule=bool(who.account)))


@blueprint.get("/reports/<name>")
@needs(Right.CAPTURES, Right.ACTIVITY, Right.FIGURES)
def one(name: str) -> AnyResponse:
    page = _page(ReportPage, name, "viewed")
    return Response(render(page), 200 if page.report else 422)


@blueprint.get("/reports/<name>.csv")
@needs(Right.CAPTURES, Right.ACTIVITY, Right.FIGURES, proved=True)
def as_list(name: str) -> AnyResponse:
    page = _page(ReportPage, name, "saved as a list")
    if page.report is None:
        return Response(render(page), 422)
    header, *rows = _lines(page.report, page.period.zone) or [(page.report.meaning,)]
    return csv(f"{name}.csv", [str(cell) for cell in header], rows)


@blueprint.get("/reports/<name>.pdf")
@needs(Right.CAPTURES, Right.ACTIVITY, Right.FIGURES, proved=True)
def on_paper(name: str) -> AnyResponse:
    page = _page(PaperPage, name, "printed")
    if page.report is None:
        return redirect(_address("reports.one", page.kind, page.person), 303)
    return pdf(page, page.kind.title)


@blueprint.post("/reports/<name>/mail")
@needs(Right.CAPTURES, Right.ACTIVITY, Right.FIGURES)
def schedule(name: str) -> AnyResponse:
    kind, who = _kind(name), somebody()
    if not who.viewer.account:
        abort(403, "right")
    form, person = MailForm.from_request(), _person(kind, request.form.get("person", ""))
    back = url_for("reports.one", name=name, person=person or None)
    if not form.validate():
        flash("Choose how often you want it.", "trouble")
        return redirect(back, 303)
    every = Every(form.every.data)
    box().store.report_schedules.put(who.viewer.account, name, person, every, who.who, box().now())
    flash(f"It comes by mail: {EVERY_WORDS[every].lower()}, at seven in the morning.", "done")
    return redirect(back, 303)


@blueprint.post("/reports/mail/<int(max=999999999999):number>/stop")
@needs(Right.CAPTURES, Right.ACTIVITY, Right.FIGURES)
def unschedule(number: int) -> AnyResponse:
    who = somebody()
    if not box().store.report_schedules.remove(number, who.viewer.account, who.who, box().now()):
        abort(404)
    flash("It is no longer sent to you.", "done")
    return redirect(url_for("reports.show"), 303)


def _page[Kind_: ReportPage](template: type[Kind_], name: str, what: str) -> Kind_:
    kind = _kind(name)
    person = _person(kind, request.args.get("person", ""))
    form, chosen = _chosen(kind)
    report = _report(kind, person, chosen, what) if chosen else None
    shown, scheduled = chosen or _period(Range.WEEK), _scheduled(kind, person)
    return template(
        kind=kind,
        person=person,
        form=form,
        period=shown,
        said=shown.said if kind.ranges else "The last 12 weeks",
        report=report,
        drawings=tuple(draw(picture) for picture in report.pictures) if report else (),
        mail=MailForm(every=(scheduled or Every.WEEK).value),
        scheduled=scheduled is not None,
        may_schedule=bool(viewer().account),
        mail_works=box().store.choices.get(MailServer).is_set_up,
        whose=seen().figures.name_of(person) if person else "",
    )


def _report(kind: Kind, person: str, chosen: Period, what: str) -> Report:
    """Told in the audit trail before it is made."""
    store, now = box().store, box().now()
    told = " ".join(filter(None, (kind.name, person, chosen.said)))
    store.audit.add(now, somebody().who, f"report {what}", told)
    asked = Asked(
        period=chosen,
        now=now,
        person=person,
        second_person=store.access.second_person(),
        confide=store.choices.get(ConfideFigures),
    )
    return kind.make(seen(), asked)


def _chosen(kind: Kind) -> tuple[PeriodForm, Period | None]:
    """The time that the address asks for, None where that makes no sense."""
    ranges = _offered(kind)
    form = PeriodForm.from_query({"range": ranges[0].value}) if request.args else PeriodForm(range=ranges[0].value)
    form.offer(ranges)
    today = _period(Range.WEEK).last
    if "range" not in request.args:
        return form, _cut(kind, _period(ranges[0]))
    if not form.is_good(today):
        return form, None
    days = (form.first.data, form.last.data) if Range.BETWEEN in ranges else (None, None)
    return form, _cut(kind, _period(Range(form.range.data), *days))


def _offered(kind: Kind) -> tuple[Range, ...]:
    """A term only where the school said when its terms are."""
    terms = box().store.access.timetable().terms
    return tuple(one for one in kind.ranges if terms or one is not Range.TERM) or (Range.FOUR_WEEKS,)


def _period(chosen: Range, first: date | None = None, last: date | None = None) -> Period:
    return period(chosen, box().store.access.timetable(), box().now(), first, last)


def _cut(kind: Kind, chosen: Period) -> Period:
    """At most as many days as the report looks back."""
    if not kind.longest:
        return chosen
    earliest = chosen.last - timedelta(days=kind.longest - 1)
    return replace(chosen, first=max(chosen.first, earliest))


def _address(endpoint: str, kind: Kind, person: str) -> str:
    """The same time in another form."""
    days: dict[str, Any] = {name: request.args[name] for name in ("range", "first", "last") if name in request.args}
    return url_for(endpoint, name=kind.name, person=person or None, **days)


def _scheduled(kind: Kind, person: str) -> Every | None:
    """How often it is sent to this person."""
    mine = box().store.report_schedules.of(viewer().account)
    return next((one.every for one in mine if (one.report, one.person) == (kind.name, person)), None)


def _sent(who: Viewer) -> Iterator[Sent]:
    for one in box().store.report_schedules.of(who.account):
        if kind := kind_of(one.report):
            name = seen().figures.name_of(one.person) if one.person else ""
            yield Sent(number=one.number, title=kind.title, who=name, every=EVERY_WORDS[one.every])


def _kind(name: str) -> Kind:
    """Which this person may read: 404 where there is none of that name, 403 where it is not for them."""
    kind = kind_of(name) or abort(404)
    return kind if _may(viewer(), kind) else abort(403, "right")


def _may(who: Viewer, kind: Kind) -> bool:
    return bool(kind.rights & who.rights)


def _person(kind: Kind, asked: str) -> str:
    """An id, for the report of one pupil, which needs one."""
    if not kind.of_pupil:
        return ""
    return asked[:LONGEST_PERSON] or abort(404)


def _lines(report: Report, zone: str) -> list[Sequence[Cell]]:
    """A header and rows; of several tables one below the other, each with its caption."""
    lines: list[Sequence[Cell]] = []
    for table in report.tables:
        lines += [()] * bool(lines) + [(table.caption,)] * (len(report.tables) > 1)
        lines += [table.header, *([_said(cell, zone) for cell in row] for row in table.rows)]
    return lines


def _said(cell: ReportCell, zone: str) -> Cell:
    return cell if isinstance(cell, int) else cell_text(cell, zone)
