"""The `lollipop` command. Each command parses, calls, prints; imports wait until a command needs them, because
`lollipop scan` in a loop should not pay for mitmproxy."""

import asyncio
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click
import msgspec

from appliance import __version__
from appliance.config import Home, Settings, default_home, load
from appliance.errors import LollipopError

if TYPE_CHECKING:
    from appliance.scanning import Format

SIGN_IN_SECONDS = 15 * 60


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
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context, home: Path | None) -> None:
    """Lollipop: safeguarding for a primary school's network."""
    context.obj = Home(home) if home else default_home()


# --- run -----------------------------------------------------------------------------------------------------------


@main.command()
@click.pass_obj
def run(home: Home) -> None:
    """Start worker, core and web on this computer, and keep them running."""
    from appliance import supervisor

    settings = load(home)
    supervisor.require_free(supervisor.endpoints(settings), home)
    prepare(home, settings)
    click.echo("Starting Lollipop …")
    with _first_error():
        asyncio.run(
            supervisor.supervise(
                supervisor.programs(settings), home, lambda: click.echo(welcome(home, settings)), settings
            )
        )
    click.echo("Lollipop has stopped.")


def prepare(home: Home, settings: Settings) -> None:
    """Make what a first start needs: folders, the school's certificate authority, the store."""
    from appliance import ca
    from appliance.store import Store

    home.make()
    ca.ensure(home, settings.school.name, _now())
    home.certificate.write_text(ca.export(home, _now()), encoding="ascii")
    with Store.open(home) as store:
        store.migrate()


def welcome(home: Home, settings: Settings) -> str:
    """What someone new needs next: where to look, and one line to try."""
    proxy = f"http://{_authority(settings.proxy.listen, settings.proxy.port)}"
    return f"""
Lollipop is running.

  Console       {sign_in_link(home, settings)}
                (signs you in once, within {SIGN_IN_SECONDS // 60} minutes; 'lollipop sign-in' makes another)
  Proxy         {proxy}
  Certificate   {home.certificate}

Try it, with the console open:

  curl --proxy {proxy} --cacert {shlex.quote(str(home.certificate))} https://practice.lollipop.test/

Ctrl+C stops it.
"""


def sign_in_link(home: Home, settings: Settings) -> str:
    from appliance.store import Store

    with Store.open(home) as store:
        token = store.sign_in.new_link(time.time(), SIGN_IN_SECONDS)
    return f"http://{_authority(settings.console.listen, settings.console.port)}/sign-in/{token}"


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@contextmanager
def _first_error() -> Iterator[None]:
    """A task group wraps errors in a group; the terminal wants the first foreseen one."""
    try:
        yield
    except* LollipopError as group:
        raise group.exceptions[0] from None


@main.command("sign-in")
@click.pass_obj
def sign_in(home: Home) -> None:
    """Print a new one-time sign-in link for the console."""
    click.echo(sign_in_link(home, load(home)))


# --- scan ----------------------------------------------------------------------------------------------------------


@main.command()
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "html", "json", "url", "form"]),
    default="text",
    help="What the input is.",
)
@click.option(
    "--channel",
    type=click.Choice(["typed", "search", "page", "title", "url", "chat"]),
    help="Where it stood; by default what the format suggests.",
)
@click.option("--lines", is_flag=True, help="Each line is a message of its own.")
@click.argument("file", type=click.File("rb"), default="-")
@click.pass_obj
def scan(home: Home, kind: "Format", channel: str | None, lines: bool, file: BinaryIO) -> None:
    """Would this have been caught? Prints one JSON object for each hit."""
    from appliance.match.terms import load_terms
    from appliance.model import Channel
    from appliance.policy.rules import build_policy
    from appliance.scanning import scan_input

    policy = build_policy(load(home), load_terms())
    where = Channel(channel) if channel else None
    for hit in scan_input(file.read(), kind, policy, channel=where, lines=lines):
        sys.stdout.buffer.write(msgspec.json.encode(hit) + b"\n")


