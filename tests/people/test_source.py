"""Lists on the disk: a table, a folder, a zip, and what only looks like one."""

import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random

import pytest

from appliance.errors import PeopleError
from appliance.people.source import read_people
from tests.people.test_oneroster import ONE_ONE

TODAY = date(2026, 11, 22)


def zipped(path: Path, files: dict[str, str], folder: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{folder}{name}", text)
    return path


def test_a_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pupils.csv"
    path.write_text("Name\nAmy Ash\n")
    assert [one.name for one in read_people(path, TODAY).people] == ["Amy Ash"]


def test_a_folder_of_oneroster_is_read(tmp_path: Path) -> None:
    for name, text in ONE_ONE.items():
        (tmp_path / name).write_text(text)
    assert len(read_people(tmp_path, TODAY).people) == 4


@pytest.mark.parametrize("folder", ["", "export/", "../../etc/"])
def test_a_zip_of_oneroster_is_read_and_nothing_written(tmp_path: Path, folder: str) -> None:
    path = zipped(tmp_path / "roster.zip", ONE_ONE, folder)
    assert len(read_people(path, TODAY).people) == 4
    assert list(tmp_path.iterdir()) == [path]


def test_a_zip_that_unpacks_to_very_much_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", {"users.csv": "x" * 100_000_000})
    with pytest.raises(PeopleError, match=r"users\.csv: is larger than 32 MB"):
        read_people(path, TODAY)


def test_a_zip_with_two_of_one_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/users.csv", "x")
        archive.writestr("b/users.csv", "y")
    with pytest.raises(PeopleError, match=r"two files users\.csv"):
        read_people(path, TODAY)


def test_a_zip_that_was_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roster.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("users.csv", ONE_ONE["users.csv"])
    path.write_bytes(path.read_bytes().replace(b"Amy", b"Bob"))
    with pytest.raises(PeopleError, match="no whole zip file"):
        read_people(path, TODAY)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_no_damage_is_more_than_a_sentence(tmp_path: Path, method: int) -> None:
    path, chance = tmp_path / "roster.zip", Random(method)
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("users.csv", ONE_ONE["users.csv"] * 3)
    whole = path.read_bytes()
    for _ in range(300):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] = chance.randrange(256)
        path.write_bytes(damaged)
        with suppress(PeopleError):
            read_people(path, TODAY)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PeopleError, match=r"nobody.csv: cannot be read: No such file or directory"):
        read_people(tmp_path / "nobody.csv", TODAY)
