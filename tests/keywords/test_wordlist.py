"""Lists of secret words: what is read, and that nothing of them is told when something is wrong."""

import traceback
from pathlib import Path

import pytest

from appliance.errors import LibraryError
from appliance.keywords import wordlist
from appliance.keywords.wordlist import LARGEST, LONGEST, MOST_LINES, Entry, read_list
from appliance.model import Severity

SECRET = "zanzibarquux"  # stands for a word that nobody may see


def given(folder: Path, content: str | bytes, name: str = "list.txt") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("a.txt", f"{SECRET}\nblorp fnord\n", [SECRET, "blorp fnord"], id="a word or phrase a line"),
        pytest.param(
            "a.txt", f"\ufeff{SECRET}\r\n\r\n  \r\nblorp\r\n", [SECRET, "blorp"], id="from Windows, blank lines"
        ),
        pytest.param("a.txt", f"{SECRET}\n{SECRET.upper()}\nZanzíbarquux!\n", [SECRET], id="the same word three times"),
        pytest.param("a.txt", "bl*rp (x) ~fnord|q\\", [], id="signs of patterns"),
        pytest.param("a.txt", f"Keyword\n{SECRET}", [SECRET], id="a heading"),
        pytest.param("a.txt", f"{SECRET}, blorp", [f"{SECRET} blorp"], id="a comma in a text file"),
        pytest.param("a.csv", f'term,severity,notes\n"{SECRET}, blorp",minor,x\n', [f"{SECRET} blorp"], id="a table"),
        pytest.param("a.CSV", f"{SECRET}\nblorp,,\n", [SECRET, "blorp"], id="a table with short rows"),
        pytest.param("a.txt", "блорп\nبلورب\n", ["блорп", "بلورب"], id="other scripts"),
    ],
)
def test_what_a_list_holds(tmp_path: Path, name: str, content: str, words: list[str]) -> None:
    read = [entry.words for entry in read_list(given(tmp_path, content, name))]
    assert read == (words or ["bl rp x fnord q"])


def test_a_severity_is_taken_and_severe_is_the_default(tmp_path: Path) -> None:
    path = given(tmp_path, f"{SECRET},Moderate\nblorp\nfnord,minor,a note\n", "a.csv")
    assert [entry.severity for entry in read_list(path)] == [Severity.MODERATE, Severity.SEVERE, Severity.MINOR]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("a.txt", "", "a.txt: holds no words", id="nothing"),
        pytest.param("a.txt", "Keyword\n", "a.txt: holds no words", id="only a heading"),
        pytest.param("a.txt", f"{SECRET}\n...\n", "a.txt: line 2: there is no word in it", id="no word"),
        pytest.param("a.txt", f"\n{SECRET * 20}\n", f"line 2: longer than {LONGEST}", id="a long line"),
        pytest.param("a.txt", f"{SECRET}\nthe\n", "line 2: too broad", id="an ordinary word"),
        pytest.param("a.txt", f"{SECRET}\ngo to\n", "line 2: too broad", id="an ordinary phrase"),
        pytest.param(
            "a.csv", f"minor,{SECRET}\n", "line 1: the second column is not", id="columns the wrong way round"
        ),
        pytest.param(
            "a.csv", f'{SECRET}\n"{SECRET}', "line 2: is not a row of a table", id="a quotation mark left open"
        ),
        pytest.param("a.txt", SECRET.encode() + b"\xff\xfe", "a.txt: is not UTF-8 text", id="not text"),
        pytest.param("a.txt", SECRET.encode("utf-16"), "a.txt: is not UTF-8 text", id="another encoding"),
        pytest.param("a.txt", f"{SECRET}\n" * (MOST_LINES + 1), "a.txt: has more than 20,000 lines", id="many lines"),
        pytest.param("a.txt", b"x" * (LARGEST + 1), "a.txt: is larger than", id="a large file"),
        pytest.param("a.txt", f"{SECRET}\n" + "the\n" * 9, "and 4 more. Nothing was imported.", id="many faults"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_never_by_word(
    tmp_path: Path, name: str, content: str | bytes, reason: str
) -> None:
    with pytest.raises(LibraryError) as raised:
        read_list(given(tmp_path, content, name))
    assert reason in str(raised.value)
    assert SECRET not in "".join(traceback.format_exception(raised.value)).lower()


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"^none.txt: cannot be read: No such file"):
        read_list(tmp_path / "none.txt")


def test_an_entry_does_not_show_itself() -> None:
    assert SECRET not in repr(Entry(words=SECRET, severity=Severity.SEVERE))
    assert SECRET not in repr(wordlist._as_term(SECRET))
