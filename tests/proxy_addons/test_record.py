"""What a worker keeps, as `core` reads it from the spool."""

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance import pipeline
from appliance.config import Settings
from appliance.core.spool import SpoolReader, SpoolWriter
from appliance.match.terms import load_terms
from appliance.model import (
    AppRefused,
    Capture,
    Captured,
    Device,
    Direction,
    Event,
    Handling,
    Message,
    SpoolCursor,
    SpoolFull,
    Visit,
)
from appliance.policy.rules import Policy, build_policy
from proxy_addons.record import FOLD_HOSTS, Recorder

MEGABYTE = 1024 * 1024
DEVICE = Device(name="tablet-7", addresses=("10.0.0.7",))


class Kept:
    """A recorder with a spool of its own."""

    def __init__(self, folder: Path, limit: int = 8 * MEGABYTE) -> None:
        self.folder = folder
        self.spool = SpoolWriter(folder, limit)
        self.recorder = Recorder("worker-1", self.spool)
        self.cursor = SpoolCursor()

    def events(self) -> list[Event]:
        """What is new."""
        batch = SpoolReader(self.folder).read(self.cursor, 100_000)
        assert batch.damaged == 0
        self.cursor = batch.cursor
        return list(batch.events)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path / "spool")
    with made.spool:
        yield made


@pytest.fixture(scope="module")
def policy() -> Policy:
    return build_policy(Settings(), load_terms())


def message(at: float = 1000.0, client: str = "10.0.0.7", host: str = "a.example", **more: str) -> Message:
    told = {"method": "GET", "scheme": "https", "path": "/", **more}
    return Message(client=client, direction=Direction.SENT, host=host, at=at, **told)  # type: ignore[arg-type]  # words


def typed(words: str, policy: Policy) -> tuple[Message, Capture]:
    """A chat message with these words, and what the real pipeline makes of it."""
    said = Message(
        client="10.0.0.7",
        direction=Direction.SENT,
        method="POST",
        scheme="https",
        host="chat.example",
        path="/say",
        at=5.0,
        content_type="application/json",
        body=f'{{"prompt": "{words}"}}'.encode(),
    )
    decision = pipeline.inspect(said, policy)
    assert isinstance(decision, Capture)
    return said, decision


def test_an_event_can_be_read_when_the_bell_rings(kept: Kept) -> None:
    at_the_bell: list[list[Event]] = []
    kept.recorder.bell = lambda: at_the_bell.append(kept.events())
    kept.recorder.visit(message(), DEVICE, Handling.READ)
    kept.recorder.refused("10.0.0.7", DEVICE, "b.example", "why")
    assert [[type(event) for event in events] for events in at_the_bell] == [[Visit], [AppRefused]]


def test_a_visit_says_who_where_and_what_was_done(kept: Kept) -> None:
    kept.recorder.visit(message(path="/p?q=1"), DEVICE, Handling.BLOCKED, "list: a.example")
    (visit,) = kept.events()
    assert visit == Visit(
        at=1000.0,
        worker="worker-1",
        client="10.0.0.7",
        device="tablet-7",
        host="a.example",
        url="https://a.example/p?q=1",
        handling=Handling.BLOCKED,
        detail="list: a.example",
    )


def test_a_capture_holds_the_words_and_where_they_stood(kept: Kept, policy: Policy) -> None:
    said, decision = typed("how to hide cuts", policy)
    kept.recorder.captured(said, DEVICE, decision, "A title")
    kept.recorder.captured(said, DEVICE, decision, "A title")
    first, second = (event for event in kept.events() if isinstance(event, Captured))
    assert first.capture == decision
    assert (first.url, first.title, first.at) == ("https://chat.example/say", "A title", 5.0)
    assert first.id != second.id


# --- folding ---


def test_a_host_reached_again_within_the_minute_is_one_visit(kept: Kept) -> None:
    for second in (0.0, 1.0, FOLD_HOSTS - 0.1):
        kept.recorder.folded(message(at=1000 + second), DEVICE, Handling.PASSED, "bank.example")
    assert [event.at for event in kept.events()] == [1000.0]


def test_a_host_that_is_used_all_day_is_told_every_minute(kept: Kept) -> None:
    """The minute is counted from the last visit that was written: a busy app must not vanish from the list."""
    for second in range(0, 300, 10):
        kept.recorder.folded(message(at=1000.0 + second), DEVICE, Handling.PASSED, "bank.example")
    assert [event.at for event in kept.events()] == [1000.0, 1060.0, 1120.0, 1180.0, 1240.0]


