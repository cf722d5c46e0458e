"""What every command that changes what can be reached has in common."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from appliance.cli.words import plain
from appliance.config import Home

if TYPE_CHECKING:
    from appliance.access.rules import Subject
    from appliance.access_changes import Asked, Said
    from appliance.config import Settings
    from appliance.store import Store

BY = "command line"
_by = click.option("--by", default=BY, show_default=True, help="Who asks for it.")
_reason = click.option("--reason", default="", help="Why; kept with the change.")
for_whom = click.option(
    "--for", "who", multiple=True, help="everyone, group:NAME, person:NAME, room:NAME or device:NAME; several times."
)


def who_and_why(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options `--by` and `--reason`."""
    return _by(_reason(command))


def said(by: str, reason: str) -> "Said":
    from appliance.access_changes import Said

    return Said(by=by, reason=reason, at=time.time())


def subjects(who: tuple[str, ...], settings: "Settings", store: "Store") -> "tuple[Subject, ...]":
    """Raises AccessError; where nobody is named, click's error."""
    from appliance.access_words import subject

    if not who:
        raise click.UsageError("Say for whom: --for group:year3, --for everyone …")
    return tuple(subject(words, settings, store) for words in who)


def tell(home: Home, asked: "Asked", words: str) -> None:
    """What became of a change."""
    from appliance.school_terms import put_in_force

    if asked.waits:
        click.echo(plain(f"{words} It waits as change {asked.number} until somebody else approves it."))
    else:
        click.echo(plain(f"{words} It is change {asked.number}. {put_in_force(home)}"))
