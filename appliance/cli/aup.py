"""`lollipop aup`: the rules that people accept before they go on."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from appliance.aup.texts import read, samples
from appliance.cli.opening import ready_store
from appliance.cli.words import plain
from appliance.config import Home
from appliance.languages.choosing import Language

if TYPE_CHECKING:
    from appliance.store import Store

BY = "command line"
type _Table = tuple[Sequence[str], Sequence[Sequence[str]]]


@click.group()
def aup() -> None:
    """The rules that people accept when they sign in (acceptable use)."""


@aup.command()
@click.option("--sample", is_flag=True, help="The sample texts, as a file to begin with.")
@click.option("--welsh", is_flag=True, help="The samples in Welsh.")
@click.pass_obj
def show(home: Home, *, sample: bool, welsh: bool) -> None:
    """Show the texts in force, who reads them and when."""
    if sample:
        click.echo(samples(Language.WELSH if welsh else Language.ENGLISH).decode(), nl=False)
        return
    with ready_store(home) as store:
        texts = store.aup.in_force()
    for one in texts:
        readers = ", ".join(one.text.groups) or "everyone else"
        click.echo(plain(f"{one.name}, version {one.version}: {one.text.title} ({readers}; {one.text.when})"))
        for point in one.text.points:
            click.echo(plain(f"  - {point.text}"))
    if not texts:
        click.echo("Nobody is asked to accept anything. `lollipop aup set` begins it.")


@aup.command("set")
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def set_texts(home: Home, file: IO[bytes]) -> None:
    """Put the texts of a file in force, and no others. What reads differently gets a new version."""
    texts = read(file.read(), Path(file.name).name)
    with ready_store(home) as store:
        changed = store.aup.set(texts, BY, time.time())
        versions = {one.name: one.version for one in store.aup.in_force()}
    for name in texts:
        click.echo(plain(f"{name}: version {versions[name]}{'' if name in changed else ', as before'}"))


@aup.command()
@click.option("--csv", "as_csv", is_flag=True, help="A table for a spreadsheet program.")
@click.option("--waiting", is_flag=True, help="Who has not accepted yet.")
@click.pass_obj
def report(home: Home, *, as_csv: bool, waiting: bool) -> None:
    """Who accepted or declined which version, and when."""
    from appliance.people.sheet import to_csv

    with ready_store(home) as store:
        headings, rows = _waiting(store) if waiting else _answers(store)
    if as_csv:
        click.echo(to_csv(headings, rows), nl=False)
        return
    for row in rows:
        click.echo(plain("  ".join(row)))
    if not rows:
        click.echo("Nobody waits." if waiting else "Nobody has answered yet.")


def _answers(store: "Store") -> _Table:
    rows = [
        (
            one.name,
            str(one.version),
            one.person_name,
            "accepted" if one.accepted else "declined",
            _when(one.at),
            one.device,
        )
        for one in store.aup.report()
    ]
    return ("text", "version", "who", "answer", "when", "device"), rows


def _waiting(store: "Store") -> _Table:
    """Everyone at the school who has a text, and accepted no version of it that counts."""
    from appliance.aup_changes import waiting

    rows = [(text.name, str(text.version), one.name, " ".join(one.groups)) for one, text in waiting(store)]
    return ("text", "version", "who", "groups"), rows


def _said(accepted: bool) -> str:
    return "accepted" if accepted else "declined"


def _when(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC).astimezone():%Y-%m-%d %H:%M}"
