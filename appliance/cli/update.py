"""`lollipop update`: what version runs, and a newer one."""

from typing import TYPE_CHECKING

import click

from appliance.cli.changing import BY
from appliance.cli.under_way import carry_out, look
from appliance.cli.words import plain
from appliance.config import Home

if TYPE_CHECKING:
    from appliance.machine.commands import Command

_MOST_SECONDS = 45 * 60.0


@click.group()
def update() -> None:
    """Which version runs, and newer ones: put in, started, or left to the box."""


@update.command()
@click.pass_obj
def show(home: Home) -> None:
    """Which version runs, which waits, and what is under way."""
    machine = look(home)
    click.echo(f"Version {machine.version}{f' on {machine.model}' if machine.model else ''}")
    for slot in machine.slots:
        words = "runs" if slot.booted else "waits" if slot.version else "empty"
        click.echo(plain(f"Slot {slot.name}: {slot.version or 'nothing'} ({words})"))
    for stick in machine.sticks:
        click.echo(plain(f"Stick {stick.name}: {', '.join(stick.updates) or 'no update on it'}"))
    if work := machine.work:
        click.echo(plain(f"Last work, {work.what}: {work.failed or work.said}"))
    for trouble in machine.troubles:
        click.echo(plain(trouble))


@update.command()
@click.argument("name")
@click.option("--stick", default="", help="The name of the stick it is on; else it lies in the folder for updates.")
@click.option("--again", is_flag=True, help="Though it was tried before, and did not come up well.")
@click.pass_obj
def put(home: Home, name: str, stick: str, again: bool) -> None:
    """Put the version in the file NAME where the next start finds it. What runs goes on."""
    carry_out(home, _update(name, stick, again=again), _MOST_SECONDS)


@update.command()
@click.pass_obj
def start(home: Home) -> None:
    """Start the machine anew, with the version that was put in."""
    from appliance.machine.asking import ask
    from appliance.machine.commands import StartOther

    click.echo(ask(home, StartOther(), "cli", BY))


@update.command()
@click.pass_obj
def nightly(home: Home) -> None:
    """What the timer does each hour: in the school's quiet hours, fetch what is newer, put it in and start it."""
    from datetime import datetime

    from appliance.categories.update import fetch
    from appliance.machine.asking import ask
    from appliance.machine.commands import StartOther
    from appliance.store import Store
    from appliance.updating import UpdateChoice, best, bring, due, offers

    with Store.open(home, read_only=True) as store:
        choice = store.choices.get(UpdateChoice)
    machine = look(home)
    now = datetime.now()  # noqa: DTZ005  # the school's own time
    todo = due(choice, machine, now)
    if todo == "fetch" and (found := best(offers(choice.source, fetch), machine)):
        path = bring(found, choice.source, home.updates, fetch)
        carry_out(home, _update(path.name, "", again=False), _MOST_SECONDS)
        todo = due(choice, look(home), datetime.now())  # noqa: DTZ005  # as above
    if todo == "start":
        click.echo(ask(home, StartOther(), "cli", "by itself, in quiet hours"))


def _update(name: str, stick: str, *, again: bool) -> "Command":
    """Raises click's error for what no file is called."""
    import msgspec

    from appliance.machine.commands import Update

    try:
        return msgspec.convert({"type": "Update", "file": name, "stick": stick, "again": again}, Update)
    except msgspec.ValidationError:
        raise click.UsageError("NAME is a file's name alone, without a folder.") from None
