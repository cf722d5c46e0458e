"""`lollipop access`: what may be reached, by whom and when."""

import click

from appliance.cli.why import why


@click.group()
def access() -> None:
    """What may be reached, by whom and when."""


access.add_command(why)
