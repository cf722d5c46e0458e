"""What the school does not want to be told again, and what an entry would have left out."""

import hashlib
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response, redirect, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, SelectField, StringField

from appliance.errors import PolicyError
from appliance.model import Right
from appliance.policy.school import Ignore
from appliance.policy.what_if import LeftOut
from appliance.school_policies import DAYS, would_leave_out
from appliance.school_terms import check_ignore
from appliance.store.rows import IgnoreRow
from appliance.store.seen.keywords import Told
from webui.bans import number_in
from webui.box import box
from webui.forms import ScreenForm, line
from webui.keywords.screen import UNDO_DAYS, blueprint, group_choices, group_titles, libraries, saved, school, who
from webui.page import Page, render
from webui.security import needs, seen, viewer

_DAY = 86_400.0


class IgnoreForm(ScreenForm):
    """`looked` says which entry somebody saw the preview of."""

    site = StringField("Site", line(), description="A site and all that is below it, such as bbc.co.uk.")
    term = StringField("Term", line(60), description="Its number, such as weapons/4. Find it under Categories.")
    phrase = StringField("In a phrase", line(), description="The words that it stands in: toy gun.")
    group = SelectField("For whom?")
    reason = StringField("Why?", line(), description="For whoever reads this list next year.")
    looked = HiddenField()

    def entry(self) -> Ignore:
        texts = {name: (self[name].data or "").strip() for name in ("site", "term", "phrase", "reason")}
        return Ignore(number=0, group=self.group.data or "", **texts)


@dataclass(frozen=True, kw_only=True)
class IgnoreLine:
    """An entry in words."""

    row: IgnoreRow
    words: str


@dataclass(frozen=True, kw_only=True)
class IgnoresPage(Page):
    """`left_out` is what the entry in the form would have left out; `ready`: it may be added now."""

    template: ClassVar[str] = "keywords/ignores.html"
    lines: tuple[IgnoreLine, ...]
    removed: tuple[IgnoreLine, ...]
    form: IgnoreForm
    left_out: LeftOut[Told] | None = None
    ready: bool = False
    days: ClassVar[int] = DAYS


@blueprint.get("/keywords/ignored")
@needs(Right.KEYWORDS)
def ignores() -> str:
    given = {name: request.args.get(name, "")[:200] for name in ("site", "term", "phrase", "group")}
    return render(_page(_form(IgnoreForm(data=given))))


@blueprint.post("/keywords/ignored")
@needs(Right.KEYWORDS)
def add_ignore() -> AnyResponse:
    """Nobody adds an entry without having seen what it would have left out."""
    form = _form(IgnoreForm(request.form))
    if not form.validate():
        return Response(render(_page(form)), 422)
    entry, store = form.entry(), box().store
    try:
        check_ignore(entry, libraries(), box().settings, school(), group_titles())
    except PolicyError as error:
        form.wrong(_field_of(entry), str(error))
        return Response(render(_page(form)), 422)
    if request.form.get("step") == "add" and form.looked.data == _digest(entry):
        store.school.add_ignore(entry, who(), box().now())
        saved("It is ignored from now on.")
        return redirect(url_for("keywords.ignores"), 303)
    then = replace(school(), ignores=(*school().ignores, replace(entry, number=2**31)))
    left = would_leave_out(store, viewer(), box().settings, libraries(), then, box().now())
    seen().captures.note_seen((one.id for one in left.examples), who(), box().now())
    form.looked.data = _digest(entry)
    return Response(render(_page(form, left_out=left, ready=True)))


@blueprint.post("/keywords/ignored/remove")
@needs(Right.KEYWORDS)
def remove_ignore() -> AnyResponse:
    if box().store.school.remove_ignore(number_in(request.form.get("number", "")), who(), box().now()):
        saved("It is told again from now on. The entry can be put back below.")
    return redirect(url_for("keywords.ignores"), 303)


@blueprint.post("/keywords/ignored/restore")
@needs(Right.KEYWORDS)
def restore_ignore() -> AnyResponse:
    if box().store.school.restore_ignore(number_in(request.form.get("number", "")), who(), box().now()):
        saved("It is ignored again.")
    return redirect(url_for("keywords.ignores"), 303)


def in_words(entry: Ignore, group: str) -> str:
    """`“toy gun” (weapons/4) on bbc.co.uk, for Year 6`."""
    what = f"“{entry.phrase}” ({entry.term})" if entry.phrase else entry.term or "Everything"
    where = f" on {entry.site}" if entry.site else " anywhere"
    return f"{what}{where}{f', for {group}' if group else ''}"


def _field_of(entry: Ignore) -> str:
    """Beside which field to say what is wrong."""
    if entry.phrase and not entry.term:
        return "term"
    return "site" if entry.site or not entry.phrase else "phrase"


def _form(form: IgnoreForm) -> IgnoreForm:
    form.group.choices = group_choices()
    return form


def _page(form: IgnoreForm, **more: Any) -> IgnoresPage:
    store, titles = box().store.school, group_titles()
    since = box().now() - UNDO_DAYS * _DAY

    def line_of(row: IgnoreRow) -> IgnoreLine:
        group = row.entry.group
        return IgnoreLine(row=row, words=in_words(row.entry, titles.get(group, group) if group else ""))

    return IgnoresPage(
        lines=tuple(map(line_of, store.ignored())),
        removed=tuple(map(line_of, store.removed_ignores(since))),
        form=form,
        **more,
    )


def _digest(entry: Ignore) -> str:
    return hashlib.sha256(repr(entry).encode("utf-8", "surrogatepass")).hexdigest()[:16]
