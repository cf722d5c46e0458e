"""The rules of use that people accept when they sign in: texts for different readers, in versions."""

from dataclasses import dataclass
from typing import ClassVar

import msgspec
from flask import Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from appliance.aup.due import InForce
from appliance.aup.texts import MOST_POINTS, PICTURES, Point, Text, When
from appliance.aup_changes import State, begin_with_samples, end, new_name, publish, standings
from appliance.errors import AupError
from appliance.languages.choosing import Language
from appliance.model import Right
from appliance.people.naming import GUESTS
from appliance.store.rows import GroupRow
from webui.bans import number_in
from webui.box import box
from webui.forms import Option, ScreenForm, line
from webui.page import Page, render
from webui.people.blueprint import Named, blueprint, by_name, known_groups, titled
from webui.security import needs, somebody

LONGEST_TITLE, LONGEST_POINT, LONGEST_TEXT = 80, 200, 1000
_PICTURES = [Option("", "No picture"), *(Option(name, name.capitalize()) for name in PICTURES)]
WHEN = {
    When.NEW_VERSION: "Everyone it is for, once: those who accepted an older version accept again",
    When.FIRST_TIME: "Only those who never accepted it: older acceptances go on counting",
    When.EVERY_TIME: "Everyone, each time they sign in",
}


class TextForm(ScreenForm):
    title = StringField("Title", [DataRequired("Write a title."), *line(LONGEST_TITLE)])
    text = TextAreaField(
        "A few words before the points",
        [Length(max=LONGEST_TEXT, message=f"Use at most {LONGEST_TEXT:,} letters.")],
        description="You may leave this empty. The youngest read only the points.",
    )
    picture = SelectField("Picture beside the title", choices=_PICTURES)
    groups = SelectMultipleField(
        "Who is it for?", description="Tick nobody, and it is for everybody else.", validate_choice=False
    )
    when = RadioField(
        "Who must accept?",
        choices=[Option(key.value, words) for key, words in WHEN.items()],
        default=When.NEW_VERSION.value,
    )
    seen = HiddenField(default="0")

    @property
    def points(self) -> tuple[tuple[Field, Field], ...]:
        return tuple((self[f"point{number}"], self[f"picture{number}"]) for number in range(1, MOST_POINTS + 1))

    def read(self) -> Text:
        """Raises AupError."""
        points = tuple(
            Point(text=" ".join(said.data.split()), picture=shown.data or "")
            for said, shown in self.points
            if said.data and said.data.strip()
        )
        raw = {
            "title": " ".join((self.title.data or "").split()),
            "text": (self.text.data or "").replace("\r\n", "\n").strip(),
            "picture": self.picture.data or "",
            "points": points,
            "groups": tuple(self.groups.data or ()),
            "when": self.when.data,
        }
        try:
            return msgspec.convert(raw, Text, from_attributes=True)
        except msgspec.ValidationError as error:
            raise AupError(str(error)) from error


for _number in range(1, MOST_POINTS + 1):
    setattr(TextForm, f"point{_number}", StringField(f"Point {_number}", [*line(LONGEST_POINT)]))
    setattr(TextForm, f"picture{_number}", SelectField(f"Picture of point {_number}", choices=_PICTURES))


@dataclass(frozen=True, kw_only=True)
class TextView:
    """A text in force, with how many of those whom it is for accepted, declined, and said nothing yet."""

    one: InForce
    readers: tuple[Named, ...]
    accepted: int
    declined: int
    waiting: int


@dataclass(frozen=True, kw_only=True)
class RulesPage(Page):
    template: ClassVar[str] = "people/rules.html"
    texts: tuple[TextView, ...]
    when: ClassVar[dict[When, str]] = WHEN


@dataclass(frozen=True, kw_only=True)
class TextPage(Page):
    """`name` is empty for a new text."""

    template: ClassVar[str] = "people/rule_write.html"
    name: str
    form: TextForm


@dataclass(frozen=True, kw_only=True)
class ReadPage(Page):
    """A text as its readers see it. With a `form` it is not published yet."""

    template: ClassVar[str] = "people/rule_read.html"
    name: str
    text: Text
    version: int
    form: TextForm | None = None


