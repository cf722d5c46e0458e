"""Who reads in Confide, and what children read there: with a name or without, words of welcome, when it is read."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, redirect, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length

from appliance.confide.who_reads import Because
from appliance.model import Right
from appliance.school_choices import LONGEST_WELCOME
from webui.box import box
from webui.confide_reader.settings_blueprint import (
    ReaderLine,
    SettingsPage,
    accounts_with_key,
    blueprint,
    chosen,
    named,
    readers,
    save,
)
from webui.forms import Option, ScreenForm, line
from webui.page import render
from webui.security import needs

LONGEST_HOURS = 120
_ALL, _ASKED = "all", "asked"
_EITHER, _NAMED = "either", "named"
_BY_DUTY = frozenset({Because.LEAD, Because.HEAD, Because.CHAIR})


class WhoForm(ScreenForm):
    leads = RadioField(
        "What do safeguarding leads read?",
        choices=[
            Option(_ALL, "Everything that is not about them"),
            Option(_ASKED, "What no other person was chosen for, and what is handed to them"),
        ],
    )
    others = SelectMultipleField(
        "Who else may read?",
        coerce=int,
        description="A report can be handed to them. They see nothing else.",
    )


class WordsForm(ScreenForm):
    name = RadioField(
        "Does a child have to give a name?",
        choices=[Option(_EITHER, "No: with a name or without"), Option(_NAMED, "Yes: a name has to be given")],
    )
    welcome = TextAreaField(
        "Words of welcome",
        [Length(max=LONGEST_WELCOME, message=f"Use at most {LONGEST_WELCOME} letters.")],
        description="A sentence or two, in words that a seven-year-old reads. You may leave this empty.",
    )
    hours = StringField(
        "When is it read?",
        line(LONGEST_HOURS),
        description="“On school days, from 8 to 4.” A child then knows when to expect an answer.",
    )


@dataclass(frozen=True, kw_only=True)
class WhoPage(SettingsPage):
    """`lines` are all who may read; `no_chair`: nobody has an account as chair of governors."""

    template: ClassVar[str] = "confide_setup/who.html"
    lines: tuple[ReaderLine, ...]
    no_chair: bool
    form: WhoForm


@dataclass(frozen=True, kw_only=True)
class WordsPage(SettingsPage):
    template: ClassVar[str] = "confide_setup/words.html"
    form: WordsForm


@blueprint.get("/confide/settings/who")
@needs(Right.CONFIDE)
def who() -> str:
    choice = chosen()
    data = {"leads": _ALL if choice.leads_read else _ASKED, "others": list(choice.readers)}
    return render(_who_page(_offering(WhoForm(data=data))))


@blueprint.post("/confide/settings/who")
@needs(Right.CONFIDE, proved=True)
def choose_who() -> AnyResponse:
    form = _offering(WhoForm.from_request())
    if not form.validate():
        return Response(render(_who_page(form)), 422)
    others = tuple(sorted(set(form.others.data or ())))
    all_ = form.leads.data == _ALL
    about = f"leads read {'everything' if all_ else 'what they are asked'}; also {named(others) or 'nobody'}"
    save(replace(chosen(), leads_read=all_, readers=others), "who reads", about, "Who reads is saved.")
    return redirect(url_for("confide_setup.who"), 303)


@blueprint.get("/confide/settings/words")
@needs(Right.CONFIDE)
def words() -> str:
    choice = chosen()
    data = {"name": _EITHER if choice.anonymous else _NAMED, "welcome": choice.welcome, "hours": choice.hours}
    return render(WordsPage(form=WordsForm(data=data)))


@blueprint.post("/confide/settings/words")
@needs(Right.CONFIDE)
def choose_words() -> AnyResponse:
    form = WordsForm.from_request()
    if not form.validate():
        return Response(render(WordsPage(form=form)), 422)
    choice = replace(
        chosen(),
        anonymous=form.name.data == _EITHER,
        welcome=(form.welcome.data or "").replace("\r\n", "\n").strip(),
        hours=" ".join((form.hours.data or "").split()),
    )
    about = "a name or none" if choice.anonymous else "a name has to be given"
    save(choice, "what children read", about, "What children read is saved.")
    return redirect(url_for("confide_setup.words"), 303)


def _who_page(form: WhoForm) -> WhoPage:
    lines = readers()
    return WhoPage(lines=lines, no_chair=not any(Because.CHAIR in one.because for one in lines), form=form)


def _offering(form: WhoForm) -> WhoForm:
    """Accounts that do not read by their duty."""
    keys = accounts_with_key()
    by_duty = {one.account.number for one in readers() if _BY_DUTY & set(one.because)}
    form.others.choices = [
        Option(one.number, one.name if one.number in keys else f"{one.name} (no passphrase yet)")
        for one in box().store.accounts.all()
        if one.number not in by_duty
    ]
    return form