# --- ban -----------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("device", required=False)
@click.option("--minutes", type=click.IntRange(1, 7 * 24 * 60), default=15, show_default=True)
@click.option("--reason", default="An adult in school paused it.", show_default=True, help="What the pupil reads.")
@click.option("--lift", is_flag=True, help="End the device's bans now.")
@click.pass_obj
def ban(home: Home, device: str | None, minutes: int, reason: str, lift: bool) -> None:
    """Pause a DEVICE's internet, given by name or address. Without DEVICE: list the bans in force."""
    from appliance.wire import AskBan, AskLift, AskStatus, Call, Refused, Status

    by = "command line"
    with Call(home.core_socket, "cli") as core:
        if device is None:
            status = core.ask(AskStatus())
            click.echo(_bans(status) if isinstance(status, Status) else str(status))
            return
        answer = core.ask(
            AskLift(device=device, by=by) if lift else AskBan(device=device, seconds=minutes * 60, reason=reason, by=by)
        )
    if isinstance(answer, Refused):
        raise LollipopError(answer.text)
    click.echo(_done(answer))


def _done(answer: object) -> str:
    from appliance.wire import Done

    if not isinstance(answer, Done):
        raise LollipopError(f"core gave an answer that does not fit: {answer}")
    late = f" Not yet confirmed by: {', '.join(answer.missing)}." if answer.missing else ""
    return f"{answer.text} In force after {answer.in_force_ms:.0f} ms.{late}"


def _bans(status: object) -> str:
    from appliance.wire import Status

    if not isinstance(status, Status) or not status.bans:
        return "No device is paused."
    now = time.time()
    return "\n".join(
        f"{ban.device}: {max(ban.until - now, 0) / 60:.0f} more minutes. {ban.reason}" for ban in status.bans
    )


# --- ca ------------------------------------------------------------------------------------------------------------


@main.group()
def ca() -> None:
    """The school's own certificate authority."""


@ca.command("show")
@click.pass_obj
def ca_show(home: Home) -> None:
    """Say which authorities devices should trust, and which one signs."""
    from appliance import ca

    for shown in ca.show(home, _now()):
        click.echo(
            f"{shown.name}\n  {'signs now' if shown.signs else f'signs from {shown.signs_from}'}\n"
            f"  valid         {shown.valid_from} to {shown.valid_until}\n  fingerprint   {shown.fingerprint}"
        )


@ca.command("export")
@click.pass_obj
def ca_export(home: Home) -> None:
    """Print the certificates for devices, as PEM; never a key."""
    from appliance import ca

    click.echo(ca.export(home, _now()), nl=False)


@ca.command("rotate")
@click.option("--activate", is_flag=True, help="Let the next authority sign from now on.")
@click.pass_obj
def ca_rotate(home: Home, activate: bool) -> None:
    """Make the next authority, to be trusted by devices before it signs."""
    from appliance import ca

    if activate:
        ca.activate(home)
    else:
        ca.rotate(home, load(home).school.name, _now())
    home.certificate.write_text(ca.export(home, _now()), encoding="ascii")
    when = "signs from now on; start the workers again" if activate else f"signs in {ca.OVERLAP.days} days by itself"
    click.echo(f"The next authority {when}. For devices: {home.certificate}")


def _now() -> datetime:
    return datetime.now(UTC)


# --- doctor, migrate -----------------------------------------------------------------------------------------------


@main.command()
@click.pass_obj
def doctor(home: Home) -> None:
    """Look over this installation, and say what to do about each thing found."""
    from appliance.health import examine

    findings = list(examine(home))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'MEND'}  {finding.text}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


@main.command()
@click.pass_obj
def migrate(home: Home) -> None:
    """Bring the store to this version's form. A start does it too."""
    from appliance.store import Store

    home.make()
    with Store.open(home) as store:
        applied = store.migrate()
    click.echo("\n".join(f"applied {name}" for name in applied) or "The store is up to date.")
