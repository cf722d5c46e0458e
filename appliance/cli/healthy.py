"""`lollipop healthy`: does the box do what it is there for?"""

import asyncio
import sys

import click

from appliance.cli.words import plain
from appliance.config import Home


@click.command()
@click.option("--within", type=click.FloatRange(0, 3600), default=0.0, help="Seconds that the box may take to be well.")
@click.option(
    "--after-start", is_flag=True, help="What the box does once after each start: keep this version, or go back."
)
@click.option("--quick", is_flag=True, help="Without the practice capture, as the box itself asks each minute.")
@click.option("--parts", is_flag=True, help="Name the parts that are not well, one a line; sentences go to the errors.")
@click.pass_obj
def healthy(home: Home, within: float, after_start: bool, quick: bool, parts: bool) -> None:
    """Fetch a page through every worker, make a practice capture, ask the console and what records."""
    from appliance import __version__
    from appliance.machine import coming_up
    from appliance.machine.healthy import WITHIN, look_until_well, not_well
    from appliance.machine.rauc import Rauc

    rauc = Rauc(__version__)
    # A version that was well here before need not leave a capture at every start.
    seen_well = after_start and coming_up.read(home.machine_state).well == __version__
    practise = not (quick or seen_well)
    found = look_until_well(home, within or (WITHIN if after_start else 0.0), practise=practise)
    for one in found:
        click.echo(plain(f"{'ok  ' if one.ok else 'MEND'}  {one.text}"), err=parts)
    well = all(one.ok for one in found)
    if parts:
        hang = not_well(found)
        click.echo("\n".join(hang), nl=bool(hang))
        well = not hang  # what does not listen yet is still starting, and nobody has to mend it
    if after_start and rauc.is_there:
        click.echo(plain(asyncio.run(coming_up.judge(home, found, rauc))))
    elif after_start and well:
        coming_up.keep(home.machine_state, coming_up.Kept(well=__version__))
    sys.exit(0 if well else 1)
