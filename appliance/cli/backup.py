"""`lollipop backup`: backups, where they go, and putting one back."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from appliance.cli.changing import BY
from appliance.cli.under_way import carry_out, look
from appliance.cli.words import plain
from appliance.config import Home

if TYPE_CHECKING:
    from appliance.machine.commands import Command

_MOST_SECONDS = 7 * 3600.0


@click.group()
def backup() -> None:
    """Backups: made each night, tried each week, put back when all else is lost."""


@backup.command()
@click.pass_obj
def show(home: Home) -> None:
    """Where backups go, and how the last one went."""
    state = look(home).backup
    click.echo(plain(f"Backups go to {state.place}." if state.place else "Nobody has said where backups go."))
    click.echo(f"Last backup: {_when(state.made_at)}")
    click.echo(f"Last tried: {_when(state.tried_at)}")
    for line in (state.failed, state.trial_failed, state.key, state.server):
        if line:
            click.echo(plain(line))


_WAIT = click.option("--wait", default=0.0, help="Seconds that a box which is just starting has to answer.")


@backup.command()
@_WAIT
@click.pass_obj
def now(home: Home, wait: float) -> None:
    """Make a backup. Where nobody said where to, that is all it says."""
    from appliance.machine.commands import BackUp

    if not look(home, wait).backup.place:
        click.echo("Nobody has said where backups go, so none is made.")
        return
    carry_out(home, BackUp(), _MOST_SECONDS)


@backup.command("try")
@_WAIT
@click.pass_obj
def try_(home: Home, wait: float) -> None:
    """Put the last backup into a scratch place, and look whether it is whole."""
    from appliance.machine.commands import TryBackup

    if not look(home, wait).backup.place:
        click.echo("Nobody has said where backups go, so none is tried.")
        return
    carry_out(home, TryBackup(), _MOST_SECONDS)


@backup.command("list")
@click.option("--stick", default="", help="Look on the stick of that name, and not where backups go.")
@click.option("--code", is_flag=True, help="Ask for the code of a recovery kit; else the box's own is used.")
@click.pass_obj
def list_(home: Home, stick: str, code: bool) -> None:
    """List what could be put back, the newest first."""
    carry_out(home, _of("FindBackups", stick=stick, code=_asked() if code else ""), _MOST_SECONDS)
    for one in look(home).backups:
        click.echo(
            plain(f"{one.snapshot[:12]}  {_when(one.at)}  {one.megabytes:,} MB  {one.school}  Lollipop {one.version}")
        )


@backup.command()
@click.argument("snapshot")
@click.option("--stick", default="", help="It is on the stick of that name, and not where backups go.")
@click.option("--yes", is_flag=True, help="Do not ask whether it may replace what the box has.")
@click.pass_obj
def restore(home: Home, snapshot: str, stick: str, yes: bool) -> None:
    """Put a backup in the place of all that the box has, and start the box anew. Asks for the recovery kit's code."""
    if not yes:
        click.confirm(
            "What the box has now is replaced, and what happened since the backup is lost. Go on?", abort=True
        )
    carry_out(home, _of("Restore", snapshot=snapshot, stick=stick, code=_asked()), _MOST_SECONDS)


@backup.group()
def to() -> None:
    """Say where backups go from now on."""


@to.command("stick")
@click.argument("name")
@click.pass_obj
def to_stick(home: Home, name: str) -> None:
    """To the stick of that name, which stays plugged in."""
    _keep(home, {"type": "OnStick", "stick": name})


@to.command("sftp")
@click.argument("host")
@click.argument("user")
@click.option("--folder", default="lollipop", show_default=True)
@click.option("--port", default=22, show_default=True)
@click.pass_obj
def to_sftp(home: Home, host: str, user: str, folder: str, port: int) -> None:
    """To another computer. `lollipop backup show` then says with which key the box comes."""
    _keep(home, {"type": "OnSftp", "host": host, "user": user, "folder": folder, "port": port})


@to.command("bucket")
@click.argument("address")
@click.argument("bucket")
@click.option("--key-id", prompt="Key")
@click.option("--secret", prompt="Secret", hide_input=True)
@click.option("--folder", default="lollipop", show_default=True)
@click.pass_obj
def to_bucket(home: Home, address: str, bucket: str, key_id: str, secret: str, folder: str) -> None:
    """To a bucket (S3) at ADDRESS, such as https://s3.example.org."""
    place = {"type": "OnS3", "address": address, "bucket": bucket, "key_id": key_id, "secret": secret}
    _keep(home, {**place, "folder": folder})


@to.command("nowhere")
@click.pass_obj
def to_nowhere(home: Home) -> None:
    """Make no more backups."""
    _keep(home, None)


def _asked() -> str:
    return str(click.prompt("Backup code from the recovery kit", hide_input=True))


def _keep(home: Home, place: dict[str, str | int] | None) -> None:
    from appliance.machine.asking import ask

    click.echo(ask(home, _of("KeepBackups", place=place), "cli", BY))


def _of(kind: str, **fields: object) -> "Command":
    """A command of what was typed. Raises click's error where it cannot be one."""
    import msgspec

    from appliance.machine.commands import Command

    try:
        wanted: Command = msgspec.convert({"type": kind, **fields}, Command)
    except msgspec.ValidationError as error:
        raise click.UsageError(plain(f"That cannot be taken: {error}")) from None
    return wanted


def _when(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC") if at else "never"
