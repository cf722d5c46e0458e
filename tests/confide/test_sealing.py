from hashlib import blake2b

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import sodium_pad
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

from appliance.confide.model import (
    LARGEST_PICTURE,
    LONGEST_WORDS,
    MOST_PICTURES,
    About,
    Content,
    Note,
    Report,
    Status,
    StatusSet,
)
from appliance.confide.sealing import CHILD, PICTURE_STEP, TEXT_STEP, Sealed, handed, opened, seal
from appliance.errors import ConfideError

TEACHER, LEAD, CHILDS = PrivateKey.generate(), PrivateKey.generate(), PrivateKey.generate()
TO = {7: bytes(TEACHER.public_key), 8: bytes(LEAD.public_key)}
TOLD = Report(about=About.ME, words="He hides my shoes, and nobody looks.", pictures=(b"\x89PNG",))
ADDED = 1 + 32 + SecretBox.NONCE_SIZE + SecretBox.MACBYTES


def open_as(sealed: Sealed, reader: int, key: PrivateKey) -> Content:
    return opened(sealed.body, sealed.boxes[reader], bytes(key))


@given(st.from_type(Content))
@settings(max_examples=100, deadline=None)
def test_each_reader_opens_what_was_sealed(content: Content) -> None:
    """Or it is not sealed, and who told it hears so: nothing is lost without a word."""
    try:
        sealed = seal(content, {**TO, CHILD: bytes(CHILDS.public_key)})
    except ConfideError:
        with pytest.raises((msgspec.MsgspecError, OverflowError, ValueError)):
            msgspec.msgpack.decode(msgspec.msgpack.encode(content), type=Content)
        return
    assert set(sealed.boxes) == {7, 8, CHILD}
    for reader, key in ((7, TEACHER), (8, LEAD), (CHILD, CHILDS)):
        assert open_as(sealed, reader, key) == content


def test_the_longest_that_can_be_told_is_sealed() -> None:
    longest = Report(about=About.SAW, words="🦊" * LONGEST_WORDS, pictures=(b"\xff" * LARGEST_PICTURE,) * MOST_PICTURES)
    assert open_as(seal(longest, TO), 8, LEAD) == longest


@pytest.mark.parametrize("words", ["", "a", "He hits me.", "x" * 1900])
def test_a_long_text_is_as_long_as_a_short_one(words: str) -> None:
    assert len(seal(Note(by=1, words=words), TO).body) == TEXT_STEP + ADDED
    assert len(seal(StatusSet(by=1, status=Status.OPEN), TO).body) == TEXT_STEP + ADDED


@given(st.integers(0, LARGEST_PICTURE))
@settings(max_examples=20, deadline=None)
def test_what_holds_pictures_grows_by_large_steps(size: int) -> None:
    sealed = seal(Report(about=About.ME, pictures=(bytes(size),)), TO)
    assert (len(sealed.body) - ADDED) % PICTURE_STEP == 0
    assert open_as(sealed, 7, TEACHER) == Report(about=About.ME, pictures=(bytes(size),))


@pytest.mark.parametrize("part", ["body", "box"])
def test_every_byte_that_was_changed_is_noticed(part: str) -> None:
    sealed = seal(Note(by=7, words="Spoke with Ada."), TO)
    parts = {"body": sealed.body, "box": sealed.boxes[7]}
    for at in range(len(parts[part])):
        flipped = bytearray(parts[part])
        flipped[at] ^= 1 << (at % 8)
        with pytest.raises(ConfideError):
            opened(**{**parts, part: bytes(flipped)}, private_key=bytes(TEACHER))  # type: ignore[arg-type]


@given(st.integers(0, 2200))
@settings(max_examples=40, deadline=None)
def test_what_was_cut_off_is_noticed(length: int) -> None:
    sealed = seal(Note(by=7, words="Spoke with Ada."), TO)
    with pytest.raises(ConfideError):
        opened(sealed.body[: min(length, len(sealed.body) - 1)], sealed.boxes[7], bytes(TEACHER))
    with pytest.raises(ConfideError):
        opened(sealed.body, sealed.boxes[7][: min(length, len(sealed.boxes[7]) - 1)], bytes(TEACHER))


