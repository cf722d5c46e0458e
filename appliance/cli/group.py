"""`lollipop group` and `lollipop room`: what people and devices are put together in."""

import time

import click

from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home

BY = "command line"


@click.group()
def group() -> None:
    """Groups of people: classes and years come with lists, others are made here."""


@group.command("list")
@click.pass_obj
def show(home: Home) -> None:
    """List the groups, what they are for, and how many are in them."""
    with ready_store(home) as store:
        groups = store.groups.all()
    for one in groups:
        click.echo(plain(f"{one.name}  {one.title}  ({one.kind}, {one.size:,})"))
    if not groups:
        click.echo("No groups yet.")


@group.command()
@click.argument("name")
@click.option("--title", default="", help="As people call it.")
@click.option("--kind", type=click.Choice(["own", "class", "pastoral", "vulnerable"]), default="own", show_default=True)
@click.pass_obj
def add(home: Home, name: str, title: str, kind: str) -> None:
    """Make a group, named as groups in the settings are, so that what stands there holds for it."""
    from appliance.people.roster import GroupKind
    from appliance.people_changes import new_group

    with ready_store(home) as store:
        if not store.groups.add(new_group(name, title, GroupKind(kind)), BY, time.time()):
            raise click.ClickException(f"There is a group {name} already.")
    click.echo(f"{name} was made.")


@group.command()
@click.argument("name")
@click.pass_obj
def remove(home: Home, name: str) -> None:
    """Take a group away. Its members stay."""
    with ready_store(home) as store:
        if not store.groups.remove(name, BY, time.time()):
            raise click.ClickException(f"There is no group {name!r}.")
    click.echo(plain(f"{name} was removed. {_in_force(home)}"))


@group.command()
@click.argument("name")
@click.argument("who", nargs=-1, required=True)
@click.option("--lead", is_flag=True, help="They lead the group, as a teacher a class, and are not in it.")
@click.pass_obj
def put(home: Home, name: str, who: tuple[str, ...], lead: bool) -> None:
    """Put people in a group: ids, user names or names. An import does not take them out."""
    from appliance.people_changes import find, find_group

    with ready_store(home) as store:
        into, found = find_group(store, name), [find(store, one) for one in who]
        for one in found:
            store.groups.put_in(into.name, one.id, BY, time.time(), lead)
    click.echo(
        plain(f"{'Leading' if lead else 'In'} {name}: {', '.join(one.name for one in found)}. {_in_force(home)}")
    )


@group.command()
@click.argument("name")
@click.argument("who")
@click.pass_obj
def take(home: Home, name: str, who: str) -> None:
    """Take somebody out of a group that they were put in."""
    from appliance.people_changes import find

    with ready_store(home) as store:
        one = find(store, who)
        if not store.groups.take_out(name, one.id, BY, time.time()):
            raise click.ClickException(plain(f"{one.name} was not put in {name!r} by hand."))
    click.echo(plain(f"{one.name} is out of {name}. {_in_force(home)}"))


def _in_force(home: Home) -> str:
    from appliance.school_terms import put_in_force

    return put_in_force(home)


@click.group()
def room() -> None:
    """Rooms that devices stand in."""


@room.command("list")
@click.pass_obj
def rooms(home: Home) -> None:
    """List the rooms."""
    with ready_store(home) as store:
        names = store.groups.rooms()
    for name in names:
        click.echo(plain(name))
    if not names:
        click.echo("No rooms yet.")


@room.command("add")
@click.argument("name")
@click.pass_obj
def add_room(home: Home, name: str) -> None:
    """Add a room."""
    from appliance.people_changes import checked_name

    name = checked_name(name)
    with ready_store(home) as store:
        if not store.groups.add_room(name, BY, time.time()):
            raise click.ClickException(plain(f"There is a room {name} already."))
    click.echo(plain(f"{name} was added."))


@room.command("remove")
@click.argument("name")
@click.pass_obj
def remove_room(home: Home, name: str) -> None:
    """Take a room off the list."""
    with ready_store(home) as store:
        if not store.groups.remove_room(name, BY, time.time()):
            raise click.ClickException(f"There is no room {name!r}.")
    click.echo(plain(f"{name} was removed."))
