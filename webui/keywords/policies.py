"""What is looked for in which group, and when; and when the internet is paused by itself."""

import hashlib
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec
from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField

from appliance.access.timetable import BREAKS, HOLIDAYS, LESSONS, OUT_OF_SCHOOL, SCHOOL_DAY
from appliance.config import Sensitivity
from appliance.errors import PolicyError
from appliance.model import Channel, Right
from appliance.people.roster import GroupKind
from appliance.policy.groups import GroupPolicy
from appliance.policy.school import SchoolPolicy
from appliance.policy.what_if import LeftOut
from appliance.school_policies import DAYS, GroupName, check_policy, said_of, title_of, with_group, would_leave_out
from appliance.store.seen.keywords import Told
from webui.box import box
from webui.forms import Option, ScreenForm
from webui.keywords.screen import blueprint, categories, known_groups, libraries, saved, school, who
from webui.page import Page, render
from webui.security import needs, seen, viewer
from webui.words import CHANNEL_WORDS

SENSITIVITY_WORDS = {
    Sensitivity.EVERYTHING: "Everything",
    Sensitivity.MODERATE: "Moderate and severe",
    Sensitivity.SEVERE: "Severe only",
}
TIMES = {
    SCHOOL_DAY: "In the school day",
    LESSONS: "In lessons",
    BREAKS: "In breaks",
    OUT_OF_SCHOOL: "Out of school",
    HOLIDAYS: "In the holidays",
}
_NARROWED = tuple(channel for channel in Channel if channel is not Channel.CODE)


class PolicyForm(ScreenForm):
    """`on` are the categories that are looked for. `channels` hold where no more is said of a category."""

    vulnerable = BooleanField("Everything on, and tell us what is otherwise only noted")
    on = SelectMultipleField("What is looked for?")
    channels = SelectMultipleField("Where?", choices=[Option(one.value, CHANNEL_WORDS[one]) for one in _NARROWED])
    code = BooleanField("Also read what nobody sees of a page: its code and comments")
    sensitivity = RadioField(
        "From which severity on?", choices=[Option(one.value, SENSITIVITY_WORDS[one]) for one in reversed(Sensitivity)]
    )
    when = SelectMultipleField("When does this hold?")
    looked = HiddenField()

    def policy(self, before: GroupPolicy) -> GroupPolicy:
        """For the group of `before`, which is what held until now: what the settings say of single categories stays
        where nobody touched it."""
        known, vulnerable = categories(), bool(self.vulnerable.data)
        return GroupPolicy(
            group=before.group,
            off=() if vulnerable else tuple(name for name in known if name not in (self.on.data or ())),
            channels={} if vulnerable else self._channels(before),
            sensitivity=Sensitivity.EVERYTHING if vulnerable else Sensitivity(self.sensitivity.data),
            code=bool(self.code.data) or vulnerable,
            vulnerable=vulnerable,
            when=() if vulnerable else tuple(self.when.data or ()),
        )

    def _channels(self, before: GroupPolicy) -> dict[str, tuple[Channel, ...]]:
        on, channels = self.on.data or (), tuple(Channel(one) for one in self.channels.data or ())
        if set(channels) == _told(before):
            return {name: told for name, told in before.channels.items() if name in on}
        return {} if set(channels) == set(_NARROWED) else dict.fromkeys(on, channels)


def _told(policy: GroupPolicy) -> set[Channel]:
    """Where anything is told that is not told everywhere."""
    return {channel for channels in policy.channels.values() for channel in channels} or set(_NARROWED)


@dataclass(frozen=True, kw_only=True)
class PolicyLine:
    """A group, and in words what holds for it; `own` says that the school set it in the console."""

    group: GroupName
    title: str
    words: str
    own: bool


@dataclass(frozen=True, kw_only=True)
class PoliciesPage(Page):
    """`lines` are those with rules of their own, `others` can be given some."""

    template: ClassVar[str] = "keywords/policies.html"
    lines: tuple[PolicyLine, ...]
    others: tuple[PolicyLine, ...]


@dataclass(frozen=True, kw_only=True)
class PolicyPage(Page):
    """One group. `fixed` says that everything stays on, for it is vulnerable; `own` that there is something to take
    away."""

    template: ClassVar[str] = "keywords/policy.html"
    group: GroupName
    title: str
    form: PolicyForm
    own: bool
    fixed: bool
    changed_before: bool
    left_out: LeftOut[Told] | None = None
    ready: bool = False
    days: ClassVar[int] = DAYS


@blueprint.get("/keywords/groups")
@needs(Right.KEYWORDS)
def policies() -> str:
    said, known = school(), known_groups()
    lines = [_line(group, said) for group in known]
    ruled = {"", *box().settings.groups, *(one.group for one in said.groups)}
    return render(
        PoliciesPage(
            lines=tuple(line for line in lines if line.group.name in ruled),
            others=tuple(line for line in lines if line.group.name not in ruled),
        )
    )


