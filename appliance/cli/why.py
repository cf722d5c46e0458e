"""`lollipop access why`: may they reach it now, and which rule says so."""

import time
from typing import TYPE_CHECKING

import click

from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home, Settings, load

if TYPE_CHECKING:
    from appliance.access.explain import Explanation
    from appliance.model import Device, Person
    from appliance.store import Store

_MARKS = {"Pass": "may be opened", "Warn": "is opened after a warning", "SignInFirst": "is opened after signing in"}


@click.command()
@click.argument("url")
@click.option("--person", default="", help="Who asks: an id, a user name or a full name.")
@click.option("--device", default="", help="At which device: a name or an address that the settings name.")
@click.option("--all", "every", is_flag=True, help="Say of every rule why it does not decide.")
@click.pass_obj
def why(home: Home, url: str, person: str, device: str, *, every: bool) -> None:
    """May URL be reached now, by whom you say? Tells the rule that decides, and what the host is about."""
    from appliance.categories.in_force import load_lists
    from appliance.may_reach import explained, message, policy_now

    now, settings, lists = time.time(), load(home), load_lists(home)
    for trouble in lists.troubles:
        click.echo(plain(trouble), err=True)
    with ready_store(home) as store:
        policy = policy_now(settings, store, lists, now)
        told = explained(url, _device(settings, device, _person(store, person)), policy, now)
    click.echo(
        plain(f"{message(url, now).host} {_MARKS.get(type(told.verdict).__name__, 'is blocked')}. {told.sentence}")
    )
    if told.categories:
        click.echo(f"It is about: {', '.join(told.categories)}.")
    _tell_rules(told, every=every)


def _tell_rules(told: "Explanation", *, every: bool) -> None:
    for step in told.steps:
        if every or step.decides:
            mark = "→" if step.decides else " "
            click.echo(plain(f"{mark} {step.number}  {step.name}  ({step.effect.value})  {step.why}"))


def _device(settings: Settings, name: str, person: "Person | None") -> "Device":
    from msgspec.structs import replace

    from appliance.may_reach import known_device

    return replace(known_device(settings, name), person=person)


def _person(store: "Store", name: str) -> "Person | None":
    from appliance.people_changes import find

    return find(store, name).person if name else None
