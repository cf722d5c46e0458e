"""`lollipop mail`: is mail set up, and does it get through?"""

import secrets
import time
from typing import TYPE_CHECKING

import click

from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home

if TYPE_CHECKING:
    from appliance.mail.outgoing import QueuedMail
    from appliance.store import Store

BY = "command line"
WAIT_SECONDS = 30.0
LOOK_SECONDS = 0.2


@click.group()
def mail() -> None:
    """Mail that tells staff of captures."""


@mail.command()
@click.argument("address")
@click.pass_obj
def test(home: Home, address: str) -> None:
    """Send a test, and say how that went."""
    from appliance.mail.compose import is_address
    from appliance.mail.outgoing import NewMail, TestMail

    if not is_address(address):
        raise click.ClickException(plain(f"{address!r} is no mail address."))
    key = f"test/{secrets.token_urlsafe(9)}"
    with ready_store(home) as store:
        store.audit.add(time.time(), BY, "test mail", address)
        store.outbox.add([NewMail(key=key, address=address, content=TestMail())], time.time())
        found = _outcome(store, key)
    if found is None:
        raise click.ClickException("Nothing happens: the process that sends mail does not run. Start `lollipop run`.")
    if found.trouble:
        raise click.ClickException(plain(found.trouble))
    click.echo("The server has taken it. Look whether it arrived, also in junk mail.")


@mail.command()
@click.option("--now", is_flag=True, help="Try everything that waits at once.")
@click.pass_obj
def queue(home: Home, *, now: bool) -> None:
    """List the mails that wait or were refused."""
    with ready_store(home) as store:
        if now:
            store.outbox.hurry()
        waiting, state = store.outbox.waiting(), store.outbox.state()
    for one in (*waiting, *state.refused):
        click.echo(plain(_line(one)))
    click.echo(f"{state.waiting:,} waiting, {len(state.refused)} refused.")


def _outcome(store: "Store", key: str) -> "QueuedMail | None":
    """The test once it is over; None where nothing becomes of it."""
    from appliance.mail.outgoing import MailState

    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        found = store.outbox.with_key(key)
        if found and found.state in {MailState.SENT, MailState.REFUSED}:
            return found
        time.sleep(LOOK_SECONDS)
    return None


def _line(one: "QueuedMail") -> str:
    since = time.strftime("%d %b %H:%M", time.localtime(one.queued_at))
    whom = one.address or f"account {one.account}"
    trouble = f": {one.trouble}" if one.trouble else ""
    return f"{one.id}  {one.state.value}  {one.kind} to {whom}, since {since}{trouble}"
