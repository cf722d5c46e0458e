"""`lollipop people`: whom the school knows."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appliance.cli.guest import guest
from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home

if TYPE_CHECKING:
    from appliance.people.roster import Plan, Roster
    from appliance.people.secrets import SecretKind
    from appliance.store.rows import PersonRow

BY = "command line"
_SHOWN = 20


@click.group()
def people() -> None:
    """Whom the school knows: pupils, staff and guests."""


people.add_command(guest)


@people.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--map", "said", multiple=True, metavar="FIELD=COLUMN", help="Which column a field is in.")
@click.option("--role", type=click.Choice(["pupil", "staff"]), default="pupil", show_default=True)
@click.option("--school", default="", help="Which school of a OneRoster export.")
@click.option("--part", is_flag=True, help="The list is only a part; nobody leaves.")
@click.option("--preview", "only_preview", is_flag=True, help="Show everything it would change, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--many-leavers", is_flag=True, help="With --yes: even if a third of the school would leave.")
@click.pass_obj
def import_(  # noqa: PLR0913, PLR0917  # click gives each option by itself
    home: Home,
    path: Path,
    said: tuple[str, ...],
    role: str,
    school: str,
    part: bool,
    only_preview: bool,
    yes: bool,
    many_leavers: bool,
) -> None:
    """Take a list of people: OneRoster's folder or zip, or any table. Nobody is deleted; leavers are marked."""
    from datetime import date

    from msgspec.structs import replace

    from appliance.model import Role
    from appliance.people.source import read_people
    from appliance.people_changes import preview

    today = date.fromtimestamp(time.time())  # noqa: DTZ012  # the school's own day
    roster = replace(read_people(path, today, Role(role), _mapping(said), school), part=part)
    with ready_store(home) as store:
        planned = preview(store, roster)
        _show(planned, path.name, None if only_preview else _SHOWN)
        if planned.problems:
            raise click.ClickException("Nothing was imported.")
        if not only_preview:
            _ask(planned, yes, many_leavers)
            _take(home, roster, planned)


def _mapping(said: tuple[str, ...]) -> dict[str, str]:
    if wrong := next((one for one in said if "=" not in one), None):
        raise click.UsageError(f"--map {wrong}: write FIELD=COLUMN.")
    return {field: heading for field, _, heading in (one.partition("=") for one in said)}


def _ask(planned: "Plan", yes: bool, many_leavers: bool) -> None:
    if planned.many_leave and yes and not many_leavers:
        raise click.ClickException(
            "Very many would leave. Nothing was imported. If the list is only a part of the school, say --part;"
            " if they did leave, say --many-leavers."
        )
    if not yes:
        click.confirm("Very many would leave. Take it all the same?" if planned.many_leave else "Take it?", abort=True)


def _take(home: Home, roster: "Roster", planned: "Plan") -> None:
    from appliance.people_changes import take
    from appliance.school_terms import put_in_force

    with ready_store(home) as store:
        take(store, roster, planned, BY, time.time())
    click.echo(f"The list was taken. {put_in_force(home)}")


def _show(planned: "Plan", file: str, most: int | None) -> None:
    for problem in planned.problems:
        click.echo(plain(problem))
    for note in planned.notes:
        click.echo(plain(note))
    _show_some("new", [one.name for one in planned.adds], most)
    _show_some("changed", [str(change) for change in planned.changes], most)
    _show_some("left", [one.person.name for one in planned.leavers], most)
    click.echo(
        plain(
            f"{file}: {len(planned.adds):,} new, {len(planned.changes):,} changed, {len(planned.leavers):,} left,"
            f" {planned.unchanged:,} as before."
        )
    )


def _show_some(what: str, lines: list[str], most: int | None) -> None:
    for line in lines[:most]:
        click.echo(plain(f"{what:8} {line}"))
    if most is not None and len(lines) > most:
        click.echo(f"{what:8} and {len(lines) - most:,} more")


@people.command("list")
@click.option("--group", default="", help="Only this group.")
@click.option("--csv", "as_csv", is_flag=True, help="As a table for a spreadsheet program.")
@click.pass_obj
def show(home: Home, group: str, as_csv: bool) -> None:
    """List everyone at the school, with their groups."""
    from appliance.people_changes import find_group

    with ready_store(home) as store:
        rows = store.people.in_group(find_group(store, group).name) if group else store.people.all()
    if as_csv:
        click.echo(_table(rows), nl=False)
        return
    for row in rows:
        click.echo(_line(row))
    if not rows:
        click.echo("Nobody yet.")


