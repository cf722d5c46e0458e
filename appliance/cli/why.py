"""`lollipop access why`: may they reach it now, and which rule says so."""

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home, Settings, load

if TYPE_CHECKING:
    from appliance.access.explain import Explanation
    from appliance.model import Device, Message, Person
    from appliance.policy.rules import Policy
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
    from appliance.access.explain import explain
    from appliance.pipeline import asked

    with ready_store(home) as store:
        policy = _policy(home, store)
        message, who = _message(url), _device(load(home), device, _person(store, person))
        told = explain(asked(message, who, policy), policy.access, time.time())
    click.echo(plain(f"{message.host} {_MARKS.get(type(told.verdict).__name__, 'is blocked')}. {told.sentence}"))
    if told.categories:
        click.echo(f"It is about: {', '.join(told.categories)}.")
    _tell_rules(told, every=every)


def _tell_rules(told: "Explanation", *, every: bool) -> None:
    for step in told.steps:
        if every or step.decides:
            mark = "→" if step.decides else " "
            click.echo(plain(f"{mark} {step.number}  {step.name}  ({step.effect.value})  {step.why}"))


def _policy(home: Home, store: "Store") -> "Policy":
    """As the workers have it, but for what is looked for in texts; bans are kept by the clock on the wall."""
    from appliance.categories.in_force import load_lists
    from appliance.match.terms import Terms
    from appliance.policy.rules import build_policy, with_access, with_bans

    lists = load_lists(home)
    for trouble in lists.troubles:
        click.echo(plain(trouble), err=True)
    now = time.time()
    policy = with_bans(build_policy(load(home), Terms(())), store.bans.in_force(now))
    return with_access(policy, store.access.load(now), lists.categories, lists.illegal)


def _message(url: str) -> "Message":
    from appliance.access.hosts import is_host, plain_host
    from appliance.model import Direction, Message

    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = plain_host(parts.hostname or "")
    except ValueError:
        host = ""
    if not host or not is_host(host):
        raise click.ClickException(f"{plain(url)} is no address; write it like https://www.example.org/page")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Message(
        client="", direction=Direction.SENT, method="GET", scheme="https", host=host, path=path, at=time.time()
    )


def _person(store: "Store", name: str) -> "Person | None":
    from appliance.people_changes import find

    return find(store, name).person if name else None


def _device(settings: Settings, name: str, person: "Person | None") -> "Device":
    import msgspec

    from appliance.model import Device

    found = next((one for one in settings.known if name and name in {one.name, *one.addresses}), None)
    return msgspec.structs.replace(found or Device(name=name, addresses=()), person=person)
