from pathlib import Path

import pytest

from appliance.categories.shelf import Shelf
from appliance.config import Home
from appliance.errors import CategoryError
from tests.categories.given import TODAY, about


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    return home


def written(path: Path, *hosts: str) -> Path:
    path.write_text("".join(f"{host}\n" for host in hosts))
    return path


def test_a_list_is_taken_looked_up_and_removed(home: Home, tmp_path: Path) -> None:
    shelf = Shelf(home)
    taken = shelf.take(about(), written(tmp_path / "x.txt", "a.example", "b.example"), today=TODAY)
    assert (taken.kind, taken.imported, taken.hosts, taken.categories) == ("plain", "2026-11-22", 2, {"games": 2})
    assert shelf.lists() == (taken,)
    assert shelf.find("ours").licence == "CC BY-SA 4.0"
    assert shelf.open().of("www.a.example") == {"games"}
    shelf.remove("ours")
    assert shelf.lists() == ()
    assert shelf.open().of("www.a.example") == frozenset()


@pytest.mark.parametrize(
    ("hosts", "sentence"),
    [
        pytest.param(("<html>", "<b>"), "It is no list of hosts", id="a page in the list's place"),
        pytest.param((), "only 0 of 0", id="nothing"),
        pytest.param(("a.example",), r"has 1 hosts now and had 4\. It was not taken", id="most of it is gone"),
    ],
)
def test_what_is_worse_than_the_list_in_force_is_not_taken(
    home: Home, tmp_path: Path, hosts: tuple[str, ...], sentence: str
) -> None:
    shelf = Shelf(home)
    before = shelf.take(about(), written(tmp_path / "x", *(f"{n}x.example" for n in range(4))), today=TODAY)
    with pytest.raises(CategoryError, match=f"ours: .*{sentence}"):
        shelf.take(about(), written(tmp_path / "x", *hosts), today=TODAY)
    assert shelf.lists() == (before,)
    assert shelf.open().of("1x.example") == {"games"}
    assert [path.name for path in home.categories.iterdir()] == ["ours.hosts"], "no draft is left"


def test_a_smaller_list_is_taken_when_someone_says_that_it_is_right(home: Home, tmp_path: Path) -> None:
    shelf = Shelf(home)
    shelf.take(about(), written(tmp_path / "x", *(f"{n}x.example" for n in range(4))), today=TODAY)
    assert shelf.take(about(), written(tmp_path / "x", "a.example"), today=TODAY, smaller=True).hosts == 1


def test_a_damaged_list_is_left_out_and_told(home: Home, tmp_path: Path) -> None:
    shelf = Shelf(home)
    shelf.take(about("good"), written(tmp_path / "x", "a.example"), today=TODAY)
    (home.categories / "bad.hosts").write_bytes(b"lollipop hosts 1 and then nothing of use")
    lists = shelf.open()
    assert lists.of("a.example") == {"games"}
    assert len(lists.troubles) == 1
    assert lists.troubles[0].startswith("bad.hosts: is damaged")


@pytest.mark.parametrize("name", ["../x", "", "A list", "x" * 41])
def test_a_name_that_is_none(home: Home, tmp_path: Path, name: str) -> None:
    with pytest.raises(CategoryError, match="A list's name is"):
        Shelf(home).take(about(name), tmp_path, today=TODAY)


def test_a_list_that_does_not_tell_its_category(home: Home, tmp_path: Path) -> None:
    with pytest.raises(CategoryError, match="say it with --category"):
        Shelf(home).take(about(category=""), written(tmp_path / "x", "a.example"), today=TODAY)


def test_a_list_that_is_not_there(home: Home) -> None:
    with pytest.raises(CategoryError, match="There is no list 'x'"):
        Shelf(home).remove("x")


def test_seventeen_lists_are_too_many(home: Home, tmp_path: Path) -> None:
    path = written(tmp_path / "x", "a.example")
    for number in range(16):
        Shelf(home).take(about(f"l{number}"), path, today=TODAY)
    with pytest.raises(CategoryError, match="which is the most"):
        Shelf(home).take(about("l16"), path, today=TODAY)
    Shelf(home).take(about("l15"), path, today=TODAY)