@blueprint.get("/keywords/groups/one")
@needs(Right.KEYWORDS)
def policy() -> str:
    group = _group_or_404(request.args.get("group", ""))
    return render(_page(group, _form(group, said_of(group.name, school(), box().settings))))


@blueprint.post("/keywords/groups/one")
@needs(Right.KEYWORDS)
def save_policy() -> AnyResponse:
    """Nobody saves it without having seen what it would have left out."""
    group = _group_or_404(request.form.get("group", ""))
    form = _with_choices(PolicyForm(request.form), group)
    if not form.validate():
        return Response(render(_page(group, form)), 422)
    try:
        wanted = form.policy(said_of(group.name, school(), box().settings))
        check_policy(wanted, known_groups(), box().store.access.load(box().now()).timetable)
    except (PolicyError, ValueError) as error:
        form.wrong("on", str(error) if isinstance(error, PolicyError) else "This cannot be.")
        return Response(render(_page(group, form)), 422)
    if request.form.get("step") == "save" and form.looked.data == _digest(wanted):
        box().store.policies.put(wanted, who(), box().now())
        saved(f"Changed for {title_of(group)}.")
        return redirect(url_for("keywords.policy", group=group.name), 303)
    then = with_group(school(), wanted)
    left = would_leave_out(box().store, viewer(), box().settings, libraries(), then, box().now())
    seen().captures.note_seen((one.id for one in left.examples), who(), box().now())
    form.looked.data = _digest(wanted)
    return Response(render(_page(group, form, left_out=left, ready=True)))


@blueprint.post("/keywords/groups/undo")
@needs(Right.KEYWORDS)
def undo_policy() -> AnyResponse:
    group = _group_or_404(request.form.get("group", ""))
    if box().store.policies.undo(group.name, who(), box().now()):
        saved(f"As it was before the last change, for {title_of(group)}.")
    return redirect(url_for("keywords.policy", group=group.name), 303)


@blueprint.post("/keywords/groups/reset")
@needs(Right.KEYWORDS)
def reset_policy() -> AnyResponse:
    group = _group_or_404(request.form.get("group", ""))
    if box().store.policies.reset(group.name, who(), box().now()):
        saved(f"{title_of(group)} has no rules of its own any more.")
    return redirect(url_for("keywords.policies"), 303)


def words_of(policy: GroupPolicy) -> str:
    """What is looked for, in a sentence or two."""
    if policy.vulnerable:
        return "Everything is on."
    off = f"Off: {', '.join(policy.off)}." if policy.off else "Every category is on."
    least = "" if policy.sensitivity is Sensitivity.EVERYTHING else f" {SENSITIVITY_WORDS[policy.sensitivity]}."
    where = " Not everywhere in a page." if policy.channels else ""
    code = " Page code is read too." if policy.code else ""
    when = f" {', '.join(TIMES.get(one, one) for one in policy.when)}." if policy.when else ""
    return f"{off}{least}{where}{code}{when}"


def _line(group: GroupName, said: SchoolPolicy) -> PolicyLine:
    own = any(one.group == group.name for one in said.groups)
    policy = said_of(group.name, said, box().settings)
    return PolicyLine(group=group, title=title_of(group), words=words_of(policy), own=own)


def _group_or_404(name: str) -> GroupName:
    return next((group for group in known_groups() if group.name == name), None) or abort(404)


def _form(group: GroupName, policy: GroupPolicy) -> PolicyForm:
    vulnerable = policy.vulnerable or group.kind == GroupKind.VULNERABLE
    told = _told(policy)
    form = PolicyForm(
        data={
            "vulnerable": vulnerable,
            "on": [name for name in categories() if vulnerable or name not in policy.off],
            "channels": [one.value for one in _NARROWED if one in told],
            "code": policy.code,
            "sensitivity": policy.sensitivity.value,
            "when": list(policy.when),
        }
    )
    return _with_choices(form, group)


def _with_choices(form: PolicyForm, group: GroupName) -> PolicyForm:
    periods = box().store.access.load(box().now()).timetable.periods
    own = [Option(name, f"In {name}") for name in dict.fromkeys(period.name for period in periods)]
    form.on.choices = [Option(name, name) for name in categories()]
    form.when.choices = [*(Option(name, words) for name, words in TIMES.items()), *own] if group.name else []
    return form


def _page(group: GroupName, form: PolicyForm, **more: Any) -> PolicyPage:
    store = box().store.policies
    own = any(one.group == group.name for one in store.groups())
    return PolicyPage(
        group=group,
        title=title_of(group),
        form=form,
        own=own,
        fixed=group.kind == GroupKind.VULNERABLE,
        changed_before=store.was_changed(group.name),
        **more,
    )


def _digest(policy: GroupPolicy) -> str:
    return hashlib.sha256(msgspec.json.encode(policy)).hexdigest()[:16]
