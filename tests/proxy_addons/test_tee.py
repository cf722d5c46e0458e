"""Every byte passes on as it came, and what is kept to be read is bounded. Whatever the network cuts it into."""

import asyncio
import gzip
import random
from collections.abc import Callable, Iterable
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.extract import extract
from appliance.model import Direction, Message
from proxy_addons import tee
from proxy_addons.tee import LONGEST_LINE, OVERLAP, WINDOW, Live, Tee

chunks = st.lists(st.binary(max_size=40), max_size=20)


def passed(stream: Callable[[bytes], bytes | list[bytes]], parts: Iterable[bytes]) -> bytes:
    """What leaves, as mitmproxy would put it on the wire: a list is so many chunks, and none may be empty."""
    out = []
    for part in parts:
        given_on = stream(part)
        out += [given_on] if isinstance(given_on, bytes) else given_on
    assert b"" not in out, "an empty chunk would end a chunked body"
    return b"".join(out)


@given(parts=chunks, room=st.integers(0, 200))
def test_every_byte_passes_and_the_first_ones_are_kept(parts: list[bytes], room: int) -> None:
    whole = b"".join(parts)
    kept = Tee(room)
    assert passed(kept, parts) == whole
    assert kept.full == (len(whole) > room)
    assert kept.used == bool(whole)
    assert kept.take() == whole[:room]


def test_what_was_kept_is_given_once() -> None:
    """The memory is let go, and a body that broke after it was read is not read again."""
    kept = Tee(10)
    kept(b"hello")
    assert [kept.take(), kept.take()] == [b"hello", b""]


def test_an_end_without_a_byte_is_no_use() -> None:
    """A page of ours can still take its place."""
    kept = Tee(10)
    assert kept(b"") == []
    assert not kept.used


# --- bodies that may never end ---


class Read:
    """What was given to be read."""

    def __init__(self) -> None:
        self.windows: list[bytes] = []
        self.cut = False

    def __call__(self, window: bytes, cut: bool) -> None:
        self.windows.append(window)
        self.cut = self.cut or cut


def cut_up(body: bytes, seed: int) -> list[bytes]:
    """The body in parts as a network might bring it: single bytes, whole events, what fits into one read."""
    chance = random.Random(seed)  # a test's parts, no secret
    parts, place = [], 0
    while place < len(body):
        size = chance.choice([1, 7, 100, 1500, 16_384, 65_535])
        parts.append(body[place : place + size])
        place += size
    return parts


def chat(events: int, seed: int) -> tuple[bytes, int]:
    """A chat's answer, word by word as they come, and how often `how to hide cuts` stands in it over three events."""
    chance = random.Random(seed)  # the same
    told, times = [], 0
    for _ in range(events):
        if chance.random() < 0.1:
            told += ["how to", "hide", "cuts"]
            times += 1
        else:
            told.append("lorem" * chance.randint(1, 12))
    return "".join(f"data: {word}\n\n" for word in told).encode(), times


ENCODE: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
ABOUT: dict[str, Any] = {
    "client": "10.0.0.1",
    "direction": Direction.RECEIVED,
    "method": "GET",
    "scheme": "https",
    "host": "a.example",
    "path": "/",
    "at": 0.0,
}
TERM = b"data: how to\n\ndata: hide\n\ndata: cuts"


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), encoding=st.sampled_from(sorted(ENCODE)))
def test_a_chat_is_read_to_its_end_however_it_arrives(seed: int, encoding: str) -> None:
    body, times = chat(events=4000, seed=seed)
    sent = ENCODE[encoding](body)
    read = Read()

    async def stream() -> None:
        live = Live(encoding, read, lambda: None)
        assert passed(live, cut_up(sent, seed)) == sent
        live.flush()

    asyncio.run(stream())
    assert not read.cut
    assert sum(window.count(TERM) for window in read.windows) >= times, "words over a seam stand in one window"
    assert not times or sum(map(len, read.windows)) < len(body) + OVERLAP * len(read.windows)


