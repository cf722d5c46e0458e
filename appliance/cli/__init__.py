"""The `lollipop` command, one file a group. Each command parses, calls, prints; imports wait until a command needs
them, because `lollipop scan` in a loop should not pay for mitmproxy."""

from pathlib import Path

import click

from appliance import __version__
from appliance.cli import (
    access,
    account,
    audit,
    aup,
    backup,
    ban,
    ca,
    category,
    device,
    group,
    healthy,
    ignore,
    lesson,
    library,
    mail,
    network,
    people,
    run,
    scan,
    setup,
    term,
    unblock,
    update,
    upkeep,
)
from appliance.config import Home, default_home
from appliance.errors import LollipopError


class Commands(click.Group):
    """A group whose foreseen errors are one sentence on the terminal, and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except LollipopError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), help="The folder with settings, keys and captures."
)
@click.version_option(__version__, prog_name="lollipop")
@click.pass_context
def main(context: click.Context, home: Path | None) -> None:
    """Lollipop: safeguarding for a primary school's network."""
    context.obj = Home(home) if home else default_home()


for command in (
    run.run,
    run.sign_in,
    setup.setup,
    scan.scan,
    term.term,
    ignore.ignore,
    library.library,
    access.access,
    account.account,
    audit.audit,
    lesson.lesson,
    unblock.unblock,
    category.category,
    ban.ban,
    people.people,
    group.group,
    group.room,
    device.device,
    aup.aup,
    mail.mail,
    network.network,
    ca.ca,
    backup.backup,
    update.update,
    healthy.healthy,
    upkeep.doctor,
    upkeep.migrate,
):
    main.add_command(command)
