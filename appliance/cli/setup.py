"""`lollipop setup`: what systemd runs before all others."""

import os
import sys

import click

from appliance.config import Home
from appliance.errors import ConfigError


@click.command()
@click.option("--check", is_flag=True, help="Say what is not as it should be, and change nothing.")
@click.pass_obj
def setup(home: Home, check: bool) -> None:
    """Make or mend this box's folders, keys, stores and everybody's rights, as root."""
    from appliance import rights
    from appliance.config import load
    from appliance.machine.forgetting import finish
    from appliance.set_up import set_up

    if os.geteuid() != 0:
        raise ConfigError("Only root sets up a box; on a computer of your own, `lollipop run` does all of it.")
    numbers = rights.of_this_box()
    if check:
        _say_and_end(list(rights.differences(home, load(home), numbers)), [], wrong=True)
    os.umask(0o027)
    if finish(home):
        click.echo("This box has forgotten everything, as somebody asked.")
    outcome = set_up(home, numbers)
    _say_and_end(outcome.changed, outcome.troubles, wrong=False)


def _say_and_end(changed: list[str], troubles: list[str], wrong: bool) -> None:
    for sentence in changed:
        click.echo(sentence)
    for sentence in troubles:
        click.echo(sentence, err=True)
    if not changed and not troubles:
        click.echo("All is as it should be.")
    sys.exit(1 if troubles or (wrong and changed) else 0)
