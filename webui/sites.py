"""What may be opened: the school's rules in their order, what stands above them, and “may this pupil open this now?”"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, abort, request
from msgspec.structs import replace
from werkzeug.wrappers import Response as AnyResponse
from wtforms import IntegerField
from wtforms.validators import NumberRange

from appliance.access.always_open import always_open
from appliance.access.changes import MoveRule, PutRule, ReplaceRule, TakeRule
from appliance.access.do_not_decrypt import may_be_proposed, shipped
from appliance.access.hosts import HostSet
from appliance.access.in_words import EFFECTS, Names, category_in_words, what, when, whom
from appliance.access.rules import AccessPolicy, AccessRule, Effect, Lesson, Subject, Target, TargetKind
from appliance.access_changes import LONGEST_NAME, Said, filtering_off, off_until
from appliance.categories.builtin import builtin
from appliance.categories.illegal import ABSENT, IllegalLists
from appliance.config import Filtering, filtering_of, load_file
from appliance.errors import CategoryError
from appliance.may_reach import names_of
from appliance.model import Right
from appliance.store.rows import RefusalSummary
from webui.box import box
from webui.forms import ScreenForm
from webui.page import Page, render
from webui.proposals import lists_now, propose
from webui.rule_form import RuleForm, offers, read, shown
from webui.security import needs
from webui.trying import Try, tried

AI = "ai"
AI_NAME = "AI tools"
_HOUR = 3600.0
_LONGEST_ADDRESS = 2000

blueprint = Blueprint("sites", __name__)


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """A rule in words. `up` is the rule before which it goes when it moves up, `down` the one before which it goes when
    it moves down (0: the end); None where it is the first or the last."""

    rule: AccessRule
    effect: str
    what: str
    whom: str
    when: str
    up: int | None = None
    down: int | None = None


@dataclass(frozen=True, kw_only=True)
class SitesPage(Page):
    """`lessons` and `opened` are asked before `rules`, each in its order. `ai` is what holds for AI tools for everyone,
    as the word of an effect, empty where they are open."""

    template: ClassVar[str] = "sites/rules.html"
    lessons: tuple[tuple[Lesson, tuple[RuleLine, ...]], ...]
    opened: tuple[RuleLine, ...]
    rules: tuple[RuleLine, ...]
    off: float | None
    test: Try
    people: tuple[str, ...]
    ai: str
    filtering: Filtering


@dataclass(frozen=True, kw_only=True)
class RulePage(Page):
    template: ClassVar[str] = "sites/rule.html"
    form: RuleForm
    number: int


@dataclass(frozen=True, kw_only=True)
class CategoryLine:
    """`title` is what it is called on screen; `sources` are lists with what each holds of it: its name, hosts, and day
    (empty for our own small ones)."""

    name: str
    title: str
    sources: tuple[tuple[str, int, str], ...]
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, kw_only=True)
class CategoriesPage(Page):
    template: ClassVar[str] = "sites/categories.html"
    lines: tuple[CategoryLine, ...]
    troubles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FixedPage(Page):
    """What no rule changes. `illegal` are licensed lists with their entries and days, `absent` says that there are
    none. `unread` are sites that are never looked into, by reason; `refusals` are apps that refuse
    us."""

    template: ClassVar[str] = "sites/fixed.html"
    illegal: tuple[tuple[str, int, str], ...]
    absent: str
    open_hosts: tuple[str, ...]
    blocked: tuple[str, ...]
    unread: tuple[tuple[str, tuple[str, ...]], ...]
    own_unread: tuple[str, ...]
    refusals: tuple[RefusalSummary, ...]


class OffForm(ScreenForm):
    hours = IntegerField("For how many hours?")


@dataclass(frozen=True, kw_only=True)
class OffPage(Page):
    template: ClassVar[str] = "sites/off.html"
    form: OffForm
    most: int


# --- the rules -------------------------------------------------------------------------------------------------------


@blueprint.get("/sites")
@needs(Right.ACCESS)
def show() -> str:
    where, now = box(), box().now()
    said, names, settings = where.store.access.load(now), names_of(where.store), load_file(where.home)
    zone = said.timetable.zone
    rules = said.rules
    return render(
        SitesPage(
            lessons=tuple((one, tuple(_line(rule, names, zone) for rule in one.rules)) for one in said.lessons),
            opened=tuple(_line(rule, names, zone) for rule in said.unblocks),
            rules=tuple(_placed(rules, place, names, zone) for place in range(len(rules))),
            off=off_until(said, now),
            test=tried(),
            people=tuple(sorted({row.name for row in where.store.people.all()})),
            ai=next((rule.effect.value for rule in rules if _is_ai(rule)), ""),
            filtering=said.filtering or filtering_of(settings.access, settings.proxy),
        )
    )


@blueprint.get("/sites/rule")
@needs(Right.ACCESS)
def new() -> str:
    data = {
        "effect": request.args.get("effect", Effect.BLOCK.value),
        "sites": request.args.get("site", "")[:_LONGEST_ADDRESS],
        "categories": request.args.getlist("category"),
        "name": request.args.get("name", "")[:LONGEST_NAME],
        "place": 0,
    }
    return render(RulePage(form=_offered(RuleForm(data=data)), number=0))


@blueprint.get("/sites/rule/<int(max=999999999):number>")
@needs(Right.ACCESS)
def edit(number: int) -> str:
    said = _said()
    form = RuleForm(data=shown(_rule(said, number), said, names_of(box().store)))
    return render(RulePage(form=_offered(form), number=number))


@blueprint.post("/sites/rule")
@needs(Right.ACCESS)
def add() -> AnyResponse:
    form = _offered(RuleForm(request.form))
    rule = _read(form)
    if rule is None:
        return Response(render(RulePage(form=form, number=0)), 422)
    return Response(propose(PutRule(rule=rule, before=form.place.data), "sites"))


@blueprint.post("/sites/rule/<int(max=999999999):number>")
@needs(Right.ACCESS)
def change(number: int) -> AnyResponse:
    _rule(_said(), number)
    form = _offered(RuleForm(request.form))
    rule = _read(form)
    if rule is None:
        return Response(render(RulePage(form=form, number=number)), 422)
    return Response(propose(ReplaceRule(rule=replace(rule, number=number)), "sites"))


@blueprint.get("/sites/rule/<int(max=999999999):number>/remove")
@needs(Right.ACCESS)
def remove(number: int) -> str:
    _rule(_said(), number)
    return propose(TakeRule(number=number), "sites")


@blueprint.get("/sites/rule/<int(max=999999999):number>/move")
@needs(Right.ACCESS)
def move(number: int) -> str:
    said = _said()
    before = request.args.get("before", default=0, type=int)
    if number not in {rule.number for rule in said.rules} or before == number:
        abort(404)
    return propose(MoveRule(number=number, before=before), "sites")


@blueprint.get("/sites/ai")
@needs(Right.ACCESS)
def ai() -> str:
    """One choice for AI tools, for everyone: a rule like any other, which can be changed there, too."""
    effect, standing = request.args.get("effect", ""), next(filter(_is_ai, _said().rules), None)
    if effect not in {"allow", "warn", "block"}:
        abort(404)
    if standing:
        return propose(ReplaceRule(rule=replace(standing, effect=Effect(effect))), "sites")
    rule = AccessRule(number=0, name=AI_NAME, effect=Effect(effect), what=(_ai_tools(),))
    return propose(PutRule(rule=rule), "sites")


@blueprint.get("/sites/off")
@needs(Right.ACCESS)
def off() -> str:
    return render(OffPage(form=_off_form(OffForm(data={"hours": 1})), most=_most_hours()))


@blueprint.post("/sites/off")
@needs(Right.ACCESS)
def switch_off() -> AnyResponse:
    form = _off_form(OffForm(request.form))
    if not form.validate():
        return Response(render(OffPage(form=form, most=_most_hours())), 422)
    now = box().now()
    said = Said(by="", reason="", at=now)
    return Response(propose(filtering_off(said, now + (form.hours.data or 1) * _HOUR), "sites"))


# --- what stands above them ------------------------------------------------------------------------------------------


@blueprint.get("/sites/categories")
@needs(Right.ACCESS)
def categories() -> str:
    said, names, lists = _said(), names_of(box().store), lists_now()
    sources: defaultdict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for called in builtin().values():
        for name in called:
            sources[name] = [("Lollipop’s own small list", 1 + (sources[name][0][1] if sources[name] else 0), "")]
    for one in lists.categories.imported:
        for name, hosts in one.categories.items():
            sources[name].append((one.name, hosts, one.dated))
    lines = tuple(_category(name, tuple(sources[name]), said, names) for name in sorted(sources))
    return render(CategoriesPage(lines=lines, troubles=lists.troubles))


@blueprint.get("/sites/fixed")
@needs(Right.ACCESS)
def fixed() -> str:
    access = box().settings.access
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for entry, reason in shipped().items():
        if not entry.startswith("!"):
            by_reason[reason].append(entry.removeprefix("="))
    illegal, absent = _illegal()
    return render(
        FixedPage(
            illegal=illegal,
            absent=absent,
            open_hosts=tuple(sorted({*_help_lines(), *access.always_allowed})),
            blocked=access.blocked,
            unread=tuple((reason, tuple(hosts)) for reason, hosts in by_reason.items()),
            own_unread=access.do_not_decrypt,
            refusals=refusals(),
        )
    )


def refusals() -> tuple[RefusalSummary, ...]:
    """Apps that refuse our certificate. Never proposed are hosts that are read in any case: where pupils search, type
    and meet strangers, and what the school blocks."""
    blocked = HostSet(box().settings.access.blocked)
    return tuple(box().store.refusals.summary(lambda host: not may_be_proposed(host, blocked)))


# --- together --------------------------------------------------------------------------------------------------------


def _said() -> AccessPolicy:
    return box().store.access.load(box().now())


def _rule(said: AccessPolicy, number: int) -> AccessRule:
    found = next((rule for rule in (*said.unblocks, *said.rules) if rule.number == number), None)
    return found or abort(404)


def _offered(form: RuleForm) -> RuleForm:
    where = box()
    return offers(where.store, where.settings, lists_now().categories.names, _said()).fill(form)


def _read(form: RuleForm) -> AccessRule | None:
    where, now = box(), box().now()
    return read(form, where.store, where.settings, now, where.store.access.timetable().zone)


def _line(rule: AccessRule, names: Names, zone: str) -> RuleLine:
    return RuleLine(
        rule=rule, effect=EFFECTS[rule.effect], what=what(rule), whom=whom(rule, names), when=when(rule, zone)
    )


def _placed(rules: tuple[AccessRule, ...], place: int, names: Names, zone: str) -> RuleLine:
    line = _line(rules[place], names, zone)
    up = rules[place - 1].number if place else None
    after_next = rules[place + 2].number if place + 2 < len(rules) else 0
    down = after_next if place + 1 < len(rules) else None
    return RuleLine(**(line.__dict__ | {"up": up, "down": down}))


def _is_ai(rule: AccessRule) -> bool:
    return rule.what == (_ai_tools(),) and rule.who == (Subject(),) and not rule.when.periods


def _ai_tools() -> Target:
    return Target(kind=TargetKind.CATEGORY, value=AI)


def _category(name: str, sources: tuple[tuple[str, int, str], ...], said: AccessPolicy, names: Names) -> CategoryLine:
    target = Target(kind=TargetKind.CATEGORY, value=name)
    rules = tuple(_line(rule, names, said.timetable.zone) for rule in said.in_order() if target in rule.what)
    return CategoryLine(name=name, title=category_in_words(name), sources=sources, rules=rules)


def _illegal() -> tuple[tuple[tuple[str, int, str], ...], str]:
    try:
        lists = IllegalLists(box().home).lists()
    except CategoryError as error:
        return (), str(error)
    return tuple((name, entries, day) for name, (entries, day) in sorted(lists.items())), "" if lists else ABSENT


def _help_lines() -> Iterator[str]:
    """What is always open, but for the box's own pages."""
    for entry in always_open():
        if "." in entry and not entry.endswith(".test"):
            yield entry.removeprefix("=")


def _most_hours() -> int:
    return box().settings.access.most_hours_off


def _off_form(form: OffForm) -> OffForm:
    most = _most_hours()
    form.hours.validators = [NumberRange(1, most, message=f"Between 1 and {most} hours.")]
    return form
