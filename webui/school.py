"""What the school says of itself: name, logo, whom pupils should talk to."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import FileField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from appliance.errors import LibraryError, PictureError
from appliance.languages.choosing import Spoken
from appliance.model import Right
from appliance.school_choices import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_TALK_TO,
    LONGEST_WELCOME,
    Phase,
    SchoolChoice,
    put_logo,
    put_words,
    remove_logo,
)
from webui import school_look
from webui.box import box
from webui.forms import Option, ScreenForm, line
from webui.in_force import told
from webui.page import Page, render
from webui.security import needs, somebody

blueprint = Blueprint("school", __name__)


_LANGUAGES = [
    Option(Spoken.BOTH.value, "English or Welsh, as their browser asks; they can switch"),
    Option(Spoken.WELSH.value, "Welsh; they can switch to English"),
    Option(Spoken.ENGLISH.value, "English only"),
]
_PHASES = [Option(one.value, one.value.capitalize()) for one in Phase]


class SchoolForm(ScreenForm):
    name = StringField("Name of the school", [DataRequired("Write the school’s name."), *line(LONGEST_NAME)])
    phase = SelectField("What kind of school is it?", choices=_PHASES)
    address = StringField("Address, on one line", [*line(LONGEST_ADDRESS)], description="It stands on letters.")
    talk_to = StringField(
        "Whom should pupils talk to?",
        [DataRequired("Write whom pupils should talk to."), *line(LONGEST_TALK_TO)],
        description="Such as “Mrs Khan or your teacher”. Pupils read it after “Talk to …”.",
    )
    talk_to_welsh = StringField(
        "And in Welsh?",
        [*line(LONGEST_TALK_TO)],
        description="Pupils who read Welsh read it after “Dyweda wrth …”. Leave it empty, and it is as above.",
    )
    language = SelectField("In which language do pupils read?", choices=_LANGUAGES)
    welcome = TextAreaField(
        "Words of welcome",
        [Length(max=LONGEST_WELCOME, message=f"Use at most {LONGEST_WELCOME} letters.")],
        description="Pupils read them above the way to tell somebody about a worry. You may leave this empty.",
    )


class LogoForm(ScreenForm):
    logo = FileField("Logo", description="PNG, JPEG or WebP, up to 1 MB.")


@dataclass(frozen=True, kw_only=True)
class SchoolPage(Page):
    template: ClassVar[str] = "school/school.html"
    school: SchoolChoice
    form: SchoolForm
    logo_form: LogoForm


@blueprint.get("/school")
@needs(Right.PEOPLE)
def show() -> str:
    return render(_page())


@blueprint.post("/school")
@needs(Right.PEOPLE)
def save() -> AnyResponse:
    form = SchoolForm.from_request()
    if not form.validate():
        return Response(render(_page(form)), 422)
    words = SchoolChoice(
        name=tidy(form.name.data),
        phase=Phase(form.phase.data),
        address=tidy(form.address.data),
        talk_to=tidy(form.talk_to.data),
        talk_to_welsh=tidy(form.talk_to_welsh.data),
        language=Spoken(form.language.data),
        welcome=(form.welcome.data or "").replace("\r\n", "\n").strip(),
    )
    put_words(box().store, words, somebody().who, box().now())
    told("The school’s details are saved.")
    return redirect(url_for("school.show"), 303)


@blueprint.post("/school/logo")
@needs(Right.PEOPLE)
def take_logo() -> AnyResponse:
    form, sent = LogoForm.from_request(), request.files.get("logo")
    try:
        put_logo(box().home, box().store, sent.read() if sent else b"", somebody().who, box().now())
    except (PictureError, LibraryError) as error:
        form.wrong("logo", str(error))
        return Response(render(_page(logo_form=form)), 422)
    flash("The logo is saved.", "done")
    return redirect(url_for("school.show"), 303)


@blueprint.post("/school/logo/remove")
@needs(Right.PEOPLE)
def take_logo_away() -> AnyResponse:
    remove_logo(box().home, box().store, somebody().who, box().now())
    flash("The logo was removed.", "done")
    return redirect(url_for("school.show"), 303)


@blueprint.get("/school/logo.png")
@needs()
def logo() -> Response:
    return Response(school_look.logo() or abort(404), mimetype="image/png")


def _page(form: SchoolForm | None = None, logo_form: LogoForm | None = None) -> SchoolPage:
    school = school_look.school()
    words = {
        "name": school.name,
        "phase": school.phase.value,
        "address": school.address,
        "talk_to": school.talk_to,
        "talk_to_welsh": school.talk_to_welsh,
        "language": school.language.value,
        "welcome": school.welcome,
    }
    return SchoolPage(school=school, form=form or SchoolForm(data=words), logo_form=logo_form or LogoForm())


def tidy(text: str | None) -> str:
    return " ".join((text or "").split())
