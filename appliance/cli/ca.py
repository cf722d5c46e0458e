"""`lollipop ca`: the school's certificate authority."""

from datetime import UTC, datetime

import click

from appliance.config import Home, load


@click.group()
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
