"""`lollipop access changes|approve|decline|undo|off|mistakes`: what waits for a decision, and what was decided."""

import time

import click

from appliance.cli import changing
from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home, load

_HOUR = 3600.0
_BY = click.option("--by", default=changing.BY, show_default=True, help="Who decides.")


@click.command()
@click.option("--waiting", is_flag=True, help="Only those that wait for somebody.")
@click.pass_obj
def changes(home: Home, *, waiting: bool) -> None:
    """List the changes of what can be reached: who, what, why and when. The newest come first."""
    with ready_store(home) as store:
        rows = store.access.waiting() if waiting else store.access.changes()
    for row in rows:
        day = time.strftime("%d %b %H:%M", time.localtime(row.at))
        decided = f" by {row.decided_by}" if row.decided_by and row.decided_by != row.by else ""
        undone = f", undone by change {row.undone_by}" if row.undone_by else ""
        state = f"{row.state.value}{decided}{undone}"
        click.echo(plain(f"{row.number}  {day}  {row.by}: {row.told}. Reason: {row.reason}  ({state})"))
    if not rows:
        click.echo("Nothing waits." if waiting else "Nothing was changed yet.")


@click.command()
@click.argument("number", type=int)
@_BY
@click.pass_obj
def approve(home: Home, number: int, by: str) -> None:
    """Put the change of that NUMBER in force, which somebody else asked for."""
    from appliance import access_changes
    from appliance.school_terms import put_in_force

    with ready_store(home) as store:
        row = access_changes.approve(store, load(home), number, by, time.time())
    click.echo(plain(f"Change {number}, for {row.by}: {row.told}. {put_in_force(home)}"))


@click.command()
@click.argument("number", type=int)
@_BY
@click.pass_obj
def decline(home: Home, number: int, by: str) -> None:
    """Do not make the change of that NUMBER."""
    with ready_store(home) as store:
        store.access.decline(number, by, time.time())
    click.echo(f"Change {number} was declined.")


@click.command()
@click.argument("number", type=int)
@changing.who_and_why
@click.pass_obj
def undo(home: Home, number: int, by: str, reason: str) -> None:
    """Take the change of that NUMBER back."""
    from appliance import access_changes

    with ready_store(home) as store:
        asked = access_changes.undo(store, load(home), number, changing.said(by, reason))
    changing.tell(home, asked, f"Take change {number} back.")


@click.command()
@click.option("--hours", type=click.FloatRange(min=0, min_open=True), required=True, help="For how long.")
@changing.who_and_why
@click.pass_obj
def off(home: Home, hours: float, by: str, reason: str) -> None:
    """Ask for filtering to be switched off for some hours. Somebody else has to approve it."""
    from appliance.access_changes import filtering_off, propose

    said = changing.said(by, reason)
    with ready_store(home) as store:
        asked = propose(store, load(home), filtering_off(said, said.at + hours * _HOUR), said)
    changing.tell(home, asked, f"Switch filtering off for {hours:g} hours.")


@click.command()
@click.option("--settle", type=int, help="The number of one that is decided.")
@click.option("--outcome", default="looked at", show_default=True, help="What was decided.")
@_BY
@click.pass_obj
def mistakes(home: Home, settle: int | None, outcome: str, by: str) -> None:
    """List what pupils say is closed by mistake, or settle one of these."""
    from appliance.model import the_box

    with ready_store(home) as store:
        if settle is not None:
            if not store.mistakes.settle(settle, outcome, by, time.time()):
                raise click.ClickException(f"Nothing waits by the number {settle}.")
            click.echo(f"{settle} is settled.")
            return
        rows = store.seen_by(the_box(by)).mistakes.open()
    for row in rows:
        who = f"{row.person} at {row.device}" if row.person else row.device
        often = f", {row.times} times" if row.times > 1 else ""
        click.echo(plain(f"{row.number}  {row.url}  ({who}{often})  {row.words}"))
    if not rows:
        click.echo("Nobody says that anything is closed by mistake.")
