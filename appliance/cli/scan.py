"""`lollipop scan`: would this have been caught?"""

import sys
from typing import TYPE_CHECKING, BinaryIO

import click
import msgspec

from appliance.config import Home, load

if TYPE_CHECKING:
    from appliance.scanning import Format


@click.command()
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
    from appliance.keywords.in_force import load_in_force
    from appliance.model import Channel
    from appliance.policy.rules import build_policy
    from appliance.scanning import scan_input
    from appliance.school_terms import stored_policy

    settings = load(home)
    policy = build_policy(settings, load_in_force(home, settings).terms, stored_policy(home))
    where = Channel(channel) if channel else None
    for hit in scan_input(file.read(), kind, policy, channel=where, lines=lines):
        sys.stdout.buffer.write(msgspec.json.encode(hit) + b"\n")
