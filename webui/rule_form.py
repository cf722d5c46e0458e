"""The form for one rule: what is read of it, and what is wrong with it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional

from appliance.access.in_words import EFFECTS, Names, category_in_words
from appliance.access.rules import AccessPolicy, AccessRule, Effect, Subject, SubjectKind, Target, TargetKind, When
from appliance.access.timetable import STANDING
from appliance.access_changes import LONGEST_NAME
from appliance.access_words import moment, subject, target
from appliance.config import Settings
from appliance.errors import AccessError
from appliance.store import Store
from webui.forms import LONGEST_TEXT, ScreenForm, line

MOST_SITES = 60
MOST_NAMED = 60
_BETWEEN = re.compile(r"[\s,;]+")
_LINES = re.compile(r"[\r\n;,]+")


class RuleForm(ScreenForm):
    """`place` is the number of the rule that it stands before, or 0 for the end."""

    name = StringField("Name", [*line(LONGEST_NAME)], description="Pupils read it when something is closed.")
    effect = RadioField("What happens?", choices={effect.value: words for effect, words in EFFECTS.items()})
    sites = TextAreaField(
        "Sites", [*line(LONGEST_TEXT)][:1], description="One a line, like bbc.co.uk or bbc.co.uk/games"
    )
    categories = SelectMultipleField("Kinds of sites")
    everything = BooleanField("Everything")
    everyone = BooleanField("Everyone")
    groups = SelectMultipleField("Classes and groups")
    rooms = SelectMultipleField("Devices in a room")
    people = TextAreaField("Pupils or staff", [*line(LONGEST_TEXT)][:1], description="Full names, one a line")
    devices = TextAreaField("Devices", [*line(LONGEST_TEXT)][:1], description="Names or addresses, one a line")
    periods = SelectMultipleField("Only at these times", description="None ticked: always.")
    until = DateField("Until the end of", [Optional()], description="Leave empty to keep it until somebody removes it.")
    place = SelectField("Where in the order?", coerce=int)


@dataclass(frozen=True)
class Offers:
    """What the form lets choose from."""

    categories: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    rooms: tuple[str, ...]
    policy: AccessPolicy

    def fill(self, form: RuleForm) -> RuleForm:
        form.categories.choices = {name: category_in_words(name) for name in self.categories}
        form.groups.choices = dict(self.groups)
        form.rooms.choices = {name: name for name in self.rooms}
        own = [period.name for period in self.policy.timetable.periods]
        form.periods.choices = {name: name for name in [*sorted(STANDING), *own]}
        before = {str(rule.number): f"before “{rule.name}”" for rule in self.policy.rules}
        form.place.choices = before | {"0": "at the end"}
        return form


def offers(store: Store, settings: Settings, categories: Iterable[str], policy: AccessPolicy) -> Offers:
    groups = {row.name: row.title for row in store.groups.all()}
    groups |= {name: name for name in settings.groups if name not in groups}
    groups.setdefault("staff", "staff")
    rooms = {*store.groups.rooms(), *(device.room for device in settings.devices if device.room)}
    return Offers(
        categories=tuple(sorted(categories)),
        groups=tuple(sorted(groups.items(), key=lambda one: one[1].casefold())),
        rooms=tuple(sorted(rooms)),
        policy=policy,
    )


def read(form: RuleForm, store: Store, settings: Settings, now: float, zone: str) -> AccessRule | None:
    """The rule that was filled in; None where something is wrong, which then stands beside its field."""
    if not form.validate():
        return None
    who, what = tuple(_whom(form, store, settings)), tuple(_what(form))
    if not (who or form.errors):
        form.wrong("everyone", "Say for whom: everyone, or some of those below.")
    if not (what or form.errors):
        form.wrong("sites", "Say which sites, or choose a kind of sites.")
    until = _until(form, now, zone)
    effect = Effect(form.effect.data)
    if effect is Effect.NEVER_DECRYPT and any(one.kind is TargetKind.URL for one in what):
        form.wrong("sites", "What is not looked into has no pages to tell apart: give the site alone.")
    if form.errors or not (who and what):
        return None
    name = " ".join((form.name.data or "").split()) or f"{EFFECTS[effect]}: {', '.join(_short(what))}"[:LONGEST_NAME]
    return AccessRule(number=0, name=name, effect=effect, who=who, what=what,
                      when=When(periods=tuple(form.periods.data or ()), until=until))  # fmt: skip


def shown(rule: AccessRule, policy: AccessPolicy, names: Names) -> dict[str, Any]:
    """A rule as the form shows it."""
    numbers = [one.number for one in policy.rules]
    following = numbers[numbers.index(rule.number) + 1 :] if rule.number in numbers else []
    by_kind = {kind: [one.name for one in rule.who if one.kind is kind] for kind in SubjectKind}
    return {
        "name": rule.name,
        "effect": rule.effect.value,
        "sites": "\n".join(one.value for one in rule.what if one.kind in {TargetKind.HOST, TargetKind.URL}),
        "categories": [one.value for one in rule.what if one.kind is TargetKind.CATEGORY],
        "everything": Target() in rule.what,
        "everyone": Subject() in rule.who,
        "groups": by_kind[SubjectKind.GROUP],
        "rooms": by_kind[SubjectKind.ROOM],
        "people": "\n".join(names.people.get(id_, id_) for id_ in by_kind[SubjectKind.PERSON]),
        "devices": "\n".join(by_kind[SubjectKind.DEVICE]),
        "periods": list(rule.when.periods),
        "until": _day(rule.when.until, policy.timetable.zone),
        "place": following[0] if following else 0,
    }


def sites_in(text: str) -> list[str]:
    """What stands between spaces, commas and ends of lines."""
    return [word for word in _BETWEEN.split(text) if word]


def targets(words: Iterable[str]) -> tuple[Target, ...]:
    """Raises AccessError for the first that is no site."""
    found = dict.fromkeys(target(_plain(word)) for word in words)
    if len(found) > MOST_SITES:
        raise AccessError(f"Name at most {MOST_SITES} sites.")
    return tuple(found)


def default_until(policy: AccessPolicy, today: date) -> date:
    """The end of this term; two weeks from now where none is on."""
    term = next((term for term in policy.timetable.terms if today in term), None)
    return term.last if term else today + timedelta(days=14)


def _plain(word: str) -> str:
    """What was pasted may be no more than a kind of target: `everything` and `category:…` are for ticking."""
    if word == "everything" or word.startswith("category:"):
        raise AccessError(f"“{word}” is no site; write it like bbc.co.uk")
    return word


def _what(form: RuleForm) -> Iterator[Target]:
    if form.everything.data:
        yield Target()
    yield from (Target(kind=TargetKind.CATEGORY, value=name) for name in form.categories.data or ())
    try:
        yield from targets(sites_in(form.sites.data or ""))
    except AccessError as error:
        form.wrong("sites", str(error))


def _whom(form: RuleForm, store: Store, settings: Settings) -> Iterator[Subject]:
    named = [
        *((Subject(kind=SubjectKind.GROUP, name=name)) for name in form.groups.data or ()),
        *((Subject(kind=SubjectKind.ROOM, name=name)) for name in form.rooms.data or ()),
        *_found(form, "people", lambda name: subject(f"person:{name}", settings, store)),
        *_found(form, "devices", lambda name: subject(f"device:{name}", settings, store)),
    ]
    if form.everyone.data and named:
        form.wrong("everyone", "Either everyone, or some of those below.")
    yield from (Subject(),) if form.everyone.data else named


def _found(form: RuleForm, field: str, find: Callable[[str], Subject]) -> Iterator[Subject]:
    names = [name for name in map(str.strip, _LINES.split(form[field].data or "")) if name]
    if len(names) > MOST_NAMED:
        form.wrong(field, f"Name at most {MOST_NAMED}; a group is better for more.")
        return
    for name in names:
        try:
            yield find(name)
        except AccessError as error:
            form.wrong(field, str(error))


def _until(form: RuleForm, now: float, zone: str) -> float:
    if form.until.data is None:
        return 0.0
    end = day_end(form.until.data, now, zone)
    if end <= now:
        form.wrong("until", "That day is over. Give a day from today on.")
    return end


def day_end(day: date, now: float, zone: str) -> float:
    """The end of a day, for the school's clock; 0 for a day that no clock has."""
    try:
        return moment(day.isoformat(), now, zone)
    except (AccessError, OverflowError):
        return 0.0


def _day(until: float, zone: str) -> date | None:
    return datetime.fromtimestamp(until - 1, ZoneInfo(zone)).date() if until else None


def _short(what: Iterable[Target]) -> list[str]:
    return [one.value or "everything" for one in what]