async def test_a_burst_that_unpacks_to_much_is_read_and_so_is_what_follows() -> None:
    """One read of the network can hold a long answer's worth of packed events."""
    body, _ = chat(events=20_000, seed=1)
    packer = zstandard.ZstdCompressor().compressobj()
    burst = packer.compress(body) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    later = packer.compress(b"data: how to hide cuts\n\n") + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    assert len(burst) < 65_535 < len(body)
    read = Read()
    live = Live("zstd", read, lambda: None)
    live(burst)
    live(later)
    live.flush()
    assert read.windows[-1].endswith(b"data: how to hide cuts\n\n")
    assert not read.cut


async def test_a_bomb_is_cut_and_marked_and_still_passes() -> None:
    bomb = brotli.compress(b"data: how to hide cuts\n\n" + bytes(50_000_000), quality=4)
    read = Read()
    live = Live("br", read, lambda: None)
    assert live(bomb) == bomb
    live.flush()
    assert read.cut
    assert sum(map(len, read.windows)) < 2_000_000


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
async def test_what_follows_a_long_packed_filler_is_read(encoding: str) -> None:
    read = Read()
    live = Live(encoding, read, lambda: None)
    body = ENCODE[encoding](b": " + b"x" * 300_000 + b"\n\ndata: how to hide cuts\n\n")
    assert len(body) < 2000
    live(body)
    live.flush()
    assert read.windows[-1].endswith(b"data: how to hide cuts\n\n")
    assert not read.cut


def piece(text: str, filler: int) -> bytes:
    """A word as a chat's server sends it, among much that is always the same."""
    return b'{"id": "x", "choices": [{"delta": {"content": "%b"}}], "p": "%b"}' % (text.encode(), b"x" * filler)


@pytest.mark.parametrize("filler", [0, 300, 1100, 20_000, 60_000])
@pytest.mark.parametrize("lines", [False, True], ids=["events", "lines of JSON"])
async def test_pieces_of_a_word_are_carried_over_every_seam(filler: int, lines: bool) -> None:
    """Read after each piece, so that each stands in a window of its own."""
    read = Read()
    live = Live("", read, lambda: None, lines=lines)
    for text in ("how", " to", " hi", "de", " cuts"):
        live(piece(text, filler) + b"\n" if lines else b"data: " + piece(text, filler) + b"\n\n")
        live.quiet()
    live.flush()
    message = Message(**ABOUT, content_type="text/event-stream", body=read.windows[-1])
    assert any("how to hide cuts" in text.text for text in extract(message))


async def test_a_line_that_is_far_too_long_is_read_in_parts() -> None:
    read = Read()
    live = Live("", read, lambda: None)
    live(b'data: {"text": "' + b"lorem ipsum " * 20_000 + b'how to hide cuts"}\n\n')
    live.flush()
    message = Message(**ABOUT, content_type="text/event-stream", body=read.windows[-1])
    assert any("how to hide cuts" in text.text for text in extract(message))
    assert max(map(len, read.windows)) < 2 * LONGEST_LINE


async def test_lines_of_json_are_read_whole_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tee, "WINDOW", 200)
    read = Read()
    live = Live("", read, lambda: None, lines=True)
    for number in range(100):
        live(b'{"number": %d, "said": "hello"}\n' % number)
    live.flush()
    assert len(read.windows) > 5
    assert all(window.startswith(b"data: {") for window in read.windows)


async def test_one_timer_at_a_time_and_none_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tee, "QUIET", 0.05)
    read, rings = Read(), list[str]()

    def quiet() -> None:
        rings.append("quiet")
        live.flush()

    live = Live("", read, quiet)
    for _ in range(5):
        live(b"data: one\n\n")
    await asyncio.sleep(0.12)
    assert (rings, read.windows) == (["quiet"], [b"data: one\n\n" * 5])
    live(b"data: two\n\n")
    live.flush()
    await asyncio.sleep(0.12)
    assert rings == ["quiet"]
    assert len(read.windows) == 2


async def test_what_is_held_of_an_endless_body_is_bounded() -> None:
    read = Read()
    live = Live("", read, lambda: None)
    for _ in range(200):
        live(b"x" * 60_000)
    live.flush()
    assert max(map(len, read.windows)) <= WINDOW + OVERLAP + 60_000
