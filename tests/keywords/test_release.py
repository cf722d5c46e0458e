"""A release: made from libraries in order, and read only if it is whole and from somebody trusted."""

from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.errors import LibraryError
from appliance.keywords import release as releases
from appliance.keywords.release import LARGEST, make, open_release, order, read_release, require_order, sign
from tests.keywords.given import KEY, PUBLISHERS, library_text, release_file, release_of, term_text


def test_what_was_signed_is_what_is_read(tmp_path: Path) -> None:
    assert open_release(release_file(tmp_path), PUBLISHERS) == release_of()


def resigned(document: object) -> bytes:
    """A document of any form, with a signature that fits."""
    body = msgspec.msgpack.encode(document)
    signature = KEY.sign(releases._SIGNED_FOR + body)
    return msgspec.msgpack.encode({"format": 1, "publisher": "Elm", "signature": signature, "document": body})


GOOD = sign(release_of(), "Elm", KEY)
PLAIN = {"version": "2030.01.01", "changes": "New words.", "libraries": {"a.toml": ""}}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "is not a release", id="nothing"),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, "is not a release", id="an archive"),
        pytest.param(GOOD[:-1], "only a part", id="the last byte missing"),
        pytest.param(GOOD[: len(GOOD) // 2], "only a part", id="half a file"),
        pytest.param(GOOD + b"\0", "is not a release", id="something appended"),
        pytest.param(GOOD.replace(b"Speaks", b"speaks"), "signature does not fit", id="one letter changed"),
        pytest.param(
            sign(release_of(), "Elm", Ed25519PrivateKey.generate()), "signature does not fit", id="another key"
        ),
        pytest.param(sign(release_of(), "Oak", KEY), "'Oak', whom this box does not trust", id="a stranger"),
        pytest.param(
            msgspec.msgpack.encode(msgspec.msgpack.decode(GOOD) | {"format": 2}), "is not a release", id="a later form"
        ),
        pytest.param(
            msgspec.msgpack.encode(msgspec.msgpack.decode(GOOD) | {"signature": b""}), "does not fit", id="no signature"
        ),
        pytest.param(resigned(PLAIN | {"libraries": {"../a.toml": ""}}), "libraries: ", id="a way out of the folder"),
        pytest.param(resigned(PLAIN | {"libraries": {"/etc/a.toml": ""}}), "libraries: ", id="an absolute name"),
        pytest.param(resigned(PLAIN | {"libraries": {"a\0.toml": ""}}), "libraries: ", id="a name with a null"),
        pytest.param(resigned(PLAIN | {"libraries": {}}), "libraries: ", id="no library"),
        pytest.param(resigned(PLAIN | {"version": "../../x"}), "version: ", id="a version that is a path"),
        pytest.param(resigned(PLAIN | {"version": "2030.13.01"}), "version: ", id="a version that is no day"),
        pytest.param(resigned(PLAIN | {"changes": "a\x1b[2Jb"}), "changes: ", id="a line that steers a terminal"),
        pytest.param(resigned({"version": "2030.01.01"}), "missing", id="a key missing"),
        pytest.param(resigned([1, 2]), "expected", id="no document"),
    ],
)
def test_what_is_not_whole_or_not_trusted_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(LibraryError, match=rf"^sent: .*{reason}"):
        read_release(data, "sent", PUBLISHERS)


def test_a_signature_for_something_else_does_not_fit() -> None:
    signed = msgspec.msgpack.decode(GOOD)
    signed["signature"] = KEY.sign(signed["document"])
    with pytest.raises(LibraryError, match="signature does not fit"):
        read_release(msgspec.msgpack.encode(signed), "sent", PUBLISHERS)


def test_a_file_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(LibraryError, match=r"^large: is larger than"):
        open_release(path, PUBLISHERS)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"^none: cannot be read: No such file"):
        open_release(tmp_path / "none", PUBLISHERS)


def test_versions_are_in_the_order_of_days_and_numbers() -> None:
    versions = ["2026.11.22", "2026.11.22.2", "2026.11.22.10", "2026.12.01", "2027.01.01"]
    assert sorted(versions, key=order) == versions


@pytest.mark.parametrize("version", ["", "1", "2026.1.1", "2026.11.22.0", "2026.11.22.1000", "2026.11.22\n"])
def test_a_publisher_cannot_give_another_kind_of_version(version: str) -> None:
    with pytest.raises(LibraryError, match="version: "):
        make(version, "New words.", {"suicide.toml": library_text()})


def test_a_publisher_cannot_send_what_is_not_in_order() -> None:
    with pytest.raises(LibraryError, match=r"not in order: suicide.toml: suicide/1: pattern: too broad"):
        make("2030.01.01", "New words.", {"suicide.toml": library_text(term_text(pattern='"school"'))})


def test_the_first_faults_are_told_and_the_others_counted() -> None:
    terms = [term_text(number, pattern=f'"word{number} x"', source='"NSPCC"') for number in range(8)]
    with pytest.raises(LibraryError, match=r"\(and 3 more\)$"):
        require_order(release_of(suicide=library_text(*terms[1:], term_text(9, source='"x"'))), "sent")
