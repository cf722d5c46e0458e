import threading
from collections.abc import Iterator

import pytest

from tests.webui.conftest import Person
from webui import live
from webui.box import Box
from webui.seats import SEATS_EACH


@pytest.fixture
def box(adult: Person) -> Box:
    box = adult.client.application.extensions["lollipop"]
    assert isinstance(box, Box)
    return box


@pytest.fixture
def rings(adult: Person) -> Iterator[Iterator[str]]:
    answer = adult.client.get("/live")
    assert answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    yield (chunk.decode() if isinstance(chunk, bytes) else chunk for chunk in answer.response)
    answer.close()


def test_it_rings_at_once_because_something_may_have_been_missed(rings: Iterator[str]) -> None:
    assert next(rings) == "retry: 500\nid: 0\nevent: captures\ndata:\n\n"


def test_many_changes_at_once_make_one_ring(rings: Iterator[str], box: Box) -> None:
    next(rings)
    for _ in range(500):
        box.feed.ring()
    assert next(rings) == "id: 500\nevent: captures\ndata:\n\n"
    threading.Timer(0.1, box.feed.ring).start()
    assert next(rings).startswith("id: 501\n")


def test_a_quiet_line_shows_that_it_lives(rings: Iterator[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "STILL_HERE_SECONDS", 0.05)
    next(rings)
    assert next(rings) == ": still here\n\n"


def test_it_ends_with_the_session(rings: Iterator[str], adult: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "STILL_HERE_SECONDS", 0.05)
    next(rings)
    adult.post("/sign-out")
    assert list(rings) == []


def test_it_ends_when_the_console_stops(rings: Iterator[str], box: Box) -> None:
    next(rings)
    box.feed.stop()
    assert len(list(rings)) <= 1


def test_the_newest_consoles_of_a_session_stay(rings: Iterator[str], adult: Person) -> None:
    next(rings)
    newer = [adult.client.get("/live") for _ in range(SEATS_EACH)]
    assert list(rings) == ["event: full\ndata:\n\n"]
    for answer in newer:
        answer.close()


def test_a_seat_is_given_back(adult: Person, rings: Iterator[str], box: Box) -> None:
    next(rings)
    for _ in range(SEATS_EACH * 3):
        adult.client.get("/live").close()
    assert box.seats.count == 1


def test_healthz_needs_nothing(stranger: Person) -> None:
    answer = stranger.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
