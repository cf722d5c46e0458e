"""The school's own terms: what one would have caught, before it is saved; and whether a sentence would be."""

import hashlib
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response, flash, redirect, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from appliance.errors import PolicyError
from appliance.model import Channel, Right, Severity
from appliance.policy.own_terms import CHANNELS
from appliance.policy.preview import Preview
from appliance.policy.rules import build_policy
from appliance.policy.school import OWN, OwnTerm, SchoolPolicy
from appliance.scanning import Hit, scan_input
from appliance.school_terms import DAYS, as_group, examine, look_back, tidy, today
from webui.bans import number_in
from webui.box import box
from webui.forms import Option, ScreenForm, line
from webui.keywords.screen import (
    LONGEST_PATTERN,
    UNDO_DAYS,
    blueprint,
    categories,
    group_choices,
    group_titles,
    libraries,
    saved,
    school,
    who,
)
from webui.page import Page, render
from webui.security import needs, seen, viewer
from webui.words import CHANNEL_WORDS

LONGEST_SENTENCE = 1000
_DAY = 86_400.0
_NOT_CODE = tuple(channel for channel in Channel if channel is not Channel.CODE)


class TermForm(ScreenForm):
    """A term, and a sentence to try it on. `looked` says which term somebody saw the preview of."""

    pattern = StringField(
        "Word or phrase",
        (InputRequired(message="Write the word or phrase."), *line(LONGEST_PATTERN)),
        description="Capitals and common misspellings do not matter. Choices go in brackets: (ket|ketty).",
    )
    definition = StringField(
        "What does it mean?",
        (InputRequired(message="Say what it means, for whoever reads a capture."), *line()),
    )
    severity = RadioField(
        "How serious?",
        (InputRequired(message="Choose how serious it is."),),
        choices=[Option(one.value, one.value.capitalize()) for one in reversed(Severity)],
        default=Severity.MODERATE.value,
    )
    category = SelectField("Category", default=OWN)
    channels = SelectMultipleField(
        "Where does it count?",
        (InputRequired(message="Choose at least one place."),),
        choices=[Option(one.value, CHANNEL_WORDS[one]) for one in _NOT_CODE],
        default=[one.value for one in CHANNELS],
    )
    group = SelectField("For whom?")
    sentence = TextAreaField(
        "Try a sentence",
        (Length(max=LONGEST_SENTENCE, message=f"Use at most {LONGEST_SENTENCE:,} letters."),),
        description="Nothing that you write here is kept.",
    )
    looked = HiddenField()

    def term(self, at: float) -> OwnTerm:
        return tidy(
            OwnTerm(
                number=0,
                pattern=self.pattern.data or "",
                severity=Severity(self.severity.data),
                category=self.category.data,
                definition=self.definition.data or "",
                channels=tuple(Channel(one) for one in self.channels.data or ()),
                group=self.group.data,
                since=today(at),
            )
        )


SEVERITY_HINTS = {
    "severe": "Somebody’s life may be in danger now.",
    "moderate": "Offensive or risky, but not life-threatening.",
    "minor": "Of concern; neither illegal nor discriminatory.",
}