def test_nobody_else_opens_it() -> None:
    sealed = seal(TOLD, TO)
    for key in (CHILDS, LEAD):
        with pytest.raises(ConfideError):
            opened(sealed.body, sealed.boxes[7], bytes(key))
    with pytest.raises(ConfideError):
        opened(sealed.body, sealed.boxes[7], b"too short to be a key")


def test_bodies_of_two_entries_cannot_be_swapped() -> None:
    one, other = seal(TOLD, TO), seal(Note(by=7, words="Nothing in it."), TO)
    with pytest.raises(ConfideError):
        opened(other.body, one.boxes[7], bytes(TEACHER))


def test_a_body_opens_with_one_key_alone() -> None:
    """The mark before it names the key: a reader with another one is refused, even where the cipher would open."""
    sealed = seal(TOLD, TO)
    mark = sealed.body[1:33]
    key = SealedBox(TEACHER).decrypt(sealed.boxes[7])
    other = bytes(32)
    forged = sealed.body[:1] + mark + SecretBox(other).encrypt(SecretBox(key).decrypt(sealed.body[33:]))
    with pytest.raises(ConfideError):
        opened(forged, SealedBox(TEACHER.public_key).encrypt(other), bytes(TEACHER))


def test_handed_over_it_opens_for_the_other_as_well() -> None:
    sealed, third = seal(TOLD, TO), PrivateKey.generate()
    box = handed(sealed.boxes[7], bytes(TEACHER), bytes(third.public_key))
    assert opened(sealed.body, box, bytes(third)) == TOLD
    assert open_as(sealed, 7, TEACHER) == TOLD
    with pytest.raises(ConfideError):
        handed(sealed.boxes[7], bytes(LEAD), bytes(third.public_key))


@pytest.mark.parametrize(
    "to",
    [
        pytest.param({}, id="nobody"),
        pytest.param({7: b""}, id="no key"),
        pytest.param({7: b"short"}, id="short key"),
        pytest.param({7: bytes(32)}, id="a point that hides nothing"),
    ],
)
def test_what_nobody_could_open_is_not_sealed(to: dict[int, bytes]) -> None:
    with pytest.raises(ConfideError):
        seal(TOLD, to)


@pytest.mark.parametrize(
    "beyond",
    [
        Note(by=1, words="x" * (LONGEST_WORDS + 1)),
        Note(by=2**64, words=""),
        Note(by=1, words="\ud800"),
        Report(about=About.ME, pictures=(b"",) * (MOST_PICTURES + 1)),
        Report(about=About.ME, pictures=(bytes(LARGEST_PICTURE + 1),)),
    ],
    ids=["words", "number", "half a letter", "pictures", "picture"],
)
def test_what_could_not_be_read_again_is_not_sealed(beyond: Content) -> None:
    with pytest.raises(ConfideError, match="not sealed"):
        seal(beyond, TO)


def test_two_of_the_same_have_nothing_in_common() -> None:
    one, other = seal(TOLD, TO), seal(TOLD, TO)
    assert one.body[1:] != other.body[1:]
    assert one.boxes[7] != other.boxes[7]
    assert TOLD.words.encode() not in one.body


def test_an_error_tells_nothing_of_what_is_sealed() -> None:
    """Also not by what it came from: a later version's entry, say, that this one cannot read."""
    key = SecretBox(bytes(range(32)))
    right = seal(TOLD, TO)
    head = right.body[:1]
    from_later = msgspec.msgpack.encode({"type": "Report", "about": "our dog at 5 Mill Lane"})
    box = SealedBox(TEACHER.public_key).encrypt(bytes(range(32)))
    with pytest.raises(ConfideError) as refused:
        opened(head + mark_of(bytes(range(32))) + key.encrypt(sodium_pad(from_later, TEXT_STEP)), box, bytes(TEACHER))
    error: BaseException | None = refused.value
    assert str(error).endswith(".")
    while error is not None:
        assert "Mill Lane" not in repr(error)
        error = error.__context__


def mark_of(key: bytes) -> bytes:
    return blake2b(b"", key=key, digest_size=32, person=b"confide mark").digest()
