"""`lollipop audit`: is the trail of who did what whole?"""

import sys
import time
from pathlib import Path

import click

from appliance.config import Home


@click.group()
def audit() -> None:
    """The audit trail: who did what, sealed entry by entry."""


@audit.command()
@click.option(
    "--head",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A head that was taken off the box; a mail that holds one will do.",
)
@click.pass_obj
def verify(home: Home, head: Path | None) -> None:
    """Check every entry against its seal, and Confide's. Exit status 1 when something does not fit."""
    from appliance.audit_head import read_head
    from appliance.store import Store
    from appliance.store.confide_proof import faults_of

    known = read_head(home, head.read_text(encoding="utf-8", errors="replace")) if head else None
    with Store.open(home, read_only=True) as store:
        faults, last = [*store.audit.faults(known), *faults_of(home, store.audit)], store.audit.head()
    for sentence in faults:
        click.echo(sentence)
    if faults:
        sys.exit(1)
    until = f"{last.id:,} entries, each as it was written." if last else "There is no entry yet."
    click.echo(f"The audit trail is whole: {until}")
    click.echo("Confide is whole.")


@audit.command()
@click.pass_obj
def head(home: Home) -> None:
    """Print the signed head of the trail, to be kept off the box."""
    from appliance.audit_head import signed_head
    from appliance.store import Store

    with Store.open(home) as store:
        store.migrate()
        last = store.audit.head()
        if last is None:
            store.audit.add(time.time(), "command line", "audit trail begun", "")
            last = store.audit.head()
    assert last is not None  # noqa: S101  # one was just added
    click.echo(signed_head(home, last), nl=False)
