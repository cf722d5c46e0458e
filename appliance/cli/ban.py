"""`lollipop ban`: pause the internet of a device or a person, through core."""

import time

import click

from appliance.config import Home
from appliance.errors import LollipopError


@click.command()
@click.argument("whom", required=False)
@click.option("--minutes", type=click.IntRange(1, 7 * 24 * 60), default=15, show_default=True)
@click.option("--reason", default="An adult in school paused it.", show_default=True, help="What the pupil reads.")
@click.option("--lift", is_flag=True, help="End the bans now.")
@click.pass_obj
def ban(home: Home, whom: str | None, minutes: int, reason: str, lift: bool) -> None:
    """Pause the internet of WHOM: a device, by name or address, or a person, by name or id, on every device they are
    at. Without WHOM: list the bans in force."""
    from appliance.wire import AskBan, AskLift, AskStatus, Call, Refused, Status

    by = "command line"
    with Call(home.core_socket, "cli") as core:
        if whom is None:
            status = core.ask(AskStatus())
            click.echo(_bans(status) if isinstance(status, Status) else str(status))
            return
        answer = core.ask(
            AskLift(device=whom, by=by) if lift else AskBan(device=whom, seconds=minutes * 60, reason=reason, by=by)
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
        return "Nobody's internet is paused."
    now = time.time()
    return "\n".join(
        f"{ban.device}: {max(ban.until - now, 0) / 60:.0f} more minutes. {ban.reason}" for ban in status.bans
    )
