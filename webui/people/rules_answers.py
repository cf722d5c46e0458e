"""Who accepted the rules of use, who declined, and who was not asked yet: by class, and as a list."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, request
from wtforms import SelectField

from appliance.aup_changes import Standing, State, standings
from appliance.model import Right
from appliance.store.rows import GroupRow
from webui.box import box
from webui.csvs import csv
from webui.forms import Option, ScreenForm
from webui.page import Page, render
from webui.people.blueprint import blueprint, by_name, known_groups
from webui.security import needs
from webui.words import full_time

MOST_SHOWN = 500
STATES = {
    State.DECLINED: "Declined",
    State.NOT_YET: "Not yet",
    State.ACCEPTED: "Accepted",
    State.NONE: "Nothing to accept",
}
_STATES = [Option("", "Any"), *(Option(key.value, word) for key, word in STATES.items())]
HEADER = ("Family name", "First name", "Classes and groups", "Rules", "Version", "Answer", "When", "Device")


class AnswersFilter(ScreenForm):
    group = SelectField("Group", validate_choice=False)
    state = SelectField("Answer", validate_choice=False, choices=_STATES)


@dataclass(frozen=True, kw_only=True)
class AnswersPage(Page):
    """`more` are those who are not shown."""

    template: ClassVar[str] = "people/answers.html"
    filter: AnswersFilter
    rows: tuple[Standing, ...]
    more: int
    groups: dict[str, GroupRow]
    states: ClassVar[dict[State, str]] = STATES


@blueprint.get("/people/rules/answers")
@needs(Right.PEOPLE)
def answers() -> str:
    chosen, groups = AnswersFilter.from_query(), by_name(known_groups())
    offered = [Option(group.name, group.title) for group in groups.values() if group.size]
    chosen.group.choices = [Option("", "Everyone"), *offered]
    rows = _rows(groups)
    return render(
        AnswersPage(filter=chosen, rows=rows[:MOST_SHOWN], more=max(0, len(rows) - MOST_SHOWN), groups=groups)
    )


@blueprint.get("/people/rules/answers.csv")
@needs(Right.PEOPLE)
def answers_csv() -> Response:
    groups = by_name(known_groups())
    return csv("who-accepted-the-rules.csv", HEADER, [_cells(one, groups) for one in _rows(groups)])


def _rows(groups: dict[str, GroupRow]) -> tuple[Standing, ...]:
    """Those who declined first, then those who were not asked yet. Of a group that they may not know of, nobody."""
    group, state = request.args.get("group", ""), request.args.get("state", "")
    if group and group not in groups:
        return ()
    found = [
        one
        for one in standings(box().store)
        if (not group or group in one.person.groups) and (not state or one.state == state)
    ]
    order = list(STATES)
    return tuple(sorted(found, key=lambda one: order.index(one.state)))


def _cells(one: Standing, groups: dict[str, GroupRow]) -> tuple[str | int, ...]:
    titles = ", ".join(groups[name].title for name in one.person.groups if name in groups)
    said = (full_time(one.answer.at), one.answer.device) if one.answer else ("", "")
    text = (one.text.text.title, one.text.version) if one.text else ("", "")
    return (one.person.family, one.person.given, titles, *text, STATES[one.state], *said)
