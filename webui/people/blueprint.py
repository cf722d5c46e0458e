"""What the screens about people have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort

from appliance.model import Right, Viewer
from appliance.people.roster import GroupKind
from appliance.store.rows import GroupRow, PersonRow
from webui.box import box
from webui.security import viewer

blueprint = Blueprint("people", __name__)

MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Named:
    """A group as people call it."""

    name: str
    title: str
    kind: GroupKind


def person_or_404(id_: str) -> PersonRow:
    return box().store.people.get(id_) or abort(404)


def may_know(who: Viewer, group: GroupRow) -> bool:
    """May they know who is in it? Of a vulnerable group only those who are named for it, and those who say who is."""
    if group.kind is not GroupKind.VULNERABLE:
        return True
    return who.all_named or group.name in who.sight.named or who.may(Right.ACCOUNTS)


def known_groups() -> tuple[GroupRow, ...]:
    """The groups that the person behind the request may know of."""
    who = viewer()
    return tuple(group for group in box().store.groups.all() if may_know(who, group))


def by_name(groups: Iterable[GroupRow]) -> dict[str, GroupRow]:
    return {group.name: group for group in groups}


def titled(names: Iterable[str], groups: Mapping[str, GroupRow]) -> tuple[Named, ...]:
    """In the order of classes, years, others; a group that is not among `groups` is left out."""
    found = [groups[name] for name in names if name in groups]
    order = list(GroupKind)
    found.sort(key=lambda group: (order.index(group.kind), group.title.casefold()))
    return tuple(Named(name=group.name, title=group.title, kind=group.kind) for group in found)
