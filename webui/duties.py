"""Who is responsible for filtering and monitoring, when it was reviewed, and who checked that it works."""

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from flask import Blueprint, Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import Form, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from appliance.model import Right
from appliance.standards import POSTS, Due, Holder, Post, Register, due
from appliance.store.rows import CheckRow, ReviewRow
from webui.box import box
from webui.csvs import csv
from webui.forms import LONGEST_TEXT, Option, ScreenForm, line
from webui.page import Page, render
from webui.security import needs, somebody
from webui.words import full_time

_TEXT = (Length(max=LONGEST_TEXT, message=f"Use at most {LONGEST_TEXT:,} letters."),)

blueprint = Blueprint("duties", __name__)


def _said(sentence: str) -> InputRequired:
    return InputRequired(message=sentence)


class RegisterForm(ScreenForm):
    """A name and a contact for each post."""

    @classmethod
    def of(cls, register: Register) -> "RegisterForm":
        values = {(post, part): getattr(register.holder(post), part) for post in Post for part in _PARTS}
        return cls(data={f"{post.value}_{part}": value for (post, part), value in values.items()})

    def register(self) -> Register:
        return Register(
            holders={
                post: Holder(**{part: (self[f"{post.value}_{part}"].data or "").strip() for part in _PARTS})
                for post in Post
            }
        )

    def fields_of(self, post: Post) -> tuple[Any, Any]:
        return self[f"{post.value}_name"], self[f"{post.value}_contact"]


_PARTS = ("name", "contact")
for _post in Post:
    setattr(RegisterForm, f"{_post.value}_name", StringField(f"Name: {POSTS[_post][0]}", line(200)))
    setattr(RegisterForm, f"{_post.value}_contact", StringField("Mail or telephone", line(200)))


class ReviewForm(ScreenForm):
    who = StringField("Who took part?", (_said("Say who took part."), *line(300)))
    found = TextAreaField("What did you find?", (_said("Say what you found, even that all is well."), *_TEXT))
    done = TextAreaField("What will be done, by whom, until when?", _TEXT)


class CheckForm(ScreenForm):
    device = StringField("At which device?", (_said("Say at which device."), *line(200)))
    as_whom = StringField("Signed in as whom?", line(200), description="A pupil’s year and class is enough.")
    what = TextAreaField("What did you try?", (_said("Say what you tried."), *_TEXT))
    passed = RadioField(
        "Was it as it should be?",
        (_said("Choose yes or no."),),
        choices=[
            Option("yes", "Yes, it was stopped or recorded"),
            Option("no", "No, something got through"),
        ],
    )
    done = TextAreaField("What was done about it?", _TEXT)

    def validate_done(self, field: Any) -> None:
        """Where something got through, somebody did something about it."""
        if self.passed.data == "no" and not (field.data or "").strip():
            raise ValidationError("Something got through: say what was done about it.")


@dataclass(frozen=True, kw_only=True)
class DutiesPage(Page):
    """`due` says whether the yearly review is; a form that was sent and did not fit stands beside the empty ones."""

    template: ClassVar[str] = "duties/duties.html"
    posts: ClassVar[dict[Post, tuple[str, str]]] = POSTS
    register: Register
    reviews: tuple[ReviewRow, ...]
    checks: tuple[CheckRow, ...]
    due: Due
    may_write: bool
    register_form: RegisterForm
    review_form: ReviewForm
    check_form: CheckForm


@blueprint.get("/duties")
@needs(Right.FIGURES, Right.ACCOUNTS, Right.BOX)
def show() -> str:
    return render(_page())


@blueprint.post("/duties/register")
@needs(Right.ACCOUNTS)
def name() -> AnyResponse:
    form = RegisterForm.from_request()
    if not form.validate():
        return _again(register_form=form)
    box().store.choices.put(form.register(), somebody().who, box().now())
    flash("The register was changed.", "done")
    return redirect(url_for("duties.show"), 303)


@blueprint.post("/duties/reviews")
@needs(Right.ACCOUNTS)
def review() -> AnyResponse:
    form = ReviewForm.from_request()
    if not form.validate():
        return _again(review_form=form)
    box().store.standards.review(
        who=(form.who.data or "").strip(),
        found=(form.found.data or "").strip(),
        done=(form.done.data or "").strip(),
        by=somebody().who,
        at=box().now(),
    )
    flash("The review was written down. The next is due in a year.", "done")
    return redirect(url_for("duties.show"), 303)


@blueprint.post("/duties/checks")
@needs(Right.ACCOUNTS, Right.BOX)
def check() -> AnyResponse:
    form = CheckForm.from_request()
    if not form.validate():
        return _again(check_form=form)
    box().store.standards.check(
        device=(form.device.data or "").strip(),
        as_whom=(form.as_whom.data or "").strip(),
        what=(form.what.data or "").strip(),
        passed=form.passed.data == "yes",
        done=(form.done.data or "").strip(),
        by=somebody().who,
        at=box().now(),
    )
    flash("The check was written down.", "done")
    return redirect(url_for("duties.show"), 303)


@blueprint.get("/duties/checks.csv")
@needs(Right.FIGURES, Right.ACCOUNTS, Right.BOX)
def download() -> Response:
    header = ("When", "Who", "Device", "Signed in as", "What was tried", "As it should be", "What was done")
    rows = [
        (full_time(one.at), one.by, one.device, one.as_whom, one.what, "yes" if one.passed else "no", one.done)
        for one in box().store.standards.checks(10_000)
    ]
    return csv("checks.csv", header, rows)


def _page(**forms: Form) -> DutiesPage:
    store = box().store
    reviews, register = store.standards.reviews(), store.choices.get(Register)
    return DutiesPage(
        register=register,
        reviews=reviews,
        checks=store.standards.checks(),
        due=due(reviews[0].at if reviews else None, box().now()),
        may_write=bool({Right.ACCOUNTS, Right.BOX} & somebody().viewer.rights),
        register_form=cast("RegisterForm", forms.get("register_form") or RegisterForm.of(register)),
        review_form=cast("ReviewForm", forms.get("review_form") or ReviewForm()),
        check_form=cast("CheckForm", forms.get("check_form") or CheckForm()),
    )


def _again(**forms: Form) -> Response:
    """The page with what was typed and what is wrong with it."""
    return Response(render(_page(**forms)), 422)
