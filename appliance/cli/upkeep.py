"""`lollipop doctor` and `lollipop migrate`."""

import sys

import click

from appliance.config import Home


@click.command()
@click.pass_obj
def doctor(home: Home) -> None:
    """Look over this installation, and say what to do about each thing found."""
    from appliance.health import examine

    findings = list(examine(home))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'MEND'}  {finding.text}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


@click.command()
@click.pass_obj
def migrate(home: Home) -> None:
    """Bring the store to this version's form. A start does it too."""
    from appliance.store import Store, confide_file

    home.make()
    with Store.open(home) as store:
        applied = [*store.migrate(), *confide_file.migrate(home)]
    click.echo("\n".join(f"applied {name}" for name in applied) or "The store is up to date.")
