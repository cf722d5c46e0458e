"""`lollipop ignore`: what the school does not want to be told again."""

import time

import click

from appliance.cli.opening import libraries, ready_store
from appliance.cli.words import in_words, plain
from appliance.config import Home, load

BY = "command line"


@click.group()
def ignore() -> None:
    """What the school does not want to be told again: a term on a site, a term in a phrase, a site."""


@ignore.command("list")
@click.pass_obj
def show(home: Home) -> None:
    """List the entries, and how often each took something away."""
    with ready_store(home) as store:
        rows = store.school.ignored()
    for row in rows:
        entry = row.entry
        what = ", ".join(part for part in (entry.term, entry.phrase and f"“{entry.phrase}”", entry.site) if part)
        times = f"{row.times:,} {'time' if row.times == 1 else 'times'}"
        reason = f"  {entry.reason}" if entry.reason else ""
        click.echo(plain(f"{entry.number}  {what}{in_words(entry.group)}  {times}{reason}"))
    if not rows:
        click.echo("Nothing is ignored.")


@ignore.command()
@click.option("--site", default="", help="A host and what is below it; =host for exactly that host.")
@click.option("--term", default="", help="A term's id.")
@click.option("--phrase", default="", help="A pattern that the term stands in.")
@click.option("--group", default="", help="Only for this group.")
@click.option("--reason", default="", help="Why, for who reads the list.")
@click.pass_obj
def add(home: Home, site: str, term: str, phrase: str, group: str, reason: str) -> None:
    """Ignore what everything given fits, from now on."""
    from appliance.policy.school import Ignore
    from appliance.school_terms import check_ignore, groups_known, put_in_force

    entry = Ignore(number=0, group=group, site=site, term=term, phrase=phrase, reason=reason)
    settings = load(home)
    with ready_store(home) as store:
        check_ignore(entry, libraries(home), settings, store.school.load(), groups_known(store, settings))
        added = store.school.add_ignore(entry, BY, time.time())
    click.echo(f"Entry {added.number} was added. {put_in_force(home)}")


@ignore.command()
@click.argument("number", type=int)
@click.pass_obj
def remove(home: Home, number: int) -> None:
    """Remove the entry of that number."""
    from appliance.school_terms import put_in_force

    with ready_store(home) as store:
        if not store.school.remove_ignore(number, BY, time.time()):
            raise click.ClickException(f"There is no entry {number}.")
    click.echo(f"Entry {number} was removed. {put_in_force(home)}")
