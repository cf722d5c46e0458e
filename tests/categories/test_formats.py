import gzip
from pathlib import Path

import pytest

from appliance.categories.formats import Kind, kind_of, read
from appliance.errors import CategoryError
from tests.categories.given import tar


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        pytest.param("a.csv", b"a.example,games\n", Kind.CSV, id="a table"),
        pytest.param("a.txt", b"# x\na.example\n", Kind.PLAIN, id="a plain list"),
        pytest.param("hosts", b"# x\n0.0.0.0 a.example\n127.0.0.1 b.example\n", Kind.HOSTS, id="a hosts file"),
        pytest.param("a.txt.gz", gzip.compress(b"0.0.0.0 a.example\n"), Kind.HOSTS, id="a packed one"),
        pytest.param("empty", b"", Kind.PLAIN, id="nothing"),
    ],
)
def test_what_kind_of_list_it_is(tmp_path: Path, name: str, text: bytes, kind: Kind) -> None:
    (tmp_path / name).write_bytes(text)
    assert kind_of(tmp_path / name) is kind


def test_an_archive_and_a_folder_are_of_toulouse(tmp_path: Path) -> None:
    path = tar(tmp_path / "x.tar.gz", {"blacklists/adult/domains": b"a.example\n"})
    assert kind_of(path) is kind_of(tmp_path) is Kind.UT1
    assert [entry.text for entry in read(path, Kind.UT1, "")] == ["a.example"]


@pytest.mark.parametrize("name", ["list.txt.gz", "list.tar.gz"])
def test_a_file_that_was_cut_short_says_so(tmp_path: Path, name: str) -> None:
    content = "".join(f"{number * 7919}x.example\n" for number in range(20_000)).encode()
    whole = tar(tmp_path / "whole", {"l/adult/domains": content}) if "tar" in name else tmp_path / "whole"
    if "tar" not in name:
        whole.write_bytes(gzip.compress(content))
    (tmp_path / name).write_bytes(whole.read_bytes()[:-2000])
    kind = kind_of(tmp_path / name)
    with pytest.raises(CategoryError, match=rf"{name}: is damaged, or was cut short"):
        list(read(tmp_path / name, kind, "games"))


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(CategoryError, match="gone: cannot be read: No such file"):
        kind_of(tmp_path / "gone")
