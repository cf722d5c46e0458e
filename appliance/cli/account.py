"""`lollipop account`: who may sign in to the console. For whoever looks after the box: the console does the same."""

import time
from typing import TYPE_CHECKING

import click

from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home, load

if TYPE_CHECKING:
    from appliance.account_changes import Changer
    from appliance.duties import Duty
    from appliance.store import Store
    from appliance.store.rows import AccountRow

BY = "command line"


@click.group()
def account() -> None:
    """Who may sign in to the console, and with which duties."""


@account.command("list")
@click.pass_obj
def show(home: Home) -> None:
    """List accounts with their duties."""
    with ready_store(home) as store:
        accounts = store.accounts.all()
    for one in accounts:
        click.echo(plain(f"{one.number}  {one.name}  {one.email}  {_duties(one)}"))
    if not accounts:
        click.echo("No accounts.")


@account.command()
@click.argument("name")
@click.argument("mail")
@click.option("--duty", "duties", multiple=True, help="What they are for, as in `dsl` or `teacher`; several times.")
@click.option("--group", "groups", multiple=True, help="A class or group that a duty reaches; several times.")
@click.option("--room", "rooms", multiple=True, help="A room that a duty reaches; several times.")
@click.pass_obj
def add(
    home: Home, name: str, mail: str, duties: tuple[str, ...], groups: tuple[str, ...], rooms: tuple[str, ...]
) -> None:
    """Make an account, and a link with which its person chooses a password."""
    from appliance.account_changes import assignments, invite

    held = assignments(map(_duty, duties), groups, rooms)
    with ready_store(home) as store:
        number = invite(store, name, mail, held, _box(), time.time())
        _print_link(home, store, number, lost=False)


@account.command()
@click.argument("mail")
@click.option("--lost", is_flag=True, help="Their second step and recovery codes are lost: let them set it up anew.")
@click.pass_obj
def link(home: Home, mail: str, lost: bool) -> None:
    """Make a new link for somebody who cannot sign in."""
    with ready_store(home) as store:
        _print_link(home, store, _found(store, mail).number, lost=lost)


@account.command()
@click.argument("mail")
@click.pass_obj
def end(home: Home, mail: str) -> None:
    """End an account. Its person is signed out at once."""
    from appliance import account_changes

    with ready_store(home) as store:
        one = _found(store, mail)
        account_changes.end(store, one.number, _box(), time.time())
    click.echo(plain(f"{one.name} can no longer sign in."))


def _print_link(home: Home, store: "Store", number: int, lost: bool) -> None:
    from appliance import account_changes
    from appliance.cli.run import console_address

    token, until = account_changes.link(store, number, _box(), time.time(), lost)
    click.echo(f"{console_address(load(home))}/sign-in/{token}")
    click.echo(f"It works once, until {time.strftime('%d %b %H:%M', time.localtime(until))}. Give it to nobody else.")


def _found(store: "Store", mail: str) -> "AccountRow":
    found = store.accounts.by_email(mail)
    if found is None:
        raise click.ClickException(f"Nobody has an account with {mail!r}.")
    return found


def _duty(word: str) -> "Duty":
    from appliance.duties import Duty

    if word not in set(Duty):
        raise click.UsageError(f"There is no duty {word!r}; there are: {', '.join(Duty)}.")
    return Duty(word)


def _duties(one: "AccountRow") -> str:
    return "; ".join(" ".join((held.duty.value, *held.scope)) for held in one.duties) or "no duty"


def _box() -> "Changer":
    from appliance.account_changes import Changer
    from appliance.model import the_box

    return Changer(viewer=the_box(BY), by=BY)
