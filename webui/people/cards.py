"""Cards with the pictures that pupils sign in with, to print and cut out."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from appliance.model import Right, Role
from appliance.people.secrets import SecretKind, random_pictures
from appliance.people_changes import give_pictures, set_secret
from appliance.store.rows import PersonRow
from webui.box import box
from webui.page import Page, render
from webui.people.blueprint import blueprint, by_name, known_groups
from webui.security import needs, somebody

MOST_CARDS = 100  # each takes some 20 ms on purpose


@dataclass(frozen=True, kw_only=True)
class Card:
    name: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CardsPage(Page):
    """`title` is a class, or a person."""

    template: ClassVar[str] = "people/cards.html"
    title: str
    cards: tuple[Card, ...]


@blueprint.post("/people/groups/<name>/cards")
@needs(Right.PEOPLE)
def print_cards(name: str) -> AnyResponse:
    """For those who have nothing to sign in with; with `all` also for those who have pictures, which are others then.
    They are shown once: only a hash is kept."""
    group = by_name(known_groups()).get(name) or abort(404)
    pupils = tuple(one for one in box().store.people.in_group(name) if one.role is Role.PUPIL)
    if len(pupils) > MOST_CARDS:
        flash(f"Make cards class by class: {group.title} has more than {MOST_CARDS} pupils.", "trouble")
        return redirect(url_for("people.group", name=name), 303)
    given = _renewed(pupils) if request.form.get("all") else _missing(pupils)
    if not given:
        flash(f"Everyone in {group.title} has pictures or a password already.", "done")
        return redirect(url_for("people.group", name=name), 303)
    cards = tuple(Card(name=one.name, pictures=tuple(pictures.split())) for one, pictures in given)
    return Response(render(CardsPage(title=group.title, cards=cards)))


def _missing(pupils: tuple[PersonRow, ...]) -> list[tuple[PersonRow, str]]:
    return give_pictures(box().store, pupils, somebody().who, box().now())


def _renewed(pupils: tuple[PersonRow, ...]) -> list[tuple[PersonRow, str]]:
    given = [(one, random_pictures()) for one in pupils if not _has_password(one)]
    for one, pictures in given:
        set_secret(box().store, one, SecretKind.PICTURE, pictures, somebody().who, box().now())
    return given


def _has_password(one: PersonRow) -> bool:
    secret = box().store.people.secret(one.id)
    return secret is not None and secret.kind is SecretKind.PASSWORD
