"""The audit trail: who did what, newest first, and whether it is whole."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response
from wtforms import DateField, StringField
from wtforms.validators import Optional

from appliance.model import Right
from appliance.store.audit import Asked
from appliance.store.rows import AuditEntry
from webui.bans import number_in
from webui.box import box
from webui.csvs import csv
from webui.forms import ScreenForm, line
from webui.page import Page, render
from webui.security import needs, somebody
from webui.words import full_time

PAGE_LENGTH = 100
MOST_IN_A_FILE = 50_000
_ACCOUNT = re.compile(r"\baccount ([0-9]{1,9})\b(?! \()")

blueprint = Blueprint("audit", __name__)


class Filters(ScreenForm):
    who = StringField("Who", line(100))
    what = StringField("Did what", line(100))
    object = StringField("With what", line(100))
    since = DateField("From", (Optional(),))
    until = DateField("To", (Optional(),))

    @property
    def asked(self) -> Asked:
        """Both days count as a whole."""
        until = self.until.data
        return Asked(
            who=self.who.data or "",
            what=self.what.data or "",
            object=self.object.data or "",
            since=_midnight(self.since.data) if self.since.data else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry; `object` as it stands there, with the names of accounts beside their numbers."""

    entry: AuditEntry
    object: str


@dataclass(frozen=True, kw_only=True)
class AuditPage(Page):
    """`older` is the `before` of the next page, None at the end. `query` are the filters as they stand in the address,
    `filtered` whether there are any."""

    template: ClassVar[str] = "audit/list.html"
    entries: tuple[Line, ...]
    form: Filters
    older: int | None
    query: dict[str, str]
    filtered: bool


@blueprint.get("/audit")
@needs(Right.AUDIT)
def show() -> str | tuple[str, int]:
    form = Filters.from_query()
    fits = form.validate()
    before = number_in(request.args.get("before", "")) or None
    found = box().store.audit.recent(PAGE_LENGTH + 1, before, form.asked) if fits else []
    shown = tuple(found[:PAGE_LENGTH])
    query = {name: value for name, value in request.args.items() if value and name in form.data}
    page = AuditPage(
        entries=_lines(shown),
        form=form,
        older=shown[-1].id if len(found) > PAGE_LENGTH else None,
        query=query,
        filtered=bool(query),
    )
    return render(page) if fits else (render(page), 422)


@blueprint.get("/audit.csv")
@needs(Right.AUDIT, proved=True)
def download() -> Response:
    form = Filters.from_query()
    asked = form.asked if form.validate() else Asked()
    entries = box().store.audit.recent(MOST_IN_A_FILE, asked=asked)
    rows = [
        (one.entry.id, full_time(one.entry.at), one.entry.who, one.entry.what, one.object) for one in _lines(entries)
    ]
    box().store.audit.add(box().now(), somebody().who, "audit trail downloaded", f"{len(rows)} entries")
    return csv("audit-trail.csv", ("Entry", "When", "Who", "Did what", "With what"), rows)


@blueprint.post("/audit/check")
@needs(Right.AUDIT)
def check() -> Response:
    faults, last = box().store.audit.faults(), box().store.audit.head()
    if faults:
        flash(
            f"The trail is not whole. {' '.join(faults[:3])} Somebody changed the file itself: ask for help.", "trouble"
        )
    else:
        flash(f"The trail is whole: {last.id if last else 0:,} entries, each as it was written.", "done")
    return redirect(url_for("audit.show"), 303)


def _lines(entries: Iterable[AuditEntry]) -> tuple[Line, ...]:
    names = box().store.accounts.names()

    def named(found: re.Match[str]) -> str:
        name = names.get(int(found[1]))
        return f"{found[0]} ({name})" if name else found[0]

    return tuple(Line(entry=entry, object=_ACCOUNT.sub(named, entry.object)) for entry in entries)


def _midnight(day: date) -> float:
    return datetime.combine(day, datetime.min.time()).astimezone().timestamp()
