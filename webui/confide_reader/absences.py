"""Who is away, from when to when, and who reads for them in that time."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from flask import Response, abort, flash, redirect, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, StringField

from appliance.confide.choice import Absence
from webui.bans import number_in
from webui.box import box
from webui.confide_reader.days import day_in
from webui.confide_reader.settings_blueprint import (
    SettingsPage,
    accounts_with_key,
    blueprint,
    chosen,
    decides,
    mine,
    readers,
    save,
    today,
)
from webui.forms import Option, ScreenForm, line
from webui.page import render
from webui.security import needs, viewer

MOST_ABSENCES = 100
LONGEST = timedelta(days=366)
_EXAMPLE = "Such as “24 July”, “24/7” or “tomorrow”."
_NO_DAY = "Write a day, such as “24 July” or “24/7/2027”."


class AbsenceForm(ScreenForm):
    account = SelectField("Who is away?", coerce=int)
    first = StringField("First day away", line(40), description=_EXAMPLE)
    last = StringField("Last day away", line(40), description=_EXAMPLE)
    cover = SelectField(
        "Who reads for them?",
        coerce=int,
        description="Only somebody who has a passphrase. What is about them goes elsewhere.",
    )


@dataclass(frozen=True)
class AbsenceLine:
    """`first` is the day by which it is removed, `said` are its days in words. `now`: today is one of them."""

    account: int
    name: str
    cover: str
    first: str
    said: str
    now: bool


@dataclass(frozen=True, kw_only=True)
class AbsencesPage(SettingsPage):
    """`nobody`: there are no two people of whom one could cover for the other. `all`: others' are shown, too."""

    template: ClassVar[str] = "confide_setup/absences.html"
    lines: tuple[AbsenceLine, ...]
    form: AbsenceForm
    nobody: bool
    all: bool


@blueprint.get("/confide/settings/absences")
@needs()
def absences() -> str:
    _theirs()
    return render(_page(_offering(AbsenceForm())))


@blueprint.post("/confide/settings/absences")
@needs()
def add_absence() -> AnyResponse:
    _theirs()
    form = _offering(AbsenceForm.from_request())
    made = _read(form) if form.validate() else None
    if made is None:
        return Response(render(_page(form)), 422)
    kept = [one for one in chosen().absences if one.last >= today()]
    if len(kept) >= MOST_ABSENCES:
        flash(f"There are {MOST_ABSENCES} already. Remove one first.", "trouble")
        return _back()
    names = box().store.accounts.names()
    in_order = sorted([*kept, made], key=lambda one: (one.first, one.account))
    about = f"{names[made.account]}, {_said(made.first)} to {_said(made.last)}: {names[made.cover]} reads"
    sentence = f"{names[made.cover]} reads for {names[made.account]} from {_said(made.first)} to {_said(made.last)}."
    save(replace(chosen(), absences=tuple(in_order)), "away", about, sentence)
    return _back()


@blueprint.post("/confide/settings/absences/remove")
@needs()
def remove_absence() -> AnyResponse:
    """By what it says, for its place may be another by now."""
    _theirs()
    wanted = (number_in(request.form.get("account", "")), request.form.get("first", ""))
    found = next((one for one in chosen().absences if (one.account, one.first.isoformat()) == wanted), None)
    if found is None:
        flash("That was removed already.", "done")
        return _back()
    if not _may_set(found.account):
        abort(403, "right")
    name = box().store.accounts.names().get(found.account, "Somebody who has left")
    rest = tuple(one for one in chosen().absences if one != found)
    save(replace(chosen(), absences=rest), "no longer away", name, f"{name} is not away from {_said(found.first)}.")
    return _back()


def _theirs() -> None:
    """Readers, and whoever may set it for them; 404 for everybody else."""
    if not decides():
        mine()


def _may_set(account: int) -> bool:
    return decides() or account == viewer().account


def _read(form: AbsenceForm) -> Absence | None:
    """None where something is wrong, which then stands beside its field."""
    first = day_in(form.first.data or "", today())
    last = day_in(form.last.data or "", first or today())
    _check_days(form, first, last)
    if form.cover.data == form.account.data:
        form.wrong("cover", "Choose somebody else: nobody covers for themselves.")
    if form.errors or first is None or last is None:
        return None
    made = Absence(account=form.account.data, first=first, last=last, cover=form.cover.data)
    if any(_overlap(made, one) for one in chosen().absences):
        form.wrong("first", "They are away then already. Remove that first.")
        return None
    return made


def _check_days(form: AbsenceForm, first: date | None, last: date | None) -> None:
    if first is None:
        form.wrong("first", _NO_DAY)
    if last is None:
        form.wrong("last", _NO_DAY)
    elif last < today():
        form.wrong("last", f"{_said(last)} is over.")
    elif first and last < first:
        form.wrong("last", f"{_said(last)} is before {_said(first)}.")
    elif first and last - first > LONGEST:
        form.wrong("last", "That is longer than a year. Write the year too, or choose an earlier day.")


def _overlap(one: Absence, other: Absence) -> bool:
    return one.account == other.account and one.first <= other.last and other.first <= one.last


def _offering(form: AbsenceForm) -> AbsenceForm:
    """Others' only for whoever may set it for them."""
    lines, keys, me = readers(), accounts_with_key(), viewer().account
    whose = sorted((one.account for one in lines if _may_set(one.account.number)), key=lambda one: one.number != me)
    form.account.choices = [Option(one.number, one.name) for one in whose]
    covers = sorted((one for one in box().store.accounts.all() if one.number in keys), key=lambda one: one.number == me)
    form.cover.choices = [Option(one.number, one.name) for one in covers]
    return form


def _page(form: AbsenceForm) -> AbsencesPage:
    names = box().store.accounts.names()
    lines = tuple(
        AbsenceLine(
            account=one.account,
            name=names.get(one.account, "Somebody who has left"),
            cover=names.get(one.cover, "Somebody who has left"),
            first=one.first.isoformat(),
            said=f"{_said(one.first)} to {_said(one.last)}" if one.first != one.last else _said(one.first),
            now=one.first <= today() <= one.last,
        )
        for one in chosen().absences
        if one.last >= today() and _may_set(one.account)
    )
    return AbsencesPage(lines=lines, form=form, nobody=not _could_cover(), all=decides())


def _could_cover() -> bool:
    """Is there somebody with a key, and somebody else who could be away?"""
    keys = accounts_with_key()
    return any(key != one.account.number for key in keys for one in readers() if _may_set(one.account.number))


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _back() -> AnyResponse:
    return redirect(url_for("confide_setup.absences"), 303)
