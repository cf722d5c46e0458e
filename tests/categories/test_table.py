from pathlib import Path

import msgspec
import pytest

from appliance.categories.build import build
from appliance.categories.entries import Entry
from appliance.categories.table import Table, about, as_file, key_of, names_of
from appliance.errors import CategoryError
from tests.categories import given


@pytest.fixture
def path(tmp_path: Path) -> Path:
    entries = [Entry("x", n, f"{n}x.example", "adult" if n % 3 else "games") for n in range(3_000)]
    rows = build(entries).rows
    path = tmp_path / "ours.hosts"
    path.write_bytes(as_file(msgspec.structs.replace(given.about(), hosts=len(rows.keys)), rows))
    assert dict(names_of(rows)) == {"adult": 2_000, "games": 1_000}
    return path


def test_every_host_is_found_and_no_other(path: Path) -> None:
    table = Table(path)
    for n in range(3_000):
        assert table.find(key_of(f"{n}x.example")) == {"adult" if n % 3 else "games"}
        assert not table.find(key_of(f"{n}y.example"))
    assert not table.find(0)
    assert not table.find(2**64 - 1)


def test_it_says_where_it_comes_from(path: Path) -> None:
    assert about(path) == Table(path).about
    assert about(path).licence == "CC BY-SA 4.0"


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        pytest.param(lambda data: data[:-1], "is damaged", id="cut short"),
        pytest.param(lambda data: data[:-5] + b"x" + data[-4:], "is damaged", id="one byte changed"),
        pytest.param(lambda data: data[:16] + b"\xff" * 8 + data[24:], "is damaged", id="a length that is none"),
        pytest.param(lambda _: b"not one of ours at all", "is no list of hosts of ours", id="something else"),
        pytest.param(lambda _: b"", "cannot be read", id="nothing"),
    ],
)
def test_a_damaged_one_is_refused(path: Path, damage: object, sentence: str) -> None:
    assert callable(damage)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(CategoryError, match=f"ours.hosts: .*{sentence}|{sentence}"):
        Table(path)


def test_one_that_was_replaced_goes_on_being_read(path: Path) -> None:
    table = Table(path)
    path.unlink()
    assert table.find(key_of("1x.example")) == {"adult"}
