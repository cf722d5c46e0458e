"""Bytes between two connections: all of them, in order, no more in memory than there must be, and an end."""

import asyncio
import hashlib
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from proxy_addons.relay import End

MEGABYTE = 1024 * 1024
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Pair:
    """Two peers, and the two ends between them."""

    left: Streams
    right: Streams
    ends: tuple[End, End]


async def peer_and_end() -> tuple[Streams, End]:
    ours, theirs = socket.socketpair()
    _, end = await asyncio.get_running_loop().create_connection(End, sock=ours)
    return await asyncio.open_connection(sock=theirs), end


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    (left, one), (right, two) = await peer_and_end(), await peer_and_end()
    one.join(two)
    yield Pair(left, right, (one, two))
    for writer in (left[1], right[1]):
        writer.transport.abort()
    await asyncio.sleep(0.01)


async def test_all_bytes_arrive_in_order_both_ways_at_once(pair: Pair) -> None:
    sent = [os.urandom(8 * MEGABYTE) for _ in range(2)]

    async def send(writer: asyncio.StreamWriter, data: bytes) -> None:
        for place in range(0, len(data), 70_001):
            writer.write(data[place : place + 70_001])
            await writer.drain()

    async def receive(reader: asyncio.StreamReader) -> str:
        return hashlib.sha256(await reader.readexactly(8 * MEGABYTE)).hexdigest()

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(send(pair.left[1], sent[0]))
        group.create_task(send(pair.right[1], sent[1]))
        seen = [group.create_task(receive(reader)) for reader in (pair.right[0], pair.left[0])]
    assert [task.result() for task in seen] == [hashlib.sha256(data).hexdigest() for data in sent]


async def test_a_peer_that_does_not_read_stops_the_other(pair: Pair) -> None:
    writer = pair.left[1]
    for _ in range(50):
        writer.write(bytes(MEGABYTE))
    await asyncio.sleep(0.3)
    held = pair.ends[1].transport.get_write_buffer_size()
    assert held < MEGABYTE
    assert writer.transport.get_write_buffer_size() > 40 * MEGABYTE, "the rest waits with the one that sends"
    got = 0
    async with asyncio.timeout(10):
        while got < 50 * MEGABYTE:
            got += len(await pair.right[0].read(MEGABYTE))


async def test_who_has_said_all_still_hears_the_answer(pair: Pair) -> None:
    pair.left[1].write(b"question")
    pair.left[1].write_eof()
    async with asyncio.timeout(5):
        assert await pair.right[0].read() == b"question"
        pair.right[1].write(b"answer")
        pair.right[1].write_eof()
        assert await pair.left[0].read() == b"answer"
        assert await pair.right[0].read() == b""
    assert all(end.transport.is_closing() for end in pair.ends)


async def test_what_was_sent_before_the_end_arrives(pair: Pair) -> None:
    pair.left[1].write(bytes(4 * MEGABYTE))
    pair.left[1].write_eof()
    pair.right[1].write_eof()
    async with asyncio.timeout(5):
        assert len(await pair.right[0].read()) == 4 * MEGABYTE


@pytest.mark.parametrize("side", [0, 1], ids=["the client", "the origin"])
async def test_a_connection_that_breaks_takes_the_other_with_it(pair: Pair, side: int) -> None:
    pair.ends[side].transport.abort()
    async with asyncio.timeout(5):
        for reader, _ in (pair.left, pair.right):
            assert await reader.read() == b""
    assert all(end.other is None for end in pair.ends), "neither keeps the other in memory"
