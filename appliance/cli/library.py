"""`lollipop library`: are the keyword libraries in order, which are in force, and how they are renewed."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appliance.config import Home, load

if TYPE_CHECKING:
    from appliance.keywords.shelf import Edition

_FILE = click.Path(path_type=Path)
RESTART = "Start Lollipop again: its workers go on with what they read when they started."


@click.group()
def library() -> None:
    """The keyword libraries."""


@library.command()
@click.argument("files", nargs=-1, type=_FILE)
@click.pass_obj
def check(home: Home, files: tuple[Path, ...]) -> None:
    """Look for faults in the libraries in force, or in FILES. One line a fault."""
    from appliance.keywords.check import check, read_texts
    from appliance.keywords.in_force import shelf_of

    report = check(read_texts(files) if files else shelf_of(home, load(home)).current().libraries)
    for fault in report.faults:
        click.echo(fault)
    verdict = _count(len(report.faults), "fault", "faults") if report.faults else "all in order"
    click.echo(
        f"{_count(report.libraries, 'library', 'libraries')}, {_count(report.terms, 'term', 'terms')}: {verdict}."
    )
    sys.exit(1 if report.faults else 0)


@library.command("list")
@click.pass_obj
def show(home: Home) -> None:
    """Say which version is in force, and how many terms each category has."""
    from appliance.keywords.in_force import count_terms, load_in_force

    found = load_in_force(home, load(home))
    click.echo(f"Libraries {found.version}, {_count(len(found.terms), 'term', 'terms')}")
    for category, number in count_terms(found.terms):
        click.echo(f"{number:7,}  {category}")
    for trouble in found.troubles:
        click.echo(f"MEND  {trouble}")


@library.command()
@click.argument("file", type=_FILE)
@click.pass_obj
def diff(home: Home, file: Path) -> None:
    """Show what the release in FILE would change, without taking it."""
    from appliance.keywords.in_force import shelf_of
    from appliance.keywords.release import require_order

    shelf = shelf_of(home, load(home))
    release = shelf.read(file)
    require_order(release, file.name)
    _compare(shelf.current(), release.version, release.changes, release.libraries)


@library.command()
@click.argument("file", type=_FILE)
@click.pass_obj
def update(home: Home, file: Path) -> None:
    """Put the release in FILE in force, if its signature and its libraries are in order."""
    from appliance.keywords.in_force import shelf_of

    shelf = shelf_of(home, load(home))
    before = shelf.current()
    release = shelf.take(file)
    _compare(before, release.version, release.changes, release.libraries)
    click.echo(f"Libraries {release.version} are in force. {RESTART}")


@library.command()
@click.pass_obj
def undo(home: Home) -> None:
    """Go back to the libraries that were in force before the last update."""
    from appliance.keywords.in_force import shelf_of

    before, now = shelf_of(home, load(home)).undo()
    _compare(before, now.version, now.changes, now.libraries)
    click.echo(f"Libraries {now.version} are in force again. {RESTART}")


def _compare(before: "Edition", version: str, changes: str, libraries: dict[str, str]) -> None:
    from appliance.keywords.diff import differences, lines, terms_of

    click.echo(f"From {before.version} to {version}: {changes}")
    for line in lines(differences(terms_of(before.libraries), terms_of(libraries))) or ["No term changes."]:
        click.echo(line)


# --- licensed lists ------------------------------------------------------------------------------------------------


@library.command("import-licensed")
@click.argument("file", type=_FILE)
@click.option("--name", required=True, help="Whose list it is, as a hit tells it.")
@click.option(
    "--category",
    type=click.Choice(["illegal"]),
    default="illegal",
    show_default=True,
    help="The category that is hidden from every screen.",
)
@click.pass_obj
def import_licensed(home: Home, file: Path, name: str, category: str) -> None:
    """Take a licensed list: a word or phrase a line, or a table with a severity in its second column."""
    from appliance.keywords.licensed import Licensed
    from appliance.keywords.wordlist import read_list

    del category  # there is one that may be hidden, so there is nothing to choose yet
    taken = Licensed(home).take(name, read_list(file), datetime.now(UTC).date().isoformat())
    click.echo(
        f"{name}: {_count(taken.terms, 'term', 'terms')}, {taken.new:,} of them new; {taken.gone:,} taken away. "
        f"They are encrypted now: delete {file.name}, which is not. {RESTART}"
    )


@library.command("remove-licensed")
@click.argument("name")
@click.pass_obj
def remove_licensed(home: Home, name: str) -> None:
    """Take the licensed list NAME away."""
    from appliance.keywords.licensed import Licensed

    Licensed(home).remove(name)
    click.echo(f"{name} is taken away. {RESTART}")


# --- for publishers ------------------------------------------------------------------------------------------------


@library.command()
@click.argument("file", type=_FILE)
def key(file: Path) -> None:
    """Make a publisher's private key in FILE, and print the public key."""
    from appliance.keywords.publishers import new_key

    click.echo(new_key(file))


@library.command()
@click.argument("libraries", metavar="[FILES]...", nargs=-1, type=_FILE)
@click.option("--key", "key_file", type=_FILE, required=True, help="The publisher's private key.")
@click.option("--publisher", default="Lollipop", show_default=True, help="The name that boxes know the key by.")
@click.option("--version", required=True, help="The day, as 2026.11.22; a second one of that day is 2026.11.22.1.")
@click.option("--changes", required=True, help="One line on what is new.")
@click.option("--output", type=_FILE, required=True, help="The file to write.")
def sign(libraries: tuple[Path, ...], key_file: Path, publisher: str, version: str, changes: str, output: Path) -> None:
    """Make a release of the shipped libraries, or of FILES, for boxes to take."""
    from appliance.keywords import files
    from appliance.keywords.check import read_texts, shipped
    from appliance.keywords.publishers import private_key
    from appliance.keywords.release import make, sign

    release = make(version, changes, read_texts(libraries or shipped()))
    files.write(output, sign(release, publisher, private_key(key_file)), 0o644)
    click.echo(f"{output.name}: {_count(len(release.libraries), 'library', 'libraries')}, version {release.version}")


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