def _table(rows: "tuple[PersonRow, ...]") -> str:
    from appliance.people.sheet import to_csv

    headings = ("Id", "Given name", "Family name", "Role", "User name", "Groups")
    return to_csv(
        headings, ((one.id, one.given, one.family, one.role, one.username, " ".join(one.groups)) for one in rows)
    )


def _line(row: "PersonRow") -> str:
    teaches = f"; teaches {', '.join(row.teaches)}" if row.teaches else ""
    return plain(f"{row.id}  {row.name}  ({row.role}: {', '.join(row.groups)}{teaches})")


@people.command()
@click.option("--mark", help="This person left.")
@click.option("--back", help="This person, by id, did not leave.")
@click.pass_obj
def leavers(home: Home, mark: str | None, back: str | None) -> None:
    """List those who left, or mark one, or take the mark away."""
    from appliance.people_changes import find

    with ready_store(home) as store:
        if mark:
            one = find(store, mark)
            store.people.mark_left(one.id, BY, time.time())
            click.echo(plain(f"{one.name} is marked as left. {_in_force(home)}"))
        elif back:
            if not store.people.bring_back(back, BY, time.time()):
                raise click.ClickException(f"Nobody who left has the id {back!r}.")
            click.echo(f"{back} is back. {_in_force(home)}")
        else:
            for row in store.people.leavers():
                day = time.strftime("%Y-%m-%d", time.localtime(row.left_at))
                click.echo(plain(f"{row.id}  {row.name}  left {day}"))


@people.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def photos(home: Home, folder: Path) -> None:
    """Take photos from a folder, each named by its person's id, such as A123.jpg."""
    from appliance.people.photos import photos_in
    from appliance.people_changes import keep_photos

    with ready_store(home) as store:
        read = photos_in(folder, store.people.known())
        keep_photos(home, store, read.found, BY, time.time())
    for sentence in read.strange:
        click.echo(plain(sentence))
    click.echo(f"Photos taken: {len(read.found):,}.")


@people.command()
@click.argument("who")
@click.option("--pictures", default="", help="Four pictures in their order, by name.")
@click.option("--new", is_flag=True, help="Four random pictures, which are printed; WHO may be a class.")
@click.option("--remove", is_flag=True, help="Take the password away.")
@click.pass_obj
def secret(home: Home, who: str, pictures: str, new: bool, remove: bool) -> None:
    """Set how somebody signs in: pictures, or a password that is asked for. WHO is an id, a user name or a name."""
    from appliance.people.secrets import SecretKind

    if new:
        _hand_out(home, who)
    elif remove:
        _remove(home, who)
    elif pictures:
        _set(home, who, SecretKind.PICTURE, pictures)
    else:
        _set(home, who, SecretKind.PASSWORD, click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _set(home: Home, who: str, kind: "SecretKind", given: str) -> None:
    from appliance.people_changes import find, set_secret

    with ready_store(home) as store:
        one = find(store, who)
        set_secret(store, one, kind, given, BY, time.time())
    click.echo(plain(f"{one.name} signs in with {'these pictures' if kind == 'picture' else 'this password'} now."))


def _remove(home: Home, who: str) -> None:
    from appliance.people_changes import find

    with ready_store(home) as store:
        one = find(store, who)
        done = store.people.remove_secret(one.id, BY, time.time())
    click.echo(plain(f"{one.name} {'has no password any more' if done else 'had no password'}."))


def _hand_out(home: Home, who: str) -> None:
    """One pupil gets new pictures in any case; in a group, those who have no password yet."""
    from appliance.people.secrets import SecretKind, random_pictures
    from appliance.people_changes import find, give_pictures, set_secret

    with ready_store(home) as store:
        if members := store.people.in_group(who):
            given = give_pictures(store, members, BY, time.time())
        else:
            given = [(find(store, who), random_pictures())]
            set_secret(store, given[0][0], SecretKind.PICTURE, given[0][1], BY, time.time())
    for one, pictures in given:
        click.echo(plain(f"{one.name}: {pictures}"))
    if not given:
        click.echo("Everyone has a password already.")


def _in_force(home: Home) -> str:
    from appliance.school_terms import put_in_force

    return put_in_force(home)
