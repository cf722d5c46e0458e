"""Putting a backup in the place of what the box has: for a new box too, before anybody has an account."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired

from appliance.backup.code import tidy_code
from appliance.errors import MachineError
from appliance.machine.commands import Backup, FindBackups, Looked, Restore, Work
from appliance.model import Right
from webui.box import box
from webui.forms import Option, ScreenForm, line
from webui.machine.asking import do, look
from webui.machine.backup import sticks_in, work_of_backups
from webui.machine.blueprint import blueprint
from webui.page import Page, render
from webui.security import needs
from webui.words import when


class FindForm(ScreenForm):
    stick = SelectField("Where is the backup?")
    code = StringField(
        "The backup code on the recovery kit",
        line(),
        description="Five groups of five. Leave it empty on the box that made the backup.",
    )


class RestoreForm(ScreenForm):
    snapshot = RadioField("Which backup?", [DataRequired("Choose one.")], choices=[])
    sure = BooleanField(
        "What the box has now is replaced, and what happened since the backup is lost",
        [DataRequired("Tick this if you mean it.")],
    )


@dataclass(frozen=True, kw_only=True)
class RestorePage(Page):
    """`trouble` says why nobody can look, or nothing. `chosen` is the second form, None before something was found."""

    template: ClassVar[str] = "machine/restore.html"
    form: FindForm
    chosen: RestoreForm | None
    trouble: str
    work: Work | None


@dataclass(frozen=True, kw_only=True)
class RestorePart(RestorePage):
    """What an open page fetches while something is under way."""

    template: ClassVar[str] = "machine/restore_part.html"


@blueprint.get("/machine/backup/restore")
@needs(Right.BOX, proved=True)
def bring_back() -> str:
    return render(_page(RestorePage, look()))


@blueprint.get("/machine/backup/restore/part")
@needs(Right.BOX, proved=True)
def bring_back_part() -> str:
    return render(_page(RestorePart, look()))


@blueprint.post("/machine/backup/find")
@needs(Right.BOX, proved=True)
def find_backups() -> AnyResponse:
    found = look()
    form = _offering(FindForm.from_request(), found)
    code = _code_in(form) if form.validate() else None
    if code is None:
        return Response(render(_page(RestorePage, found, form=form)), 422)
    return do(FindBackups(code=code, stick=form.stick.data or ""), "machine.bring_back")


@blueprint.post("/machine/backup/restore")
@needs(Right.BOX, proved=True)
def restore() -> AnyResponse:
    """One of those that were found, where and with the code with which they were found."""
    found = look()
    form = _choosing(RestoreForm.from_request(), found)
    if not form.validate():
        return Response(render(_page(RestorePage, found, chosen=form)), 422)
    return do(Restore(snapshot=form.snapshot.data), "machine.bring_back")


def _page[Kind: RestorePage](
    kind: type[Kind], found: Looked | str, form: FindForm | None = None, chosen: RestoreForm | None = None
) -> Kind:
    has_found = isinstance(found, Looked) and found.backups
    return kind(
        form=form or _offering(FindForm(), found),
        chosen=chosen or (_choosing(RestoreForm(), found) if has_found else None),
        trouble=found if isinstance(found, str) else "",
        work=work_of_backups(found),
    )


def _offering(form: FindForm, found: Looked | str) -> FindForm:
    """Sticks, and the place where backups go, where one is set."""
    place = found.backup.place if isinstance(found, Looked) else ""
    elsewhere = [Option("", f"Where backups go: {place}")] if place else []
    form.stick.choices = [*sticks_in(found), *elsewhere] or [Option("", "No stick is plugged in")]
    return form


def _choosing(form: RestoreForm, found: Looked | str) -> RestoreForm:
    backups = found.backups if isinstance(found, Looked) else ()
    form.snapshot.choices = [Option(one.snapshot, _in_words(one)) for one in backups]
    return form


def _in_words(one: Backup) -> str:
    return f"{one.school or 'A school'}, {when(one.at, box().now())} ({one.megabytes:,} MB, Lollipop {one.version})"


def _code_in(form: FindForm) -> str | None:
    """None where it cannot be one, which then stands beside it; empty for the box's own."""
    typed = form.code.data or ""
    try:
        return tidy_code(typed) if typed.strip() else ""
    except MachineError as error:
        form.wrong("code", str(error))
        return None
