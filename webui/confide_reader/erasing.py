"""Erasing a report because the law says so: one reader asks, another agrees, and that there was one stays."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from flask import Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import TextAreaField

from appliance.confide.model import ErasureAsked
from webui.box import box
from webui.confide_reader.acting import added
from webui.confide_reader.adding import viewed
from webui.confide_reader.case import Case
from webui.confide_reader.reading import long_words
from webui.confide_reader.screen import REPORT, Written, blueprint, name_of, open_key
from webui.confide_reader.settings_blueprint import today
from webui.forms import ScreenForm
from webui.page import Page, render
from webui.security import needs, viewer


class ErasureForm(ScreenForm):
    why = TextAreaField("Why must it go?", long_words("Say why."), description="Whoever agrees reads this.")


@dataclass(frozen=True, kw_only=True)
class ErasePage(Page):
    """`asked` is who asked and on which day, None for nobody; `mine`: that was the viewer."""

    template: ClassVar[str] = "confide/erase.html"
    id: str
    form: ErasureForm
    asked: tuple[str, date] | None
    why: str
    mine: bool
    alone: bool


@blueprint.get(f"/{REPORT}/erase")
@needs()
def erase(report: str) -> str:
    return render(_page(_case(report), ErasureForm()))


@blueprint.post(f"/{REPORT}/erase")
@needs()
def ask_erasure(report: str) -> AnyResponse:
    case, form = _case(report), ErasureForm.from_request()
    if not form.validate():
        return Response(render(_page(case, form)), 422)
    asked = ErasureAsked(by=viewer().account, why=form["why"].data.strip())
    return added(case, (asked,), "Somebody else who reads it has to agree now.")


@blueprint.post(f"/{REPORT}/erase/agree")
@needs()
def agree(report: str) -> AnyResponse:
    case = _case(report)
    asked, me = _asked(case), viewer().account
    if asked is None or asked.by == me or not box().confide.erase(report, asked.by, me, today()):
        flash("Nothing was erased: somebody else who reads it has to ask first.", "trouble")
    else:
        flash("It is erased.", "done")
    return redirect(url_for("confide_reader.one", report=report), 303)


def _case(report: str) -> Case:
    return viewed(report, open_key(Written(report=report)))


def _asked(case: Case) -> ErasureAsked | None:
    asked = case.asked
    return asked.content if asked and isinstance(asked.content, ErasureAsked) else None


def _page(case: Case, form: ErasureForm) -> ErasePage:
    asked, me = _asked(case), viewer().account
    return ErasePage(
        id=case.row.id,
        form=form,
        asked=(name_of(asked.by), case.asked.day) if asked and case.asked else None,
        why=asked.why if asked else "",
        mine=asked is not None and asked.by == me,
        alone=len(box().confide.readers(case.row.id, me)) == 1,
    )
