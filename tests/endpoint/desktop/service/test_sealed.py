"""Files that only this device reads."""

from pathlib import Path

from endpoint.desktop.service.sealed import Seal


def test_what_is_written_is_read_and_nothing_of_it_stands_on_the_disk(tmp_path: Path, seal: Seal) -> None:
    seal.write(tmp_path / "file", b"what a child typed")
    assert seal.read(tmp_path / "file") == b"what a child typed"
    assert b"child" not in (tmp_path / "file").read_bytes()
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "kept.key").stat().st_mode & 0o777 == 0o600


def test_the_key_is_made_once(tmp_path: Path, seal: Seal) -> None:
    seal.write(tmp_path / "file", b"x")
    assert Seal(tmp_path / "kept.key").read(tmp_path / "file") == b"x"
    assert Seal(tmp_path / "other.key").read(tmp_path / "file") is None


def test_what_was_damaged_is_not_read(tmp_path: Path, seal: Seal) -> None:
    seal.write(tmp_path / "file", b"x")
    data = (tmp_path / "file").read_bytes()
    for damaged in (b"", data[:10], data[:-1] + bytes([data[-1] ^ 1])):
        (tmp_path / "file").write_bytes(damaged)
        assert seal.read(tmp_path / "file") is None
    assert seal.read(tmp_path / "none") is None