@blueprint.get("/people/rules")
@needs(Right.PEOPLE)
def rules() -> str:
    everyone, groups = standings(box().store), _readers()
    views = []
    for one in box().store.aup.in_force():
        states = [standing.state for standing in everyone if standing.text and standing.text.name == one.name]
        views.append(
            TextView(
                one=one,
                readers=titled(one.text.groups, groups),
                accepted=states.count(State.ACCEPTED),
                declined=states.count(State.DECLINED),
                waiting=states.count(State.NOT_YET),
            )
        )
    return render(RulesPage(texts=tuple(views)))


@blueprint.post("/people/rules/samples")
@needs(Right.PEOPLE)
def take_samples() -> AnyResponse:
    try:
        begin_with_samples(box().store, somebody().who, box().now(), _wanted_language())
        flash("The sample rules are in force. Change them as your school likes.", "done")
    except AupError as error:
        flash(str(error), "trouble")
    return redirect(url_for("people.rules"), 303)


@blueprint.get("/people/rules/new")
@needs(Right.PEOPLE)
def new_text() -> str:
    return render(TextPage(name="", form=_offered(TextForm())))


@blueprint.get("/people/rules/<name>")
@needs(Right.PEOPLE)
def read_text(name: str) -> str:
    one = _in_force(name)
    return render(ReadPage(name=name, text=one.text, version=one.version))


@blueprint.get("/people/rules/<name>/write")
@needs(Right.PEOPLE)
def write_text(name: str) -> str:
    return render(TextPage(name=name, form=_filled(_in_force(name))))


@blueprint.post("/people/rules/new", defaults={"name": ""})
@blueprint.post("/people/rules/<name>/write")
@needs(Right.PEOPLE)
def take_text(name: str) -> AnyResponse:
    """Looked at first (`do=look`), changed again (`do=change`), or published."""
    form = _offered(TextForm.from_request())
    text = _checked(form)
    if text is None or request.form.get("do") == "change":
        return Response(render(TextPage(name=name, form=form)), 200 if text else 422)
    if request.form.get("do") == "look":
        return Response(render(ReadPage(name=name, text=text, version=0, form=form)))
    return _publish(name, form, text)


@blueprint.post("/people/rules/<name>/end")
@needs(Right.PEOPLE)
def end_text(name: str) -> AnyResponse:
    if end(box().store, name, somebody().who, box().now()):
        flash("Nobody is asked to accept that any more. Who accepted it stays on record.", "done")
    return redirect(url_for("people.rules"), 303)


def _wanted_language() -> Language:
    return Language.WELSH if request.form.get("language") == Language.WELSH else Language.ENGLISH


def _publish(name: str, form: TextForm, text: Text) -> AnyResponse:
    seen = number_in(form.seen.data or "")
    try:
        wanted = name or new_name(box().store, text.title)
        one = publish(box().store, wanted, seen, text, somebody().who, box().now())
    except AupError as error:
        form.wrong("title", str(error))
        return Response(render(TextPage(name=name, form=form)), 422)
    flash(f"“{text.title}” is in force, version {one.version}.", "done")
    return redirect(url_for("people.rules"), 303)


def _in_force(name: str) -> InForce:
    return next((one for one in box().store.aup.in_force() if one.name == name), None) or abort(404)


def _readers() -> dict[str, GroupRow]:
    """Whom a text can be for: guests are in no group, and have one here."""
    guests = GroupRow(name=GUESTS.name, title=GUESTS.title, kind=GUESTS.kind, size=0)
    return by_name((*known_groups(), guests))


def _offered(form: TextForm) -> TextForm:
    """With the groups that there are, and those that the text names though nobody is in them yet."""
    known = {name: group.title for name, group in _readers().items()}
    asked = {name: name for name in form.groups.data or () if name not in known}
    form.groups.choices = [Option(name, title) for name, title in (known | asked).items()]
    return form


def _checked(form: TextForm) -> Text | None:
    """None where something is wrong, which stands in the form then."""
    if not form.validate():
        return None
    if not any(said.data and said.data.strip() for said, _ in form.points):
        form.wrong("point1", "Write at least one point.")
        return None
    try:
        return form.read()
    except AupError as error:
        form.wrong("title", str(error))
        return None


def _filled(one: InForce) -> TextForm:
    data: dict[str, object] = {
        "title": one.text.title,
        "text": one.text.text,
        "picture": one.text.picture,
        "groups": list(one.text.groups),
        "when": one.text.when.value,
        "seen": str(one.version),
    }
    for number, point in enumerate(one.text.points, 1):
        data |= {f"point{number}": point.text, f"picture{number}": point.picture}
    return _offered(TextForm(data=data))
