"""Taking a release, going back, and what is in force when something on disk is broken."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.errors import LibraryError
from appliance.keywords import files
from appliance.keywords.release import sign
from appliance.keywords.shelf import Shelf, shipped_version
from tests.keywords.given import PUBLISHERS, library_text, release_file, release_of, term_text

FIRST, SECOND, THIRD = "2030.01.01", "2030.01.02", "2030.01.02.1"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "libraries", PUBLISHERS)


def take(shelf: Shelf, folder: Path, *versions: str) -> None:
    for version in versions:
        shelf.take(release_file(folder, version))


def troubles(shelf: Shelf) -> list[str]:
    found: list[str] = []
    next(shelf.editions(found))
    return found


def test_a_new_box_goes_by_the_libraries_that_it_came_with(shelf: Shelf) -> None:
    current = shelf.current()
    assert current.shipped
    assert current.version == shipped_version()
    assert "suicide.toml" in current.libraries
    assert troubles(shelf) == []


def test_a_release_is_in_force_once_taken(shelf: Shelf, tmp_path: Path) -> None:
    take(shelf, tmp_path, FIRST)
    assert shelf.current()[:3] == (FIRST, "New words.", release_of().libraries)
    assert not shelf.current().shipped


def test_undo_goes_back_one_step_at_a_time(shelf: Shelf, tmp_path: Path) -> None:
    take(shelf, tmp_path, FIRST, SECOND)
    assert [edition.version for edition in shelf.undo()] == [SECOND, FIRST]
    assert [edition.version for edition in shelf.undo()] == [FIRST, shipped_version()]
    with pytest.raises(LibraryError, match="nothing to undo"):
        shelf.undo()
    take(shelf, tmp_path, SECOND)
    assert shelf.current().version == SECOND


@pytest.mark.parametrize("version", [FIRST, "2029.12.31", "2020.01.01"])
def test_an_update_never_goes_back(shelf: Shelf, tmp_path: Path, version: str) -> None:
    take(shelf, tmp_path, FIRST)
    with pytest.raises(LibraryError, match=f"version {version} is not newer than {FIRST}"):
        take(shelf, tmp_path, version)
    assert shelf.current().version == FIRST


def test_a_release_with_a_fault_is_refused_and_nothing_changes(shelf: Shelf, tmp_path: Path) -> None:
    take(shelf, tmp_path, FIRST)
    broad = release_file(tmp_path, SECOND, suicide=library_text(term_text(pattern='"the"')))
    with pytest.raises(LibraryError, match=r"not in order: suicide.toml: suicide/1: pattern: "):
        shelf.take(broad)
    assert shelf.current().version == FIRST
    assert not list((tmp_path / "libraries").glob(f"*{SECOND}*"))


def test_a_release_from_a_stranger_is_refused_and_nothing_is_written(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(sign(release_of(), "Elm", Ed25519PrivateKey.generate()))
    with pytest.raises(LibraryError, match="signature does not fit"):
        shelf.take(path)
    assert not (tmp_path / "libraries").exists()


@pytest.mark.parametrize("left", [0, 1, 100, -1], ids=["emptied", "one byte", "a part", "all but the last byte"])
def test_a_release_that_was_damaged_gives_way_to_the_one_before(shelf: Shelf, tmp_path: Path, left: int) -> None:
    take(shelf, tmp_path, FIRST, SECOND)
    path = tmp_path / "libraries" / f"{SECOND}.release"
    path.write_bytes(path.read_bytes()[:left])
    assert shelf.current().version == FIRST
    (told,) = troubles(shelf)
    assert told.startswith(f"Libraries {SECOND} cannot be used, so older ones are in force: {SECOND}.release: ")


def test_an_update_mends_what_was_damaged(shelf: Shelf, tmp_path: Path) -> None:
    take(shelf, tmp_path, FIRST, SECOND)
    (tmp_path / "libraries" / f"{SECOND}.release").unlink()
    take(shelf, tmp_path, THIRD)
    assert shelf.current().version == THIRD
    assert troubles(shelf) == []
    assert shelf.undo()[1].version == FIRST


def test_a_publisher_who_is_trusted_no_more_loses_what_he_sent(shelf: Shelf, tmp_path: Path) -> None:
    take(shelf, tmp_path, FIRST)
    assert Shelf(tmp_path / "libraries", {}).current().shipped


def test_a_release_under_another_name_is_not_taken_for_it(shelf: Shelf, tmp_path: Path) -> None:
    take(shelf, tmp_path, FIRST, SECOND)
    folder = tmp_path / "libraries"
    (folder / f"{SECOND}.release").write_bytes((folder / f"{FIRST}.release").read_bytes())
    assert shelf.current().version == FIRST
    assert f"holds version {FIRST}" in troubles(shelf)[0]


@pytest.mark.parametrize("pointer", [b"", b"{", b'["2030.01.0', b'["../../etc/passwd"]', b"\xff\xff", b"7"])
def test_a_damaged_pointer_leaves_the_shipped_libraries(shelf: Shelf, tmp_path: Path, pointer: bytes) -> None:
    take(shelf, tmp_path, FIRST)
    (tmp_path / "libraries" / "in-force").write_bytes(pointer)
    assert shelf.current().shipped
    assert "in-force: cannot be read" in troubles(shelf)[0]
    take(shelf, tmp_path, SECOND)
    assert shelf.current().version == SECOND


def test_newer_shipped_libraries_win_over_an_older_release(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(shelf, tmp_path, FIRST)
    monkeypatch.setattr("appliance.keywords.shelf.shipped_version", lambda: SECOND)
    assert shelf.current().shipped
    with pytest.raises(LibraryError, match="nothing to undo"):
        shelf.undo()


@pytest.mark.parametrize("fails_at", range(1, 3), ids=["the release", "the pointer"])
def test_a_disk_that_fills_up_on_the_way_changes_nothing(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    take(shelf, tmp_path, FIRST)
    write, count = files._write, 0

    def full(path: Path, content: bytes, mode: int) -> None:
        nonlocal count
        count += 1
        if count == fails_at:
            path.write_bytes(content[: len(content) // 2])
            raise OSError(28, "No space left on device")
        write(path, content, mode)

    monkeypatch.setattr(files, "_write", full)
    with pytest.raises(LibraryError, match="cannot be written: No space left"):
        take(shelf, tmp_path, SECOND)
    assert shelf.current().version == FIRST
    assert troubles(shelf) == []


def test_only_so_many_releases_are_kept_and_none_that_nothing_leads_to(shelf: Shelf, tmp_path: Path) -> None:
    take(shelf, tmp_path, *(f"2030.02.{day:02}" for day in range(1, 9)))
    kept = sorted(path.name for path in (tmp_path / "libraries").iterdir())
    assert kept == [*(f"2030.02.{day:02}.release" for day in range(4, 9)), "in-force"]


def test_other_users_cannot_write_there(shelf: Shelf, tmp_path: Path) -> None:
    take(shelf, tmp_path, FIRST)
    folder = tmp_path / "libraries"
    assert not any(stat.S_IMODE(path.stat().st_mode) & 0o022 for path in (folder, *folder.iterdir()))
