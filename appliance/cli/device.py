"""`lollipop device`: what is on the network, and what the school says of it."""

import time

import click

from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home

BY = "command line"


@click.group()
def device() -> None:
    """Devices on the network. They are found by themselves; say which by name, MAC or address."""


@device.command("list")
@click.option("--new", is_flag=True, help="Only those that the school said nothing of yet.")
@click.pass_obj
def show(home: Home, new: bool) -> None:
    """List the devices, those with a name first."""
    from appliance.device_changes import described

    with ready_store(home) as store:
        rows = [row for row in store.devices.all() if not (new and (row.name or row.room or row.owner))]
    for row in rows:
        click.echo(plain(described(row)))
    if not rows:
        click.echo("No devices yet.")


@device.command()
@click.argument("which")
@click.argument("name")
@click.pass_obj
def name(home: Home, which: str, name: str) -> None:
    """Call a device by a name; '' takes the name away."""
    from appliance.config import load
    from appliance.device_changes import find_device, name_device

    settings = load(home)
    with ready_store(home) as store:
        found = find_device(store, which)
        name_device(store, settings, found, name, BY, time.time())
    _done(home, f"{found.mac} is called {' '.join(name.split())}." if name.strip() else f"{found.mac} has no name.")


@device.command()
@click.argument("which")
@click.argument("room")
@click.pass_obj
def room(home: Home, which: str, room: str) -> None:
    """Say in which room a device stands; '' takes it out."""
    from appliance.device_changes import find_device, put_in_room

    with ready_store(home) as store:
        found = find_device(store, which)
        put_in_room(store, found, room, BY, time.time())
    _done(home, f"{found.title} is in {room}." if room else f"{found.title} is in no room.")


@device.command()
@click.argument("which")
@click.argument("who")
@click.pass_obj
def owner(home: Home, which: str, who: str) -> None:
    """Give a device to somebody for good: an id, user name or name; '' takes it back."""
    from appliance.device_changes import find_device, give

    with ready_store(home) as store:
        found = find_device(store, which)
        whose = give(store, found, who, BY, time.time())
    _done(home, f"{found.title} belongs to {whose}." if whose else f"{found.title} belongs to nobody.")


@device.command()
@click.argument("which")
@click.pass_obj
def forget(home: Home, which: str) -> None:
    """Forget a device, and what the school said of it. It is new when it is seen again."""
    from appliance.device_changes import find_device

    with ready_store(home) as store:
        found = find_device(store, which)
        store.devices.forget(found.mac, BY, time.time())
    _done(home, f"{found.title} was forgotten.")


def _done(home: Home, text: str) -> None:
    from appliance.school_terms import put_in_force

    click.echo(plain(f"{text} {put_in_force(home)}"))
