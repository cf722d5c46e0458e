"""What each status means here, in the school's own words."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField
from wtforms.validators import DataRequired

from appliance.guidance.status_words import TITLES, StatusWords
from appliance.model import Right, TriageStatus
from webui.box import box
from webui.captures.screen import blueprint
from webui.forms import ScreenForm, line
from webui.page import Page, render
from webui.security import needs, somebody


def _sentence(status: TriageStatus) -> StringField:
    return StringField(TITLES[status], validators=[DataRequired("Say in a few words what it means here."), *line(120)])


class WordsForm(ScreenForm):
    """A sentence for each status."""

    unclassified = _sentence(TriageStatus.UNCLASSIFIED)
    attention = _sentence(TriageStatus.ATTENTION)
    investigation = _sentence(TriageStatus.INVESTIGATION)
    escalated = _sentence(TriageStatus.ESCALATED)
    resolved = _sentence(TriageStatus.RESOLVED)
    false_positive = _sentence(TriageStatus.FALSE_POSITIVE)
    ignored = _sentence(TriageStatus.IGNORED)


@dataclass(frozen=True, kw_only=True)
class WordsPage(Page):
    template: ClassVar[str] = "captures/words.html"
    form: ScreenForm


@blueprint.get("/captures/words")
@needs(Right.KEYWORDS)
def words() -> str:
    return render(WordsPage(form=WordsForm(obj=box().store.choices.get(StatusWords))))


@blueprint.post("/captures/words")
@needs(Right.KEYWORDS)
def put_words() -> AnyResponse:
    form = WordsForm.from_request()
    if not form.validate():
        return Response(render(WordsPage(form=form)), 422)
    said = {name: text.strip() for name, text in form.data.items()}
    box().store.choices.put(StatusWords(**said), somebody().who, box().now())
    flash("Saved. The words stand beside each status from now on.", "done")
    return redirect(url_for("captures.words"), 303)
