"""`lollipop access`: what may be reached, by whom and when."""

import click

from appliance.cli import deciding, rules
from appliance.cli.why import why


@click.group()
def access() -> None:
    """What may be reached, by whom and when."""


for command in (
    rules.show,
    rules.add,
    rules.remove,
    rules.move,
    rules.timetable,
    deciding.changes,
    deciding.approve,
    deciding.decline,
    deciding.undo,
    deciding.off,
    deciding.mistakes,
    why,
):
    access.add_command(command)
