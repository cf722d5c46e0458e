"""`lollipop access list|add|remove|move|timetable`: the school's rules in their order."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appliance.cli import changing
from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home, load

if TYPE_CHECKING:
    from appliance.access.timetable import Timetable

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EFFECTS = {
    "allow": "allow",
    "warn": "warn",
    "block": "block",
    "only": "allow only",
    "never-decrypt": "never decrypt",
}


@click.command("list")
@click.pass_obj
def show(home: Home) -> None:
    """List what holds, in the order in which it is asked; the first that fits decides."""
    from appliance.access.changes import rule_in_words

    with ready_store(home) as store:
        policy = store.access.load(time.time())
    for lesson in policy.lessons:
        for rule in lesson.rules:
            click.echo(plain(f"lesson {lesson.id}  {rule_in_words(rule)}"))
    for rule in policy.unblocks:
        click.echo(plain(f"{rule.number}  unblocked  {rule_in_words(rule)}  ({rule.by}: {rule.reason})"))
    for rule in policy.rules:
        click.echo(plain(f"{rule.number}  {rule_in_words(rule)}"))
    if not policy.in_order():
        click.echo("No rules: everything is open that the settings and the lists do not close.")


@click.command()
@click.argument("effect", type=click.Choice(list(_EFFECTS)))
@click.argument("what", nargs=-1, required=True)
@changing.for_whom
@click.option("--name", default="", help="What pupils read on the page.  [default: the rule in words]")
@click.option("--in", "periods", multiple=True, help="Only in these periods of the timetable; several times.")
@click.option("--until", default="", help="15:30, 2026-12-18 or '2026-12-18 15:30'.")
@click.option("--before", type=int, default=0, help="The number of the rule that it goes before; else the last.")
@changing.who_and_why
@click.pass_obj
def add(  # noqa: PLR0913, PLR0917  # click gives each option by itself
    home: Home,
    effect: str,
    what: tuple[str, ...],
    who: tuple[str, ...],
    name: str,
    periods: tuple[str, ...],
    until: str,
    before: int,
    by: str,
    reason: str,
) -> None:
    """Add a rule. WHAT is everything, category:NAME, a host or the beginning of an address; several may be given."""
    from appliance.access.changes import PutRule, rule_in_words
    from appliance.access.rules import AccessRule, Effect, When
    from appliance.access_changes import LONGEST_NAME, check_categories, propose
    from appliance.access_words import moment, target

    settings, said = load(home), changing.said(by, reason)
    with ready_store(home) as store:
        rule = AccessRule(
            number=0,
            name=name or f"{effect} {', '.join(what)}"[:LONGEST_NAME],
            effect=Effect(_EFFECTS[effect]),
            who=changing.subjects(who, settings, store),
            what=tuple(map(target, what)),
            when=When(periods=periods, until=moment(until, said.at, store.access.timetable().zone) if until else 0.0),
            by=by,
            reason=reason,
        )
        check_categories(rule, _categories(home))
        asked = propose(store, settings, PutRule(rule=rule, before=before), said)
    changing.tell(home, asked, f"{rule_in_words(rule)}.")


def _categories(home: Home) -> frozenset[str]:
    from appliance.categories.in_force import load_lists

    return load_lists(home).categories.names


@click.command()
@click.argument("number", type=int)
@changing.who_and_why
@click.pass_obj
def remove(home: Home, number: int, by: str, reason: str) -> None:
    """Remove the rule or unblock of that NUMBER."""
    from appliance.access.changes import TakeRule
    from appliance.access_changes import propose

    with ready_store(home) as store:
        asked = propose(store, load(home), TakeRule(number=number), changing.said(by, reason))
    changing.tell(home, asked, f"Remove rule {number}.")


@click.command()
@click.argument("number", type=int)
@click.option("--before", type=int, default=0, help="The number of the rule that it goes before; else the last.")
@changing.who_and_why
@click.pass_obj
def move(home: Home, number: int, before: int, by: str, reason: str) -> None:
    """Give the rule of that NUMBER another place."""
    from appliance.access.changes import MoveRule, told
    from appliance.access_changes import propose

    change = MoveRule(number=number, before=before)
    with ready_store(home) as store:
        asked = propose(store, load(home), change, changing.said(by, reason))
    changing.tell(home, asked, f"{told(change).capitalize()}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True), required=False)
@changing.who_and_why
@click.pass_obj
def timetable(home: Home, file: Path | None, by: str, reason: str) -> None:
    """Show the timetable, or take it from a TOML FILE."""
    from appliance.access.changes import SetTimetable
    from appliance.access_changes import propose

    with ready_store(home) as store:
        if file is None:
            click.echo("\n".join(map(plain, _told(store.access.timetable()))))
            return
        change = SetTimetable(timetable=_read(file))
        asked = propose(store, load(home), change, changing.said(by, reason))
    changing.tell(home, asked, f"The timetable of {file.name}.")


def _told(one: "Timetable") -> Iterator[str]:
    yield f"school day  {one.start:%H:%M} to {one.end:%H:%M}, {one.zone}"
    for kind, days in (("term", one.terms), ("closed", one.closed)):
        yield from (f"{kind}  {each.name}: {each.first:%d %b %Y} to {each.last:%d %b %Y}" for each in days)
    for period in one.periods:
        days_of = " ".join(_DAYS[day] for day in period.days)
        yield f"{period.kind.value}  {period.name}: {period.start:%H:%M} to {period.end:%H:%M}, {days_of}"


def _read(file: Path) -> "Timetable":
    """Raises AccessError with the file and the key."""
    import msgspec

    from appliance.access.timetable import Timetable
    from appliance.errors import AccessError

    try:
        return msgspec.toml.decode(file.read_bytes(), type=Timetable)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise AccessError(f"{file.name}: {error}. The timetable in force stays.") from error
