"""A file is there whole, or as it was before."""

import stat
from pathlib import Path

import pytest

from appliance.errors import LibraryError
from appliance.keywords import files


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    files.write(path, b"after", 0o600)
    assert path.read_bytes() == b"after"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="none/file: cannot be written: No such file"):
        files.write(tmp_path / "none" / "file", b"", 0o600)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="cannot be made"):
        files.make_folder(tmp_path / "file" / "folder", 0o700)
