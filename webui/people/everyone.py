"""Everyone at the school: looked for, by class, year or role."""

from dataclasses import dataclass
from typing import ClassVar

from flask import request
from wtforms import SearchField, SelectField

from appliance.model import Right, Role
from appliance.people.roster import GroupKind
from appliance.store.rows import GroupRow, PersonRow
from webui.bans import number_in
from webui.box import box
from webui.forms import ScreenForm
from webui.page import Page, render
from webui.people.blueprint import MOST_SHOWN, Named, blueprint, by_name, known_groups, titled
from webui.security import needs

EVERYONE, PUPILS, STAFF, LEFT = "everyone", "pupils", "staff", "left"
_ROLES = {PUPILS: Role.PUPIL, STAFF: Role.STAFF}
_KINDS = {
    GroupKind.CLASS: "Classes",
    GroupKind.YEAR: "Years",
    GroupKind.PASTORAL: "Pastoral groups",
    GroupKind.OWN: "Other groups",
    GroupKind.VULNERABLE: "Vulnerable groups",
}
_GROUP = "group:"


class Filter(ScreenForm):
    q = SearchField("Name")
    show = SelectField("Show", validate_choice=False)


@dataclass(frozen=True, kw_only=True)
class Line:
    """Somebody in the list. `signs_in`: they have pictures or a password."""

    row: PersonRow
    groups: tuple[Named, ...]
    signs_in: bool


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """`total` are those who were found, of whom this is page `number`; `school` says whether anybody is there at all.
    `counts` are pupils, staff and those who left."""

    template: ClassVar[str] = "people/everyone.html"
    filter: Filter
    choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    lines: tuple[Line, ...]
    total: int
    number: int
    counts: tuple[int, int, int]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // MOST_SHOWN))

    @property
    def filtered(self) -> bool:
        return bool(self.filter.q.data) or self.filter.show.data not in {"", EVERYONE}

    @property
    def anybody(self) -> bool:
        return any(self.counts)


@blueprint.get("/people")
@needs(Right.PEOPLE)
def show() -> str:
    chosen = Filter.from_query({"show": EVERYONE})
    groups = known_groups()
    store = box().store
    ids = _found(chosen, groups)
    number = max(1, min(number_in(request.args.get("page", "1")), -(-len(ids) // MOST_SHOWN)))
    rows = store.people.some(ids[(number - 1) * MOST_SHOWN : number * MOST_SHOWN])
    have, titles = store.people.with_secret(), by_name(groups)
    return render(
        PeoplePage(
            filter=chosen,
            choices=_choices(groups, store.people.count()),
            lines=tuple(
                Line(row=row, groups=titled((*row.teaches, *row.groups), titles), signs_in=row.id in have)
                for row in rows
            ),
            total=len(ids),
            number=number,
            counts=store.people.count(),
        )
    )


def _found(chosen: Filter, groups: tuple[GroupRow, ...]) -> tuple[str, ...]:
    """A group that they may not know of has nobody in it."""
    words, what = (chosen.q.data or "")[:200], chosen.show.data or EVERYONE
    people = box().store.people
    if what.startswith(_GROUP):
        name = what.removeprefix(_GROUP)
        return people.found(words, group=name) if name in by_name(groups) else ()
    return people.found(words, role=_ROLES.get(what), left=what == LEFT)


def _choices(
    groups: tuple[GroupRow, ...], counts: tuple[int, int, int]
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What can be shown, under headings."""
    pupils, staff, left = counts
    first = (
        (EVERYONE, f"Everyone ({pupils + staff:,})"),
        (PUPILS, f"Pupils ({pupils:,})"),
        (STAFF, f"Staff ({staff:,})"),
        (LEFT, f"Those who left ({left:,})"),
    )
    by_kind = (
        (heading, tuple((f"{_GROUP}{one.name}", f"{one.title} ({one.size:,})") for one in groups if one.kind is kind))
        for kind, heading in _KINDS.items()
    )
    return (("School", first), *((heading, offered) for heading, offered in by_kind if offered))
