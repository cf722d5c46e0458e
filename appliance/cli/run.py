"""`lollipop run` and `lollipop sign-in`: start everything, and let a first person in."""

import asyncio
import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from appliance.config import Home, Settings, load
from appliance.errors import LollipopError

SIGN_IN_SECONDS = 15 * 60


@click.command()
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
    from appliance import set_up
    from appliance.errors import ExtensionError
    from appliance.extension.packing import pack

    home.make()
    set_up.make_authority(home, settings)
    set_up.make_stores(home)
    try:
        pack(home, settings)
    except ExtensionError as error:  # all else works without it
        click.echo(str(error), err=True)


def welcome(home: Home, settings: Settings) -> str:
    """What someone new needs next: where to look, and one line to try."""
    proxy = f"http://{_authority(settings.proxy.listen, settings.proxy.port)}"
    return f"""
Lollipop is running.

  Console       {sign_in_link(home, settings)}
                (signs you in once, within {SIGN_IN_SECONDS // 60} minutes; 'lollipop sign-in' makes another)
  Pupils' pages http://{_authority(settings.portal.listen, settings.portal.port)}/ (a device is made ready at /ready)
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
    return f"{console_address(settings)}/sign-in/{token}"


def console_address(settings: Settings) -> str:
    if settings.console.tls_port:
        return f"https://{_authority(settings.portal.names[0], settings.console.tls_port)}"
    return f"http://{_authority(settings.console.listen, settings.console.port)}"


def _authority(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@contextmanager
def _first_error() -> Iterator[None]:
    """A task group wraps errors in a group; the terminal wants the first foreseen one."""
    try:
        yield
    except* LollipopError as group:
        raise group.exceptions[0] from None


@click.command("sign-in")
@click.pass_obj
def sign_in(home: Home) -> None:
    """Print a new one-time sign-in link for the console."""
    click.echo(sign_in_link(home, load(home)))
