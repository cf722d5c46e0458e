"""The log's routes."""

from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import DataRequired

from appliance.errors import StorageError
from appliance.model import Right
from appliance.store.saved_filters import MOST, SavedFilter
from appliance.store.seen.activity import SeenActivity
from appliance.store.seen.asked import Line, LogChoices, LogFilter, LogPage, Place
from webui.box import box
from webui.csvs import Cell, csv
from webui.forms import ScreenForm, line
from webui.log.bars import BarPicture, picture
from webui.log.form import KIND_WORDS, LogForm
from webui.log.lines import LogDay, Shown, by_day, date_of
from webui.log.looked import Looks, in_words
from webui.page import Page, render
from webui.security import needs, seen, somebody
from webui.words import machine_time

PAGE_LENGTH = 100
MOST_KEPT = 10_000
_HEADER = ("Time", "What", "Who", "Device", "Site", "Address", "What happened", "More", "Category", "Severity")

_LOOKS = "log looks"

blueprint = Blueprint("log", __name__)
_LAST, _MOST = 250_000_000_000.0, 2**62


@blueprint.record
def _begin(state: BlueprintSetupState) -> None:
    state.app.extensions[_LOOKS] = Looks()


class SaveForm(ScreenForm):
    name = StringField("Name of this filter", (DataRequired("Give it a name."), *line(60)))


@dataclass(frozen=True, kw_only=True)
class LogPart(Page):
    """Some lines of the log, and the way to older ones. `query` are the filters, `older` is where to go on; `reached`
    is the day down to which was searched where that was not all; `first` is the newest page."""

    template: ClassVar[str] = "log/part.html"
    days: tuple[LogDay, ...]
    query: str
    older: str
    reached: float | None
    first: bool


@dataclass(frozen=True, kw_only=True)
class LogScreen(LogPart):
    """The log with its filters. `saved` are the viewer's; `filtered` is whether anything is asked for, `whose` the
    name of the person that is asked for by id."""

    template: ClassVar[str] = "log/log.html"
    form: LogForm
    choices: LogChoices
    bars: BarPicture | None
    saved: tuple[SavedFilter, ...]
    save_form: SaveForm
    filtered: bool
    whose: str
    most_kept: ClassVar[int] = MOST_KEPT


@blueprint.get("/log")
@needs(Right.ACTIVITY)
def show() -> AnyResponse:
    return _screen(SaveForm())


@blueprint.get("/log/part")
@needs(Right.ACTIVITY)
def part() -> AnyResponse:
    form, _ = _form()
    if not form.validate():
        return Response("", 422)
    return Response(render(LogPart(**_lines(form))))


@blueprint.get("/log.csv")
@needs(Right.ACTIVITY, proved=True)
def kept() -> AnyResponse:
    form, now = _form()[0], box().now()
    if not form.validate():
        return redirect(f"{url_for('log.show')}?{form.query()}", 303)
    box().store.audit.add(now, somebody().who, "log saved as a file", in_words(form.query()))
    page = _activity().kept(form.asked(now), now, MOST_KEPT)
    return csv(f"log-{date_of(now)}.csv", _HEADER, [*map(_cells, page.lines), *_ending(page)])


@blueprint.post("/log/saved")
@needs(Right.ACTIVITY)
def save() -> AnyResponse:
    form = SaveForm.from_request()
    filters, _ = _form()
    if not form.validate() or not filters.validate():
        return _screen(form)
    who, query = somebody(), filters.query()
    name = (form.name.data or "").strip()
    if not box().store.filters.save(who.viewer.account, name, query, who.who, box().now()):
        flash(f"You have {MOST} saved filters. Delete one first.", "trouble")
    else:
        flash(f"Saved as “{name}”.", "done")
    return redirect(f"{url_for('log.show')}?{query}", 303)


@blueprint.post("/log/saved/<int(max=999999999999):number>/delete")
@needs(Right.ACTIVITY)
def delete(number: int) -> AnyResponse:
    who = somebody()
    if box().store.filters.delete(who.viewer.account, number, who.who, box().now()):
        flash("The saved filter was deleted.", "done")
    return redirect(url_for("log.show"), 303)


def _screen(save_form: SaveForm) -> Response:
    form, choices = _form()
    fine = form.validate()
    who, asked = somebody(), form.asked(box().now()) if fine else LogFilter()
    first = fine and not request.args.get("older")
    page = LogScreen(
        **(_lines(form) if fine else _nothing(form)),
        form=form,
        choices=choices,
        bars=picture(_activity().bars(asked, box().now()) or ()) if first else None,
        saved=box().store.filters.of(who.viewer.account),
        save_form=save_form,
        filtered=bool(form.query()),
        whose=dict(choices.people).get(form.person.data or "", ""),
    )
    return Response(render(page), 200 if fine and not save_form.errors else 422)


def _lines(form: LogForm) -> dict[str, Any]:
    """What a `LogPart` holds. Who looks is recorded before anything is read."""
    now, query = box().now(), form.query()
    _record(query, now)
    before = place_in(request.args.get("older", ""))
    page = _activity().page(form.asked(now), now, before, PAGE_LENGTH)
    return {
        "days": by_day(page.lines, before.at if before else None),
        "query": query,
        "older": form.query(older=as_text(page.older)) if page.older else "",
        "reached": page.reached,
        "first": before is None,
    }


def _nothing(form: LogForm) -> dict[str, Any]:
    return {"days": (), "query": form.query(), "older": "", "reached": None, "first": True}


def _form() -> tuple[LogForm, LogChoices]:
    form, choices = LogForm.from_query(), _activity().choices(box().now())
    form.offer(choices)
    return form, choices


def _record(query: str, now: float) -> None:
    who = somebody()
    looks: Looks = current_app.extensions[_LOOKS]
    if not looks.is_new(who.session, query, now):
        return
    try:
        box().store.audit.add(now, who.who, "log looked at", in_words(query))
    except StorageError:
        looks.forget(who.session, query)
        raise


def place_in(text: str) -> Place | None:
    """A place as `as_text` wrote it; None for anything else."""
    try:
        at, rank, number = text.split(":")
        place = Place(float(at), int(rank), int(number))
    except ValueError:
        return None
    return place if 0 <= place.at < _LAST and abs(place.number) < _MOST and abs(place.rank) < _MOST else None


def as_text(place: Place) -> str:
    return f"{place.at!r}:{place.rank}:{place.number}"


def _activity() -> SeenActivity:
    return seen().activity


def _cells(line_: Line) -> tuple[Cell, ...]:
    shown = Shown(lines=(line_,))
    return (
        machine_time(line_.at),
        KIND_WORDS[line_.kind],
        line_.person_name or line_.person,
        line_.device,
        line_.host,
        line_.url,
        shown.done,
        line_.detail,
        line_.category,
        line_.severity,
    )


def _ending(page: LogPage) -> list[tuple[Cell, ...]]:
    """A row that says where the list ends, when there is more."""
    if page.older is None:
        return []
    return [
        (
            machine_time(page.older.at),
            f"The list ends here: the newest {len(page.lines):,} lines. There are older ones.",
        )
    ]
