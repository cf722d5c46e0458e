import hashlib
from pathlib import Path

import pytest

from appliance.categories.illegal import ABSENT, IllegalLists
from appliance.config import Home
from appliance.errors import CategoryError

DAY = "2026-11-22"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    return home


def taken(home: Home, text: str) -> IllegalLists:
    lists = IllegalLists(home)
    path = home.root / "list.txt"
    path.write_text(text)
    lists.take("Made up", path, DAY)
    return lists


PLAIN = "terrible.example\nhttps://photos.example/album/7/\nboard.example/view?id=3\n"


@pytest.mark.parametrize(
    ("host", "path", "number"),
    [
        pytest.param("terrible.example", "/", 1, id="a host"),
        pytest.param("www.terrible.example", "/x", 1, id="below it"),
        pytest.param("terrible.example", "", 1, id="a host passed unread"),
        pytest.param("photos.example", "/album/7/1.jpg", 2, id="below an address"),
        pytest.param("www.photos.example", "//Album/%37/", 2, id="the address in another way"),
        pytest.param("photos.example", "/album/7", 2, id="without its last slash"),
        pytest.param("photos.example", "/album/8", 0, id="beside it"),
        pytest.param("photos.example", "/", 0, id="the site itself"),
        pytest.param("board.example", "/view?id=3", 3, id="what it asks"),
        pytest.param("board.example", "/view?id=4", 0, id="another question"),
        pytest.param("notterrible.example", "/", 0, id="a name that ends so"),
    ],
)
def test_what_stands_on_a_list(home: Home, host: str, path: str, number: int) -> None:
    found = taken(home, PLAIN).open().match(host, path)
    assert found == (f"Made up/{number}" if number else "")


@pytest.mark.parametrize("way", ["md5", "sha1", "sha256"])
def test_a_list_of_hashes(home: Home, way: str) -> None:
    digests = [hashlib.new(way, text.encode()).hexdigest() for text in ("terrible.example", "photos.example/a/b")]
    found = taken(home, "\n".join(digests).upper()).open()
    assert found.match("www.terrible.example", "/") == "Made up/1"
    assert found.match("photos.example", "/a/b") == "Made up/2"
    assert found.match("photos.example", "/a") == ""


def test_no_word_of_it_can_be_read_anywhere(home: Home) -> None:
    lists = taken(home, PLAIN)
    (home.root / "list.txt").unlink()
    for path in home.root.rglob("*"):
        if path.is_file():
            assert b"terrible" not in path.read_bytes(), path
            assert path.stat().st_mode & 0o077 == 0, path
    assert "terrible" not in repr(lists.open()) + repr(lists.lists()) + repr(lists._read())
    assert lists.lists() == {"Made up": (3, DAY)}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("a.example\nsecret words\n\nabc def\n", "line 2, line 4: is no host", id="broken lines"),
        pytest.param("x y\n" * 9, "line 1, line 2, line 3, line 4, line 5 and 4 more: is no host", id="many"),
        pytest.param("\n", "holds no addresses", id="nothing"),
        pytest.param("com\n", "line 1: is no host", id="half of the internet"),
    ],
)
def test_a_faulty_list_is_told_by_line_and_never_by_what_stands_there(home: Home, text: str, sentence: str) -> None:
    with pytest.raises(CategoryError, match=f"list.txt: {sentence}.*Nothing was imported") as error:
        taken(home, text)
    assert "secret" not in str(error.value)
    assert IllegalLists(home).lists() == {}


def test_nobody_switches_it_off_by_importing_nothing_in_its_place(home: Home) -> None:
    lists = taken(home, PLAIN)
    with pytest.raises(CategoryError, match=r"less than half. Nothing was imported; the list in force stays"):
        taken(home, "a.example\n")
    assert lists.open().match("terrible.example", "/")
    public = {name for name in dir(lists) if not name.startswith("_")}
    assert public == {"ensure_key", "lists", "open", "take"}, "nothing that removes"


def test_a_lost_key_says_so(home: Home) -> None:
    lists = taken(home, PLAIN)
    (home.keys / "addresses.key").unlink()
    with pytest.raises(CategoryError, match=r"their key .* is missing. Import them again"):
        lists.open()


def test_a_damaged_file_says_so(home: Home) -> None:
    lists = taken(home, PLAIN)
    (home.licensed / "addresses.encrypted").write_bytes(b"damaged")
    with pytest.raises(CategoryError, match=r"is damaged. Import them again"):
        lists.open()


def test_without_one_there_is_a_sentence(home: Home) -> None:
    assert IllegalLists(home).open().match("terrible.example", "/") == ""
    assert "broadband provider" in ABSENT
