"""`lollipop category`: what hosts are about, by lists from elsewhere, and the lists of what is illegal."""

import time
from datetime import UTC, date, datetime
from pathlib import Path

import click

from appliance.cli.words import plain
from appliance.config import Home

_FILE = click.Path(path_type=Path)
_KINDS = click.Choice(["ut1", "hosts", "plain", "csv"])


@click.group()
def category() -> None:
    """What hosts are about: lists of hosts, by category."""


@category.command("import")
@click.argument("name")
@click.argument("source")
@click.option("--kind", type=_KINDS, default=None, help="The form of the list; found out if not given.")
@click.option("--category", default="", help="What its hosts are about, where the list does not tell.")
@click.option("--licence", required=True, help="Under which licence the list may be used.")
@click.option("--dated", default="", help="The day of the list, as 2026-11-22; today if not given.")
@click.option("--checksum", default="", help="The address of its checksums, for a list that is fetched.")
@click.option("--smaller", is_flag=True, help="Take it even if it has less than half of the hosts it had.")
@click.pass_obj
def take(home: Home, /, name: str, source: str, *, smaller: bool, **told: str) -> None:
    """Put the list in SOURCE (a file, a folder or an https address) in force under NAME."""
    from appliance.categories import update
    from appliance.categories.names import category_name
    from appliance.categories.shelf import Shelf
    from appliance.categories.table import About
    from appliance.school_terms import put_in_force

    given = About(
        name=name,
        kind=told["kind"] or "",
        licence=told["licence"],
        dated=_day(told["dated"]),
        imported="",
        source=source if update.is_address(source) else Path(source).name,
        category=category_name(told["category"]),
        checksum=told["checksum"],
    )
    begin, shelf = time.monotonic(), Shelf(home)
    home.make()
    if update.is_address(source):
        taken = update.take(shelf, given, update.fetch, today=_today(), smaller=smaller)
    else:
        taken = shelf.take(given, Path(source), today=_today(), smaller=smaller)
    left_out = f" {taken.broken:,} entries were no hosts and were left out." if taken.broken else ""
    click.echo(
        f"{name}: {taken.hosts:,} hosts, read in {time.monotonic() - begin:.0f} s.{left_out} {put_in_force(home)}"
    )


@category.command("list")
@click.pass_obj
def show(home: Home) -> None:
    """List the lists, with their licences and days, and the categories that come with Lollipop."""
    from appliance.categories.builtin import names
    from appliance.categories.illegal import ABSENT, IllegalLists
    from appliance.categories.shelf import Shelf

    for one in Shelf(home).lists():
        click.echo(plain(f"{one.name}  {one.hosts:,} hosts  of {one.dated}  {one.licence}  from {one.source}"))
        for called, hosts in sorted(one.categories.items()):
            click.echo(plain(f"{hosts:11,}  {called}"))
    click.echo(f"Small lists that come with Lollipop: {', '.join(names())}.")
    illegal = IllegalLists(home).lists()
    for called, (entries, day) in sorted(illegal.items()):
        click.echo(plain(f"Illegal list {called}: {entries:,} entries, imported on {day}. It cannot be switched off."))
    if not illegal:
        click.echo(ABSENT)


@category.command()
@click.pass_obj
def update(home: Home) -> None:
    """Fetch every list anew that has an address. For a timer; exit status 1 if one could not be renewed."""
    from appliance.categories.shelf import Shelf
    from appliance.categories.update import fetch
    from appliance.categories.update import update as renew
    from appliance.school_terms import put_in_force

    taken, troubles = renew(Shelf(home), fetch, _today())
    for one in taken:
        click.echo(f"{one.name}: {one.hosts:,} hosts, of {one.dated}.")
    for trouble in troubles:
        click.echo(plain(trouble), err=True)
    if taken:
        click.echo(put_in_force(home))
    if not (taken or troubles):
        click.echo("No list has an address to fetch it from.")
    if troubles:
        raise SystemExit(1)


@category.command()
@click.argument("name")
@click.pass_obj
def remove(home: Home, name: str) -> None:
    """Take the list NAME away. Illegal lists cannot be taken away."""
    from appliance.categories.shelf import Shelf
    from appliance.school_terms import put_in_force

    Shelf(home).remove(name)
    click.echo(f"{name} is taken away. {put_in_force(home)}")


@category.command("import-illegal")
@click.argument("file", type=_FILE)
@click.option("--name", required=True, help="Whose list it is.")
@click.pass_obj
def import_illegal(home: Home, file: Path, name: str) -> None:
    """Take a licensed list of illegal addresses: a host, an address or a hash of one a line."""
    from appliance.categories.illegal import IllegalLists
    from appliance.school_terms import put_in_force

    home.make()
    entries = IllegalLists(home).take(name, file, _today().isoformat())
    click.echo(
        f"{name}: {entries:,} entries. They are encrypted now: delete {file.name}, which is not. It cannot be switched "
        f"off. {put_in_force(home)}"
    )


def _today() -> date:
    return datetime.now(UTC).date()


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise click.ClickException(f"--dated: {text!r} is no day; write it like 2026-11-22.") from error
