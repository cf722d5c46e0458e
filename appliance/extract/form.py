"""Web forms (application/x-www-form-urlencoded)."""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

from appliance.extract import json
from appliance.extract.passages import channel_of, is_secret, joined, passage
from appliance.extract.search import search_names
from appliance.model import Channel, Direction, Message, Text

_MOST_FIELDS = 10_000  # a form that a person fills in has a few dozen; what comes after is not read, and marked as cut


def read(message: Message) -> Iterator[Text]:
    fields, cut = parsed(message.body.decode("utf-8", "replace").strip())
    return read_fields(message, fields, cut=cut)


def parsed(query: str) -> tuple[list[tuple[str, str]], bool]:
    """Name and value of each field, and whether there were more than are read. What stands alone is a value."""
    *written, rest = f"{query}&".split("&", _MOST_FIELDS)
    return parse_qsl("&".join([field if "=" in field else f"={field}" for field in written])), bool(rest)


def read_fields(message: Message, fields: Iterable[tuple[str, str]], *, cut: bool = False) -> Iterator[Text]:
    """Texts of named fields. Values that are JSON are read as such; secrets are not read."""
    sent = message.direction is Direction.SENT
    names = search_names(message.host, message.path) if sent else frozenset[str]()
    searched: list[str] = []
    typed: list[str] = []
    for name, value in fields:
        if is_secret(name):
            continue
        target = searched if name.lower() in names else typed
        found = json.pairs_if_json(value)
        target.extend([passage(value)] if found is None else [said for _, said in found])
    if searched:
        yield joined(Channel.SEARCH, searched, cut=cut)
    if typed:
        yield joined(channel_of(message, Channel.PAGE), typed, cut=cut)
