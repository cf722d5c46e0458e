"""Licensed lists at rest and in memory."""

import stat
import traceback
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.errors import LibraryError
from appliance.keywords.licensed import Licensed, Taken
from appliance.keywords.wordlist import Entry
from appliance.match.scan import scan
from appliance.match.terms import Terms
from appliance.model import Channel, Severity, Text, is_hidden

SECRET = "zanzibarquux"


def entries(*words: str) -> list[Entry]:
    return [Entry(words=one, severity=Severity.SEVERE) for one in words]


@pytest.fixture
def licensed(tmp_path: Path) -> Licensed:
    return Licensed(Home(tmp_path))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_box_without_a_list_has_none(licensed: Licensed) -> None:
    assert licensed.terms() == ()
    assert licensed.lists() == {}


def test_a_list_is_found_by_another_process_and_hidden_everywhere_else(licensed: Licensed, tmp_path: Path) -> None:
    assert licensed.take("IWF", entries(SECRET, "blorp fnord"), "2026-11-22") == Taken(terms=2, new=2, gone=0)
    terms = Licensed(Home(tmp_path)).terms()
    assert [(term.id, term.pattern) for term in terms] == [("licensed/1", SECRET), ("licensed/2", "blorp fnord")]
    assert all(is_hidden(term.category) and "list IWF" in term.definition for term in terms)
    (match,) = scan((Text(channel=Channel.TYPED, text=f"where is {SECRET} now"),), Terms(terms))
    assert (match.term, match.text) == ("licensed/1", SECRET)
    assert SECRET not in f"{match} {[match]}"


def test_on_disk_it_is_encrypted_and_for_its_owner_only(licensed: Licensed, tmp_path: Path) -> None:
    licensed.take("IWF", entries(SECRET), "2026-11-22")
    written = files(tmp_path)
    assert sorted(path.name for path in written) == ["licensed.key", "terms.encrypted"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    assert {stat.S_IMODE(path.parent.stat().st_mode) for path in written} == {0o700}
    assert not [path for path in written if SECRET.encode() in path.read_bytes() or b"IWF" in path.read_bytes()]


def test_numbers_stay_through_later_imports_and_are_never_given_again(licensed: Licensed) -> None:
    licensed.take("IWF", entries("blorp", "fnord"), "2026-11-22")
    assert licensed.take("IWF", entries("fnord", SECRET), "2026-11-23") == Taken(terms=2, new=1, gone=1)
    licensed.take("Police", entries("blorp"), "2026-11-23")
    numbers = {term.pattern: term.id for term in licensed.terms()}
    assert numbers == {"fnord": "licensed/2", SECRET: "licensed/3", "blorp": "licensed/4"}
    assert licensed.lists() == {"IWF": (2, "2026-11-23"), "Police": (1, "2026-11-23")}


def test_a_list_can_be_taken_away(licensed: Licensed) -> None:
    licensed.take("IWF", entries(SECRET), "2026-11-22")
    licensed.remove("IWF")
    assert licensed.terms() == ()
    with pytest.raises(LibraryError, match="no licensed list 'IWF'"):
        licensed.remove("IWF")


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 41, "\x1b[2J", "../x"])
def test_a_name_is_plain_words(licensed: Licensed, name: str) -> None:
    with pytest.raises(LibraryError, match="list's name"):
        licensed.take(name, entries(SECRET), "2026-11-22")


def test_a_term_does_not_show_itself(licensed: Licensed) -> None:
    licensed.take("IWF", entries(SECRET), "2026-11-22")
    terms = licensed.terms()
    assert SECRET not in f"{terms} {terms[0]!s} {licensed} {vars(licensed)} {licensed._read()}"


@pytest.mark.parametrize("name", ["terms.encrypted", "licensed.key"])
@pytest.mark.parametrize("damage", ["cut", "changed", "emptied"])
def test_what_is_damaged_is_one_sentence_without_a_word(
    licensed: Licensed, tmp_path: Path, name: str, damage: str
) -> None:
    licensed.take("IWF", entries(SECRET), "2026-11-22")
    (path,) = [path for path in files(tmp_path) if path.name == name]
    content = path.read_bytes()
    path.write_bytes({"cut": content[:-5], "changed": b"A" + content[1:-1] + b"A", "emptied": b""}[damage])
    with pytest.raises(LibraryError, match=r"cannot be read.*Import them again") as raised:
        licensed.terms()
    assert SECRET not in "".join(traceback.format_exception(raised.value))


def test_without_its_key_it_cannot_be_read(licensed: Licensed, tmp_path: Path) -> None:
    licensed.take("IWF", entries(SECRET), "2026-11-22")
    (tmp_path / "keys" / "licensed.key").unlink()
    with pytest.raises(LibraryError, match=r"key .* is missing. Import them again"):
        licensed.terms()
