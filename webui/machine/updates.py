"""Which version runs, newer ones, and when the box takes them by itself."""

import re
from dataclasses import dataclass
from typing import ClassVar

import msgspec
from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, SelectField, StringField

from appliance.machine.commands import Looked, Update, Work
from appliance.model import Right
from appliance.updating import LONGEST_ADDRESS, UpdateChoice, waiting
from webui.box import box
from webui.forms import Option, ScreenForm, line
from webui.machine.asking import do, look
from webui.machine.blueprint import blueprint
from webui.page import Page, render
from webui.security import needs, somebody

_ADDRESS = re.compile(r"https://[a-z0-9.\-\[\]]+(:\d{1,5})?(/[\w.~%+/-]*)?", re.ASCII | re.IGNORECASE)
_HOURS = [Option(hour, f"{hour:02}:00") for hour in range(24)]


class UpdatesForm(ScreenForm):
    by_itself = BooleanField("Put in and start new versions by itself, at night")
    source = StringField(
        "Where new versions come from",
        line(LONGEST_ADDRESS),
        description="The address that your supplier or trust gave you. It begins with https://. Without one, the box"
        " takes versions from a stick only.",
    )
    quiet_from = SelectField("Nobody needs the internet from", coerce=int, choices=_HOURS)
    quiet_until = SelectField("until", coerce=int, choices=_HOURS)

    def choice(self) -> UpdateChoice:
        return UpdateChoice(
            by_itself=bool(self.by_itself.data),
            source=(self.source.data or "").strip(),
            quiet_from=self.quiet_from.data,
            quiet_until=self.quiet_until.data,
        )


@dataclass(frozen=True, kw_only=True)
class WorkPart(Page):
    """How far an update is: what is under way, or was last."""

    template: ClassVar[str] = "machine/update_work.html"
    work: Work | None


@dataclass(frozen=True, kw_only=True)
class UpdatesPage(WorkPart):
    """`looked` is None where nobody can look, and `trouble` says why. `waits` is the version of the next start."""

    template: ClassVar[str] = "machine/updates.html"
    looked: Looked | None
    trouble: str
    waits: str
    form: UpdatesForm


@blueprint.get("/machine/updates")
@needs(Right.BOX)
def updates() -> str:
    return render(_page(UpdatesForm(data=msgspec.structs.asdict(box().store.choices.get(UpdateChoice)))))


@blueprint.get("/machine/updates/work")
@needs(Right.BOX)
def update_work() -> str:
    return render(WorkPart(work=_work(look())))


@blueprint.post("/machine/updates/put")
@needs(Right.BOX, proved=True)
def put_in() -> AnyResponse:
    """A file on a stick, as the page named it."""
    sent = {name: request.form.get(name, "") for name in ("file", "stick")}
    try:
        wanted = msgspec.convert({"type": "Update", "again": "again" in request.form, **sent}, Update)
    except msgspec.ValidationError:
        flash("That file is not there any more. Plug the stick in again.", "trouble")
        return redirect(url_for("machine.updates"), 303)
    return do(wanted, "machine.updates")


@blueprint.post("/machine/updates")
@needs(Right.BOX, proved=True)
def choose_updates() -> AnyResponse:
    form = UpdatesForm.from_request()
    if form.validate() and not _is_address(form.choice().source):
        form.wrong("source", "Give an address that begins with https://, or none.")
    if form.errors:
        return Response(render(_page(form)), 422)
    box().store.choices.put(form.choice(), somebody().who, box().now())
    flash("Saved.", "done")
    return redirect(url_for("machine.updates"), 303)


def _is_address(source: str) -> bool:
    return not source or _ADDRESS.fullmatch(source) is not None


def _page(form: UpdatesForm) -> UpdatesPage:
    found = look()
    looked = found if isinstance(found, Looked) else None
    return UpdatesPage(
        looked=looked,
        trouble="" if isinstance(found, Looked) else found,
        waits=waiting(looked) if looked else "",
        work=_work(found),
        form=form,
    )


def _work(found: Looked | str) -> Work | None:
    """That of updates; other screens tell of theirs."""
    work = found.work if isinstance(found, Looked) else None
    return work if work and work.what == "update" else None
