from pathlib import Path

import pytest

from appliance.categories.ut1 import read_archive, read_folder
from appliance.errors import CategoryError
from tests.categories.given import tar

FILES = {
    "blacklists/adult/domains": b"a.example\n",
    "blacklists/adult/urls": b"b.example/x\n",
    "blacklists/social_networks/domains": b"c.example\n",
    "blacklists/README": b"words\n",
}


def test_a_folder_is_a_category(tmp_path: Path) -> None:
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    found = [(entry.text, entry.category) for entry in read_folder(tmp_path)]
    assert found == [("a.example", "adult"), ("c.example", "social")]


def test_an_archive_is_read_and_never_unpacked(tmp_path: Path) -> None:
    hostile = FILES | {"../../../tmp/evil/domains": b"d.example\n", "/etc/cron.d/domains": b"e.example\n"}
    with tar(tmp_path / "lists.tar", hostile, "").open("rb") as stream:
        found = [(entry.text, entry.category) for entry in read_archive(stream, "lists.tar")]
    assert found == [("a.example", "adult"), ("c.example", "social"), ("d.example", "evil"), ("e.example", "cron-d")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lists.tar"], "nothing was written"


def test_a_folder_without_lists_says_so(tmp_path: Path) -> None:
    with pytest.raises(CategoryError, match="has no folder with a file `domains`"):
        list(read_folder(tmp_path))
    with (
        tar(tmp_path / "x.tar", {"README": b""}, "").open("rb") as stream,
        pytest.raises(CategoryError, match="has no folder"),
    ):
        list(read_archive(stream, "x.tar"))
