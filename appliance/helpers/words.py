"""What a child typed, and what its windows are called: through the same steps as what it types in a page."""

import time
import uuid
from typing import NamedTuple
from urllib.parse import urlsplit

from appliance import pipeline
from appliance.access.hosts import plain_host
from appliance.extract import TITLE, TYPED
from appliance.helpers.holding import Held
from appliance.helpers.protocol import Front, Typed
from appliance.helpers.state import CONFIDE
from appliance.model import Capture, Captured, Device, Direction, Event, Ignored, Message
from appliance.policy.decide import ignored_by

WORKER = "helpers"
LONGEST_AGO = 31 * 86_400.0
BLIND_MARK = "\u2063\u2063\u2063"  # at the end of the title of Confide's pages
_CONFIDE_HOST = plain_host(urlsplit(CONFIDE).hostname or "")
_LONGEST_URL, _LONGEST_WORDS = 8000, 300


class Place(NamedTuple):
    """Where words stood: a page's address, or an application instead of one."""

    scheme: str
    host: str
    path: str


class Words:
    """What was found becomes an event for the spool."""

    def __init__(self, held: Held) -> None:
        self._held = held

    def typed(self, said: Typed, client: str, device: Device, identity: str) -> tuple[Event, ...]:
        """`identity` is the same each time that this message is sent. What was typed to Confide is not read."""
        if is_confide(said.url, said.title):
            return ()
        at = time.time() - min(said.ago, LONGEST_AGO)
        body = said.text.encode()
        message = _message(client, said.application, said.url, at, TYPED, body)
        return self._read(message, device, said.application, said.title, identity)

    def title(self, said: Front, client: str, device: Device) -> tuple[Event, ...]:
        if is_confide(said.url, said.title):
            return ()
        message = _message(client, said.application, said.url, time.time(), TITLE, said.title.encode())
        return self._read(message, device, said.application, said.title, uuid.uuid4().hex)

    def _read(self, message: Message, device: Device, application: str, title: str, identity: str) -> tuple[Event, ...]:
        decision = pipeline.inspect(message, self._held.policy)
        if isinstance(decision, Capture):
            return (_captured(message, device, decision, application, title, identity),)
        if entries := ignored_by(decision):
            return (Ignored(at=message.at, worker=WORKER, device=device.name, entries=entries),)
        return ()


def is_confide(url: str, title: str) -> bool:
    """Confide is deaf to everything else."""
    return BLIND_MARK in title or _place(url, "").host == _CONFIDE_HOST


def identity_of(helper: str, number: int) -> str:
    """What a helper sends twice has one id."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"lollipop:helper:{helper}:{number}").hex


def _place(url: str, application: str) -> Place:
    try:
        parts = urlsplit(url)
        if parts.scheme and parts.hostname:
            query = f"?{parts.query}" if parts.query else ""
            return Place(parts.scheme, plain_host(parts.hostname), (parts.path or "/") + query)
    except ValueError:
        pass
    return Place("app", application, "")


def _message(client: str, application: str, url: str, at: float, kind: str, body: bytes) -> Message:
    place = _place(url, application)
    return Message(
        client=client,
        direction=Direction.SENT,
        method="TYPED" if kind != TITLE else "TITLE",
        scheme=place.scheme,
        host=place.host,
        path=place.path,
        at=at,
        content_type=kind,
        body=body,
    )


def _captured(
    message: Message, device: Device, capture: Capture, application: str, title: str, identity: str
) -> Captured:
    return Captured(
        id=identity,
        at=message.at,
        worker=WORKER,
        client=message.client,
        device=device,
        direction=message.direction,
        url=message.url[:_LONGEST_URL],
        host=message.host[:_LONGEST_WORDS],
        title=title[:_LONGEST_WORDS],
        user_agent=f"Lollipop helper ({application})"[:_LONGEST_WORDS],
        capture=capture,
    )
