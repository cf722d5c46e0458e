"""The school's year and week: terms, days on which it is closed, lessons and breaks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any, ClassVar

from flask import Blueprint, Response, request
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse
from wtforms import DateField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.validators import InputRequired, Optional

from appliance.access.changes import SetTimetable
from appliance.access.in_words import DAYS
from appliance.access.timetable import STANDING, Days, Period, PeriodKind, Timetable
from appliance.model import Right
from webui.box import box
from webui.forms import ScreenForm, line
from webui.page import Page, render
from webui.proposals import propose
from webui.security import needs
from webui.week import Week, week_of

LONGEST = 40
MOST_ROWS = 30
_SPARE = 2
_YEAR = timedelta(weeks=52)  # the same weekday, a year on
_NO_DAY = "Give a day."
_NO_TIME = "Give a time like 09:15."

blueprint = Blueprint("timetable", __name__)


class Row(ScreenForm):
    """One of several: a row that was left blank is no row."""

    name = StringField("Name", [*line(LONGEST)])

    @property
    def is_blank(self) -> bool:
        typed = (field for field in self if field.type not in {"SelectField", "SelectMultipleField"})
        return not any(part.strip() for field in typed for part in field.raw_data or ())


class DaysRow(Row):
    first = DateField("First day", [Optional()])
    last = DateField("Last day", [Optional()])


class PeriodRow(Row):
    kind = SelectField("What", choices={"lesson": "Lesson", "break": "Break", "other": "Club or other"})
    start = TimeField("From", [Optional()])
    end = TimeField("To", [Optional()])
    days = SelectMultipleField("Days", coerce=int, choices={str(day): name[:3] for day, name in enumerate(DAYS[:5])})


class DayForm(ScreenForm):
    start = TimeField("School begins", [InputRequired(_NO_TIME)])
    end = TimeField("School ends", [InputRequired(_NO_TIME)])


@dataclass(frozen=True, kw_only=True)
class TimetablePage(Page):
    """`week` is the week that holds now. Blank rows at the end of each part are for more."""

    template: ClassVar[str] = "timetable/timetable.html"
    day: DayForm
    terms: tuple[DaysRow, ...]
    closed: tuple[DaysRow, ...]
    periods: tuple[PeriodRow, ...]
    week: Week
    empty: bool
    problems: tuple[tuple[str, str], ...] = ()


@blueprint.get("/timetable")
@needs(Right.ACCESS)
def show() -> str:
    now = box().store.access.timetable()
    terms = now.terms
    if request.args.get("copy") == "year":
        terms = (*terms, *(_a_year_on(term) for term in terms))[-MOST_ROWS + _SPARE :]
    return render(
        TimetablePage(
            day=DayForm(data={"start": now.start, "end": now.end}),
            terms=_shown(DaysRow, "term", [_fields(one) for one in terms]),
            closed=_shown(DaysRow, "closed", [_fields(one) for one in now.closed]),
            periods=_shown(PeriodRow, "period", [_fields(one) | {"kind": one.kind.value} for one in now.periods]),
            week=week_of(now),
            empty=not (now.terms or now.periods),
        )
    )


@blueprint.post("/timetable")
@needs(Right.ACCESS)
def change() -> AnyResponse:
    day = DayForm(request.form)
    terms, closed = _sent(DaysRow, "term"), _sent(DaysRow, "closed")
    periods = _sent(PeriodRow, "period")
    timetable = _read(day, terms, closed, periods)
    if timetable is not None:
        return Response(propose(SetTimetable(timetable=timetable), "timetable"))
    now = box().store.access.timetable()
    page = TimetablePage(
        day=day,
        terms=terms,
        closed=closed,
        periods=periods,
        week=week_of(now),
        empty=False,
        problems=tuple(_problems([day, *terms, *closed, *periods])),
    )
    return Response(render(page), 422)


# --- what was typed --------------------------------------------------------------------------------------------------


def _read(
    day: DayForm, terms: Sequence[DaysRow], closed: Sequence[DaysRow], periods: Sequence[PeriodRow]
) -> Timetable | None:
    """None where something is wrong, which then stands beside its field."""
    named_terms, named_closed = _days(terms), _days(closed)
    named_periods = [(row, one) for row in periods if not row.is_blank and (one := _period(row))]
    if day.validate() and day.start.data and day.end.data and day.end.data <= day.start.data:
        day.wrong("end", "School ends after it begins.")
    for (_, before), (term, after) in combinations(named_terms, 2):
        if before.first <= after.last and after.first <= before.last:
            term.wrong("first", f"It overlaps “{before.name}”.")
    for (_, first), (row, second) in combinations(named_periods, 2):
        if _overlap(first, second):
            row.wrong("start", f"It overlaps “{first.name}”, {first.start:%H:%M} to {first.end:%H:%M}.")
    if any(form.errors for form in (day, *terms, *closed, *periods)) or not (day.start.data and day.end.data):
        return None
    return replace(
        box().store.access.timetable(),
        terms=_in_order(named_terms),
        closed=_in_order(named_closed),
        start=day.start.data,
        end=day.end.data,
        periods=tuple(sorted((one for _, one in named_periods), key=lambda one: (one.start, one.days))),
    )


def _in_order(rows: Iterable[tuple[DaysRow, Days]]) -> tuple[Days, ...]:
    return tuple(sorted((one for _, one in rows), key=lambda one: one.first))


def _days(rows: Iterable[DaysRow]) -> list[tuple[DaysRow, Days]]:
    return [(row, one) for row in rows if not row.is_blank and (one := _span(row))]


def _span(row: DaysRow) -> Days | None:
    """One day may be given as the first alone."""
    row.validate()
    name = (row.name.data or "").strip()
    if not name:
        row.wrong("name", "Give it a name.")
    if row.first.data is None and not row.first.errors:
        row.wrong("first", _NO_DAY)
    last = row.last.data or row.first.data
    if row.first.data and last and last < row.first.data:
        row.wrong("last", "The last day is not before the first.")
    if row.errors or row.first.data is None or last is None:
        return None
    return Days(name=name, first=row.first.data, last=last)


def _period(row: PeriodRow) -> Period | None:
    row.validate()
    name = (row.name.data or "").strip()
    if not name or name in STANDING:
        row.wrong("name", f"Give it a name of its own{f', not “{name}”' if name else ''}.")
    for field in (row.start, row.end):
        if field.data is None and not field.errors:
            row.wrong(field.short_name, _NO_TIME)
    if row.start.data and row.end.data and row.end.data <= row.start.data:
        row.wrong("end", "It ends after it begins.")
    if not row.days.data:
        row.wrong("days", "Tick the days.")
    if row.errors or row.start.data is None or row.end.data is None:
        return None
    return Period(name=name, start=row.start.data, end=row.end.data, kind=PeriodKind(row.kind.data),
                  days=tuple(sorted(row.days.data or ())))  # fmt: skip


def _overlap(one: Period, other: Period) -> bool:
    """What is neither lesson nor break may run beside them."""
    if PeriodKind.OTHER in {one.kind, other.kind} or not {*one.days} & {*other.days}:
        return False
    return one.start < other.end and other.start < one.end


def _problems(forms: Iterable[ScreenForm]) -> Iterable[tuple[str, str]]:
    """For the summary: the field's id and what is wrong with it."""
    for form in forms:
        for field in form:
            if field.errors:
                yield field.id, f"{field.label.text}: {field.errors[0]}"


# --- rows ------------------------------------------------------------------------------------------------------------


def _shown[Kind: Row](kind: type[Kind], prefix: str, given: Sequence[dict[str, Any]]) -> tuple[Kind, ...]:
    blank: list[dict[str, Any]] = [{"days": list(range(5))} for _ in range(_SPARE)]
    rows = enumerate([*given, *blank][:MOST_ROWS])
    return tuple(kind(data=data, prefix=f"{prefix}-{number}") for number, data in rows)


def _sent[Kind: Row](kind: type[Kind], prefix: str) -> tuple[Kind, ...]:
    numbers = (number for number in range(MOST_ROWS) if f"{prefix}-{number}-name" in request.form)
    return tuple(kind(request.form, prefix=f"{prefix}-{number}") for number in numbers)


def _fields(one: Days | Period) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__struct_fields__}


def _a_year_on(term: Days) -> Days:
    return Days(name=f"{term.name}, next year"[:LONGEST], first=term.first + _YEAR, last=term.last + _YEAR)
