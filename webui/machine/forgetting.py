"""Starting anew: the box forgets everything, keys first."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from flask import Response
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField

from appliance.machine.commands import ForgetEverything
from appliance.model import Right
from webui.forms import ScreenForm, line
from webui.machine.asking import do
from webui.machine.blueprint import blueprint
from webui.page import Page, render
from webui.security import needs

WORD: Literal["forget everything"] = "forget everything"


class ForgetForm(ScreenForm):
    word = StringField(f"Write “{WORD}”", [*line()])


@dataclass(frozen=True, kw_only=True)
class ForgetPage(Page):
    template: ClassVar[str] = "machine/forget.html"
    form: ForgetForm


@blueprint.get("/machine/forget")
@needs(Right.ACCOUNTS, proved=True)
def forget() -> str:
    return render(ForgetPage(form=ForgetForm()))


@blueprint.post("/machine/forget")
@needs(Right.ACCOUNTS, proved=True)
def forget_everything() -> AnyResponse:
    form = ForgetForm.from_request()
    if form.validate() and " ".join((form.word.data or "").lower().split()) != WORD:
        form.wrong("word", f"Nothing was done. To go on, write “{WORD}”.")
    if form.errors:
        return Response(render(ForgetPage(form=form)), 422)
    return do(ForgetEverything(word=WORD), "machine.forget")
