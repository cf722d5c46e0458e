"""Web forms (application/x-www-form-urlencoded)."""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

from appliance.extract import json
from appliance.extract.passages import channel_of, is_secret, joined, passage
from appliance.extract.search import is_search
from appliance.model import Channel, Direction, Message, Text


def read(message: Message) -> Iterator[Text]:
    body = message.body.decode("utf-8", "replace").strip()
    return read_fields(message, parse_qsl(body))


def read_fields(message: Message, fields: Iterable[tuple[str, str]]) -> Iterator[Text]:
    """Texts of named fields. Values that are JSON are read as such; secrets are not read."""
    path = message.path.partition("?")[0]
    sent = message.direction is Direction.SENT
    searched: list[str] = []
    typed: list[str] = []
    for name, value in fields:
        if is_secret(name):
            continue
        target = searched if sent and is_search(message.host, path, name) else typed
        target.extend(json.strings(value) if json.is_json(value) else (passage(value),))
    if searched:
        yield joined(Channel.SEARCH, searched)
    if typed:
        yield joined(channel_of(message, Channel.PAGE), typed)
