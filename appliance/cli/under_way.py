"""What is asked of the machine on the command line, and waited for."""

import sys
import time
from typing import TYPE_CHECKING

import click

from appliance.cli.changing import BY
from appliance.cli.words import plain
from appliance.config import Home
from appliance.errors import CoreAwayError, MachineError

if TYPE_CHECKING:
    from appliance.machine.commands import Command, Looked

_LOOK_EVERY = 1.0


def look(home: Home, wait: float = 0.0) -> "Looked":
    """Raises MachineError and CoreAwayError where that many seconds brought no answer: a box may be starting."""
    from appliance.machine import asking

    until = time.monotonic() + wait
    while True:
        try:
            return asking.look(home, "cli", BY)
        except (CoreAwayError, MachineError):
            if time.monotonic() >= until:
                raise
        time.sleep(_LOOK_EVERY)


def carry_out(home: Home, command: "Command", within: float) -> None:
    """Until it has ended, or so many seconds have passed; the status says how."""
    from appliance.machine.asking import ask

    click.echo(ask(home, command, "cli", BY))
    until = time.monotonic() + within
    while (work := look(home).work) and not work.done_at and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)
    if work:
        click.echo(plain(work.failed or work.said), err=bool(work.failed))
        if work.failed or not work.done_at:
            sys.exit(1)
