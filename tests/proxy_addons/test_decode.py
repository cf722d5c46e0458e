import gzip
import random
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy_addons.decode import Stack, decode

LIMIT = 1024 * 1024
TEXT = ("Once upon a time a lollipop person stood at the crossing. " * 200).encode()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def quick_brotli(data: bytes) -> bytes:
    return bytes(brotli.compress(data, quality=4))


ENCODINGS = [
    pytest.param("gzip", gzip.compress, id="gzip"),
    pytest.param("X-GZIP", gzip.compress, id="old name for gzip"),
    pytest.param("deflate", zlib.compress, id="deflate as the standard says"),
    pytest.param("deflate", raw_deflate, id="deflate as some servers send it"),
    pytest.param("br", quick_brotli, id="brotli"),
    pytest.param("zstd", zstandard.compress, id="zstd"),
    pytest.param("", bytes, id="none"),
    pytest.param("identity", bytes, id="identity"),
    pytest.param("gzip, br", lambda data: quick_brotli(gzip.compress(data)), id="two, the last one outside"),
]


@pytest.mark.parametrize(("encoding", "encode"), ENCODINGS)
def test_every_encoding_is_undone(encoding: str, encode: Callable[[bytes], bytes]) -> None:
    decoded = decode(encode(TEXT), encoding, LIMIT)
    assert decoded.data == TEXT
    assert not decoded.cut


@pytest.mark.parametrize(("encoding", "encode"), ENCODINGS)
def test_past_the_bound_it_is_cut_and_says_so(encoding: str, encode: Callable[[bytes], bytes]) -> None:
    decoded = decode(encode(TEXT), encoding, 1000)
    assert decoded.data == TEXT[:1000]
    assert decoded.cut


@pytest.mark.parametrize(("encoding", "encode"), ENCODINGS[:6])
def test_a_bomb_costs_the_bound(encoding: str, encode: Callable[[bytes], bytes]) -> None:
    bomb = encode(bytes(64 * 1024 * 1024))
    tracemalloc.start()
    decoded = decode(bomb, encoding, LIMIT)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert decoded.cut
    assert len(decoded.data) == LIMIT
    assert peak < 16 * LIMIT


@pytest.mark.parametrize(("encoding", "encode"), ENCODINGS[:6])
def test_what_is_broken_in_the_middle_gives_its_beginning(encoding: str, encode: Callable[[bytes], bytes]) -> None:
    words = " ".join(f"{random.Random(number).random()}" for number in range(40_000)).encode()  # no secret
    body = encode(words)
    middle = len(body) // 2
    decoded = decode(body[:middle] + b"\xff" * 400, encoding, 8 * LIMIT)
    assert decoded.cut or decoded.data != words
    assert len(decoded.data) > len(words) // 4
    assert words.startswith(decoded.data[:1000])


@pytest.mark.parametrize(("encoding", "encode"), ENCODINGS[:6])
@pytest.mark.parametrize("size", [65_536, 131_072, 300_000])
def test_what_packs_to_very_little_is_whole(encoding: str, encode: Callable[[bytes], bytes], size: int) -> None:
    text = b"x" * size + b" how to hide cuts"
    assert decode(encode(text), encoding, LIMIT).data == text


def test_gzip_members_follow_each_other() -> None:
    assert decode(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", LIMIT).data == b"one two"


@pytest.mark.parametrize("encoding", ["dcb", "compress", "gzip," * 9 + "gzip"])
def test_an_encoding_we_cannot_undo_is_given_as_it_came_and_marked(encoding: str) -> None:
    decoded = decode(b"anything", encoding, LIMIT)
    assert decoded.data == b"anything"
    assert decoded.cut
    assert Stack(encoding).feed(b"anything", LIMIT) == b""


@pytest.mark.parametrize("encoding", ["utf-8", "none", "\x00", "gzip;q=1", "gzip, utf-8"])
def test_an_encoding_that_nobody_knows_counts_for_nothing_as_in_a_browser(encoding: str) -> None:
    decoded = decode(b"anything", encoding, LIMIT)
    assert decoded.data == b"anything"
    assert not decoded.cut


def test_what_is_not_packed_though_it_says_so_is_read_as_it_came() -> None:
    assert decode(b"anything", "gzip", LIMIT).data == b"anything"
    assert decode(b"anything", "br", 4).data == b"anyt"


SKIPPED = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(zstandard.compress(b""), id="an empty one"),
        pytest.param(zstandard.compress(b"") * 300, id="many empty ones"),
        pytest.param(SKIPPED, id="one to be skipped"),
    ],
)
def test_zstd_frames_follow_each_other(before: bytes) -> None:
    decoded = decode(before + zstandard.compress(b"one ") + zstandard.compress(b"two"), "zstd", LIMIT)
    assert decoded.data == b"one two"
    assert not decoded.cut


@pytest.mark.parametrize(("encoding", "encode"), ENCODINGS)
def test_it_can_be_fed_byte_by_byte(encoding: str, encode: Callable[[bytes], bytes]) -> None:
    stack = Stack(encoding)
    body = encode(TEXT[:500])
    assert b"".join(stack.feed(body[n : n + 1], LIMIT) for n in range(len(body))) == TEXT[:500]
    assert not stack.cut


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "zstd", "br, gzip"]))
def test_noise_never_raises(noise: bytes, encoding: str) -> None:
    assert len(decode(noise, encoding, 5000).data) <= 5000