@pytest.mark.parametrize(
    ("other", "handling"),
    [
        pytest.param(message(client="10.0.0.8"), Handling.PASSED, id="another device"),
        pytest.param(message(host="b.example"), Handling.PASSED, id="another host"),
        pytest.param(message(), Handling.BANNED, id="another outcome"),
    ],
)
def test_only_the_same_is_folded(kept: Kept, other: Message, handling: Handling) -> None:
    kept.recorder.folded(message(), DEVICE, Handling.PASSED, "why")
    kept.recorder.folded(other, DEVICE, handling, "why")
    assert len(kept.events()) == 2


def test_a_page_that_a_person_opened_is_never_folded(kept: Kept) -> None:
    for _ in range(3):
        kept.recorder.visit(message(), DEVICE, Handling.BLOCKED)
    assert len(kept.events()) == 3


def test_what_is_remembered_for_folding_is_bounded(kept: Kept) -> None:
    for number in range(10_001):
        kept.recorder.folded(message(host=f"{number}.example"), DEVICE, Handling.PASSED, "")
    kept.events()
    kept.recorder.folded(message(host="0.example"), DEVICE, Handling.PASSED, "")
    kept.recorder.folded(message(host="10000.example"), DEVICE, Handling.PASSED, "")
    assert [event.host for event in kept.events() if isinstance(event, Visit)] == ["0.example"]


# --- bounds and odd characters ---


def test_what_a_client_says_at_length_is_kept_in_short(kept: Kept, policy: Policy) -> None:
    """A header may hold 256 KiB: a few such requests would fill the spool, and later the screen."""
    long = "x" * 200_000
    _, decision = typed("how to hide cuts", policy)
    said = message(path="/search?q=first+words&x=" + long, host="a.example" + long, user_agent=long)
    kept.recorder.captured(said, DEVICE, decision, "")
    kept.recorder.visit(said, DEVICE, Handling.READ)
    kept.recorder.refused("10.0.0.7", DEVICE, "a.example", long)
    assert kept.spool.used_bytes < 40_000
    kept.recorder.captured(message(path="/search?q=first+words&x=" + long), DEVICE, decision, "")
    last = kept.events()[-1]
    assert isinstance(last, Captured)
    assert last.url.startswith("https://a.example/search?q=first+words&x=xxx")


def test_half_an_emoji_in_what_a_child_typed_loses_no_capture(kept: Kept, policy: Policy) -> None:
    """Apps cut texts at a number of UTF-16 units; UTF-8 has no bytes for the half that is left."""
    said, decision = typed(r"\ud83d how to hide cuts \ud83d", policy)
    kept.recorder.captured(said, DEVICE, decision, "title \udc00")
    (captured,) = kept.events()
    assert isinstance(captured, Captured)
    found = captured.capture.findings[0].match
    assert found.snippet == "? how to hide cuts ?"
    start, end = found.start - found.snippet_start, found.end - found.snippet_start
    assert found.snippet[start:end] == "how to hide cuts"
    assert captured.title == "title ?"


words = st.text(st.characters(exclude_categories=()), max_size=50)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(host=words, path=words, agent=words, detail=words)
def test_every_text_that_python_can_hold_is_kept(kept: Kept, host: str, path: str, agent: str, detail: str) -> None:
    kept.recorder.visit(message(host=host, path=path, user_agent=agent), DEVICE, Handling.FAILED, detail)
    (visit,) = kept.events()
    assert isinstance(visit, Visit)
    assert len(visit.detail) == len(detail)
    assert visit.url == f"https://{host}{path}".encode("utf-8", "replace").decode()


# --- a full spool ---


def test_each_event_of_a_full_spool_is_kept_or_counted(tmp_path: Path, policy: Policy) -> None:
    kept = Kept(tmp_path / "spool", limit=2 * MEGABYTE)
    said, decision = typed("how to hide cuts", policy)
    long = msgspec.structs.replace(said, path="/" + "x" * 7000)
    rings: list[None] = []
    kept.recorder.bell = lambda: rings.append(None)
    with kept.spool:
        for _ in range(500):
            kept.recorder.captured(long, DEVICE, decision, "")
        assert kept.recorder.spool_bytes <= 2 * MEGABYTE
        events = kept.events()
        SpoolReader(kept.folder).forget(kept.cursor)
        end = time.monotonic() + 3
        while _told(events) < 500 and time.monotonic() < end:
            time.sleep(0.01)
            events += kept.events()
    captured = sum(isinstance(event, Captured) for event in events)
    assert 100 < captured < 500
    assert _told(events) == len(rings) == 500
    assert {event.worker for event in events if isinstance(event, SpoolFull)} == {"spool"}


def _told(events: list[Event]) -> int:
    return sum(event.dropped if isinstance(event, SpoolFull) else 1 for event in events)
