"""Groups of people: what lists bring, and what the school makes itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from appliance.errors import PeopleError
from appliance.model import Right
from appliance.people.naming import slug
from appliance.people.roster import GroupKind
from appliance.people_changes import LONGEST_NAME, checked_name, find, new_group
from appliance.store.rows import GroupRow, PersonRow
from webui.box import box
from webui.forms import Option, ScreenForm, line
from webui.in_force import told
from webui.page import Page, render
from webui.people.blueprint import blueprint, by_name, known_groups
from webui.security import needs, somebody, viewer

MOST_NAMES = 200
HEADINGS = {
    GroupKind.CLASS: ("Classes", "Your lists bring them."),
    GroupKind.YEAR: ("Year groups", "Your lists bring them."),
    GroupKind.STAFF: ("Staff", ""),
    GroupKind.PASTORAL: ("Pastoral groups", "For those who look after them, such as a head of year or a SENCO."),
    GroupKind.VULNERABLE: (
        "Vulnerable groups",
        "What these pupils write and read is shown only to the people who are named for the group.",
    ),
    GroupKind.OWN: ("Other groups", "For rules of their own, such as a coding club."),
}
_KINDS = [
    Option(GroupKind.OWN.value, "A group for rules of its own, such as a coding club"),
    Option(GroupKind.PASTORAL.value, "A group that somebody looks after"),
    Option(GroupKind.VULNERABLE.value, "A vulnerable group: only people named for it see what its pupils do"),
]


class GroupForm(ScreenForm):
    title = StringField("What is it called?", [DataRequired("Write a name."), *line(LONGEST_NAME)])
    kind = RadioField("What is it for?", choices=_KINDS, default=GroupKind.OWN.value)


class PutForm(ScreenForm):
    names = TextAreaField(
        "Who?",
        [DataRequired("Write at least one name."), Length(max=MOST_NAMES * 2 * LONGEST_NAME)],
        description="First and family name, one person on each line.",
    )
    lead = BooleanField("They lead the group, as a teacher leads a class, and are not in it")


@dataclass(frozen=True, kw_only=True)
class GroupsPage(Page):
    """`hidden` is how many vulnerable groups there are that the person may not know of."""

    template: ClassVar[str] = "people/groups.html"
    groups: tuple[GroupRow, ...]
    hidden: int
    form: GroupForm
    headings: ClassVar[dict[GroupKind, tuple[str, str]]] = HEADINGS


@dataclass(frozen=True, kw_only=True)
class GroupPage(Page):
    """`by_hand` are ids; `named` are the names of the accounts that see a vulnerable group; `was` is who was taken out
    just now."""

    template: ClassVar[str] = "people/group.html"
    group: GroupRow
    members: tuple[PersonRow, ...]
    leads: tuple[PersonRow, ...]
    by_hand: frozenset[str]
    have_secret: frozenset[str]
    named: tuple[str, ...]
    form: PutForm
    was: PersonRow | None = None

    @property
    def missing(self) -> int:
        """Pupils with nothing to sign in with."""
        return sum(one.role == "pupil" and one.id not in self.have_secret for one in self.members)

    @property
    def removable(self) -> bool:
        """Whatever lists bring comes back with the next one."""
        return self.group.kind in {GroupKind.OWN, GroupKind.PASTORAL, GroupKind.VULNERABLE} or not self.members


@blueprint.get("/people/groups")
@needs(Right.PEOPLE)
def groups() -> str:
    return render(_list(GroupForm()))


@blueprint.post("/people/groups")
@needs(Right.PEOPLE)
def add_group() -> AnyResponse:
    form = GroupForm.from_request()
    if form.validate():
        try:
            title = checked_name(form.title.data or "")
            wanted = new_group(slug(title), title, GroupKind(form.kind.data))
        except PeopleError:
            form.wrong("title", "Write a name with letters or digits in it.")
        else:
            if box().store.groups.add(wanted, somebody().who, box().now()):
                told(f"{wanted.title} was made. Now put people in it.")
                return redirect(url_for("people.group", name=wanted.name), 303)
            form.wrong("title", "There is a group of that name already. Choose another name.")
    return Response(render(_list(form)), 422)


@blueprint.get("/people/groups/<name>")
@needs(Right.PEOPLE)
def group(name: str) -> str:
    was = box().store.people.get(request.args.get("was", ""))
    return render(_page(_known(name), PutForm(), was))


@blueprint.post("/people/groups/<name>/put")
@needs(Right.PEOPLE)
def put(name: str) -> AnyResponse:
    into, form = _known(name), PutForm.from_request()
    found: list[PersonRow] = []
    if form.validate():
        try:
            found = list(_found(form.names.data or ""))
        except PeopleError as error:
            form.wrong("names", str(error))
    if form.errors:
        return Response(render(_page(into, form)), 422)
    for one in found:
        box().store.groups.put_in(into.name, one.id, somebody().who, box().now(), form.lead.data)
    who = found[0].name if len(found) == 1 else f"{len(found)} people"
    told(f"{who} put {'in charge of' if form.lead.data else 'in'} {into.title}.")
    return redirect(url_for("people.group", name=into.name), 303)


@blueprint.post("/people/groups/<name>/take")
@needs(Right.PEOPLE)
def take(name: str) -> AnyResponse:
    out_of = _known(name)
    one = box().store.people.get(request.form.get("person", "")) or abort(404)
    if box().store.groups.take_out(out_of.name, one.id, somebody().who, box().now()):
        told(f"{one.name} is out of {out_of.title}.")
        return redirect(url_for("people.group", name=out_of.name, was=one.id), 303)
    flash(f"{one.name} is in {out_of.title} by the school’s list, and leaves it by a list.", "trouble")
    return redirect(url_for("people.group", name=out_of.name), 303)


@blueprint.post("/people/groups/<name>/remove")
@needs(Right.PEOPLE)
def remove(name: str) -> AnyResponse:
    gone = _known(name)
    if not request.form.get("sure"):
        flash("Tick the box to remove the group.", "trouble")
        return redirect(url_for("people.group", name=gone.name), 303)
    if box().store.groups.remove(gone.name, somebody().who, box().now()):
        told(f"{gone.title} was removed. The people who were in it stay at the school.")
    return redirect(url_for("people.groups"), 303)


def _known(name: str) -> GroupRow:
    """Raises NotFound for one that there is not, or that they may not know of."""
    return by_name(known_groups()).get(name) or abort(404)


def _found(names: str) -> Iterator[PersonRow]:
    """Raises PeopleError."""
    wanted = [name for name in map(str.strip, names.splitlines()) if name]
    if len(wanted) > MOST_NAMES:
        raise PeopleError(f"Write at most {MOST_NAMES} names at a time.")
    for name in wanted:
        yield find(box().store, name[:LONGEST_NAME])


def _list(form: GroupForm) -> GroupsPage:
    known = known_groups()
    return GroupsPage(groups=known, hidden=len(box().store.groups.all()) - len(known), form=form)


def _page(shown: GroupRow, form: PutForm, was: PersonRow | None = None) -> GroupPage:
    store = box().store
    together = store.people.some(store.people.found(group=shown.name))
    return GroupPage(
        group=shown,
        members=tuple(one for one in together if shown.name in one.groups),
        leads=tuple(one for one in together if shown.name in one.teaches),
        by_hand=store.groups.put_in_by_hand(shown.name),
        have_secret=store.people.with_secret(),
        named=_named_for(shown) if shown.kind is GroupKind.VULNERABLE else (),
        form=form,
        was=was if was and shown.name not in was.groups and viewer().may(Right.PEOPLE) else None,
    )


def _named_for(shown: GroupRow) -> tuple[str, ...]:
    return tuple(one.name for one in box().store.accounts.all() if one.all_named or shown.name in one.named)
