"""Texts go through the pipeline of the worker, as in `lollipop scan`."""

from functools import cache
from pathlib import Path

from appliance.config import Settings
from appliance.match.terms import load_terms
from appliance.model import Channel
from appliance.policy.rules import Policy, build_policy
from appliance.scanning import Hit, scan_input

PROJECT = Path(__file__).parents[2]
CORPORA = PROJECT.parent / "shared" / "corpora"
GOLDEN = PROJECT / "tests" / "golden" / "match"


@cache
def policy() -> Policy:
    """As a school gets it: every library on, nothing changed."""
    return build_policy(Settings(), load_terms())


def raised(text: str, channel: Channel = Channel.TYPED) -> list[Hit]:
    """The hits that make a capture."""
    return [hit for hit in scan_input(text, "text", policy(), channel=channel) if hit.raises]
