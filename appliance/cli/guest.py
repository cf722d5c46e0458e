"""`lollipop people guest`: codes for guests."""

import time

import click

from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home

BY = "command line"


@click.group()
def guest() -> None:
    """Codes with which guests sign in, each until its end."""


@guest.command()
@click.argument("name")
@click.option("--hours", type=click.IntRange(1, 24 * 14), default=8, show_default=True, help="How long it holds.")
@click.pass_obj
def add(home: Home, name: str, hours: int) -> None:
    """Make a code for a guest. It is shown once."""
    from appliance.people_changes import checked_name

    name, now = checked_name(name), time.time()
    with ready_store(home) as store:
        code, made = store.guests.add(name, now + hours * 3600, BY, now)
    click.echo(f"{made.name}’s code is {code}, until {_moment(made.until)}.")


@guest.command("list")
@click.pass_obj
def show(home: Home) -> None:
    """List the guests whose codes hold."""
    with ready_store(home) as store:
        guests = store.guests.in_force(time.time())
    for one in guests:
        click.echo(plain(f"{one.id}  {one.name}  until {_moment(one.until)}, by {one.by}"))
    if not guests:
        click.echo("No guests.")


@guest.command()
@click.argument("guest_id")
@click.pass_obj
def end(home: Home, guest_id: str) -> None:
    """End a guest's code now, by the guest's id."""
    from appliance.school_terms import put_in_force

    with ready_store(home) as store:
        if not store.guests.end(guest_id, BY, time.time()):
            raise click.ClickException(f"There is no guest {guest_id!r}.")
    click.echo(plain(f"{guest_id} has ended. {put_in_force(home)}"))


def _moment(at: float) -> str:
    return time.strftime("%d %b %H:%M", time.localtime(at))