@dataclass(frozen=True, kw_only=True)
class OwnLine:
    term: OwnTerm
    group: str
    times: int


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a sentence would be caught by; `mine` says that the new term is among it."""

    hits: tuple[Hit, ...]
    mine: bool
    term: bool


@dataclass(frozen=True, kw_only=True)
class OwnPage(Page):
    """`removed` can be put back. `preview` is what the term in the form would have caught, and `warnings` what stands
    against it; `ready`: it may be added now."""

    template: ClassVar[str] = "keywords/own.html"
    lines: tuple[OwnLine, ...]
    removed: tuple[OwnTerm, ...]
    form: TermForm
    hints: ClassVar[dict[str, str]] = SEVERITY_HINTS
    warnings: tuple[str, ...] = ()
    preview: Preview | None = None
    trial: Trial | None = None
    ready: bool = False
    days: ClassVar[int] = DAYS


@blueprint.get("/keywords/own")
@needs(Right.KEYWORDS)
def own() -> str:
    return render(_page(_form(TermForm())))


@blueprint.post("/keywords/own")
@needs(Right.KEYWORDS)
def add_own() -> AnyResponse:
    """`step` says which button: look, try, or add. Nobody adds a term without having seen what it would have caught."""
    form, step = _form(TermForm(request.form)), request.form.get("step", "look")
    if step == "try":
        return Response(render(_page(form, trial=_trial(form))))
    if not form.validate():
        return Response(render(_page(form)), 422)
    now = box().now()
    term = form.term(now)
    try:
        warnings = examine(term, libraries(), box().settings, school(), group_titles())
    except PolicyError as error:
        form.wrong("pattern", str(error))
        return Response(render(_page(form)), 422)
    if step == "add" and form.looked.data == _digest(term):
        added = box().store.school.add_term(term, who(), now)
        saved(f"{added.id} was added.")
        return redirect(url_for("keywords.own"), 303)
    preview = look_back(box().store, viewer(), term, box().settings, now)
    if preview.examples:
        box().store.audit.add(
            now, who(), "passages seen", f"{len(preview.examples)}, that a new term would have caught"
        )
    form.looked.data = _digest(term)
    return Response(render(_page(form, warnings=warnings, preview=preview, ready=True)))


@blueprint.post("/keywords/own/remove")
@needs(Right.KEYWORDS)
def remove_own() -> AnyResponse:
    number = number_in(request.form.get("number", ""))
    if box().store.school.remove_term(number, who(), box().now()):
        saved("The term was removed. What it caught stays, and it can be put back below.")
    return redirect(url_for("keywords.own"), 303)


@blueprint.post("/keywords/own/restore")
@needs(Right.KEYWORDS)
def restore_own() -> AnyResponse:
    number = number_in(request.form.get("number", ""))
    said, now = school(), box().now()
    back = next((one for one in box().store.school.removed_terms(now - UNDO_DAYS * _DAY) if one.number == number), None)
    if back is None:
        return redirect(url_for("keywords.own"), 303)
    try:
        examine(back, libraries(), box().settings, said, group_titles())
    except PolicyError as error:
        flash(f"It cannot be put back. {error}", "trouble")
        return redirect(url_for("keywords.own"), 303)
    if box().store.school.restore_term(number, who(), now):
        saved("The term is in force again.")
    return redirect(url_for("keywords.own"), 303)


def _form(form: TermForm) -> TermForm:
    form.category.choices = [Option(one, one) for one in categories()]
    form.group.choices = group_choices()
    return form


def _page(form: TermForm, **more: Any) -> OwnPage:
    now, titles = box().now(), group_titles()
    times = seen().keywords.by_term(now - DAYS * _DAY)
    lines = tuple(
        OwnLine(term=one, group=titles.get(one.group, one.group) if one.group else "", times=times.get(one.id, 0))
        for one in school().terms
    )
    removed = box().store.school.removed_terms(now - UNDO_DAYS * _DAY)
    return OwnPage(lines=lines, removed=removed, form=form, **more)


def _trial(form: TermForm) -> Trial:
    """By the real matcher, with the term in the form where it can be one."""
    said, sentence = school(), form.sentence.data or ""
    term = _draft(form, said)
    try_with = replace(said, terms=(*said.terms, term)) if term else said
    policy = as_group(build_policy(box().settings, libraries(), try_with), form.group.data or "")
    channel = Channel.TYPED if term is None or Channel.TYPED in term.channels else term.channels[0]
    hits = tuple(scan_input(sentence[:LONGEST_SENTENCE], "text", policy, channel=channel))
    mine = term is not None and any(hit.term == term.id for hit in hits)
    return Trial(hits=tuple(hit for hit in hits if hit.raises), mine=mine, term=term is not None)


def _draft(form: TermForm, said: SchoolPolicy) -> OwnTerm | None:
    if not (form.pattern.data or "").strip() or not form.channels.data or form.severity.data not in set(Severity):
        return None
    try:
        term = form.term(box().now())
        examine(term, libraries(), box().settings, said, group_titles())
    except (PolicyError, ValueError):
        return None
    return replace(term, number=max((one.number for one in said.terms), default=0) + 1)


def _digest(term: OwnTerm) -> str:
    return hashlib.sha256(repr(replace(term, since="")).encode("utf-8", "surrogatepass")).hexdigest()[:16]
