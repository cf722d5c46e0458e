"""`lollipop network`: how the box is plugged in, tried before it holds."""

import click

from appliance.config import Home

_ANSWER_SECONDS = 60.0


@click.group()
def network() -> None:
    """Try the ports and addresses of the settings, and keep them or go back."""


@network.command()
@click.pass_obj
def plan(home: Home) -> None:
    """Show what the settings would make of this box's ports and addresses. Nothing is changed."""
    from appliance.config import load
    from appliance.network.layout import check, layout
    from appliance.network.networkd import files

    settings = load(home)
    check(settings)
    for name, text in files(layout(settings)).items():
        click.echo(f"--- {name}\n{text}")


@network.command()
@click.pass_obj
def probe(home: Home) -> None:
    """Look whether somebody is in the way: another that gives addresses, or has ours."""
    from appliance.network.commands import Probe

    _ask(home, Probe())


@network.command()
@click.option("--seconds", type=click.IntRange(5, 600), default=60, show_default=True, help="How long to wait for you.")
@click.pass_obj
def apply(home: Home, seconds: int) -> None:
    """Try the ports and addresses of the settings. Without `lollipop network confirm` the old ones come back."""
    from appliance.network.commands import TryAddresses

    _ask(home, TryAddresses(seconds=seconds))


@network.command()
@click.pass_obj
def confirm(home: Home) -> None:
    """Keep what is being tried."""
    from appliance.network.commands import Confirm

    _ask(home, Confirm())


@network.command()
@click.pass_obj
def rollback(home: Home) -> None:
    """Go back now to what held before."""
    from appliance.network.commands import Rollback

    _ask(home, Rollback())


def _ask(home: Home, command: object) -> None:
    """Raises NetworkError with what `network` says, and CoreAwayError where it does not."""
    import asyncio

    from appliance.errors import NetworkError, WireError
    from appliance.network.commands import Answer, Applied
    from appliance.wire import Connection

    async def ask() -> Answer:
        line: Connection[Answer] = await Connection.open(home.network_socket, Answer)
        line.send(command)
        try:
            answer = await asyncio.wait_for(line.receive(), _ANSWER_SECONDS)
        except TimeoutError as error:
            raise NetworkError("the network process took it, and has not said within a minute how it went") from error
        finally:
            line.close()
        if answer is None:
            raise WireError("the network process refused: only root and Lollipop's own user may ask")
        return answer

    answer = asyncio.run(ask())
    if not isinstance(answer, Applied):
        raise NetworkError(getattr(answer, "text", "the network process answers something else"))
    click.echo(answer.text[0].upper() + answer.text[1:] + ".")
