import csv as reading
import io

import pytest

from tests.webui.test_hostile_text import CORPUS
from webui.csvs import Cell, cell, csv
from webui.words import visible

FORMULAS = [
    pytest.param('=HYPERLINK("http://evil.example","Marks")', id="formula"),
    pytest.param("=cmd|' /C calc'!A0", id="DDE"),
    pytest.param("+1+1", id="plus"),
    pytest.param("-2+3", id="minus"),
    pytest.param("@SUM(A1)", id="at"),
    pytest.param("|calc", id="pipe"),
    pytest.param("%0A=1", id="percent"),
    pytest.param("\t=1", id="behind a tab"),
    pytest.param("\r=1", id="behind a return"),
    pytest.param("\n=1", id="behind a new line"),
    pytest.param("   =1", id="behind spaces"),
    pytest.param("\u00a0=1", id="behind a hard space"),
    pytest.param("\u3000=1", id="behind a wide space"),
    pytest.param("\ufeff=1", id="behind a byte order mark"),
    pytest.param("\u200b\u200d\u00ad=1", id="behind what nobody sees"),
    pytest.param("\u202e=1", id="behind a right-to-left override"),
    pytest.param("\x00=1", id="behind NUL"),
    pytest.param("\uff1d1+1", id="full-width equals"),
    pytest.param("\uff201", id="full-width at"),
]


def rows_of(text: str) -> list[list[str]]:
    return list(reading.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_only_text(formula: str) -> None:
    assert str(cell(formula)).startswith("'")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param("Amy O’Neill", "Amy O’Neill", id="a name"),
        pytest.param("well-known", "well-known", id="a hyphen inside"),
        pytest.param("a=b", "a=b", id="equals inside"),
        pytest.param("", "", id="nothing"),
        pytest.param(None, "", id="no value"),
        pytest.param(-3, -3, id="a number below nought"),
        pytest.param(0.5, 0.5, id="a fraction"),
        pytest.param("a\u202eb", "a⟨U+202E⟩b", id="what nobody sees is shown"),
        pytest.param("one\r\ntwo", "one\ntwo", id="lines"),
    ],
)
def test_everything_else_is_as_it_was(value: Cell, written: Cell) -> None:
    assert cell(value) == written


@pytest.mark.parametrize("hostile", [*CORPUS, *FORMULAS])
def test_every_row_keeps_its_cells_whatever_stands_in_them(hostile: str) -> None:
    answer = csv("list.csv", ("Who", "What"), [(hostile, 7), ("a", hostile)])
    first, *rows = rows_of(answer.get_data(as_text=True).removeprefix("\ufeff"))
    assert first == ["Who", "What"]
    assert rows == [[str(cell(hostile)), "7"], ["a", str(cell(hostile))]]
    assert not [letter for letter in answer.get_data(as_text=True)[1:] if letter not in "\r\n" + str(visible(letter))]


def test_a_spreadsheet_sees_utf_8_and_its_own_line_ends() -> None:
    data = csv("list.csv", ("Name",), [("Zoë",), ('said "so, there"',)]).get_data()
    assert data == b'\xef\xbb\xbfName\r\nZo\xc3\xab\r\n"said ""so, there"""\r\n'


def test_rows_are_sent_as_they_are_read() -> None:
    taken = []

    def many() -> object:
        for number in range(2000):
            taken.append(number)
            yield (number,)

    answer = csv("list.csv", ("n",), many())  # type: ignore[arg-type]  # a generator that notes what was taken
    parts = iter(answer.response)
    next(parts)
    next(parts)
    assert 0 < len(taken) <= 500


def test_it_is_a_download() -> None:
    answer = csv("pupils.csv", ("n",), [])
    assert answer.headers["Content-Disposition"] == "attachment; filename=pupils.csv"
    assert answer.mimetype == "text/csv"
