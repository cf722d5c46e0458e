"""Tables as schools' programs write them, and the ways in which they are broken."""

import csv
from io import StringIO

import pytest

from appliance.errors import PeopleError
from appliance.people.sheet import LARGEST, MOST_ROWS, Faults, Row, checked, read_sheet, to_csv

ZOE = "Name,Class\nZoë,3B\n"
ZOE_ROW = {"Name": "Zoë", "Class": "3B"}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(ZOE.encode(), id="UTF-8"),
        pytest.param(ZOE.encode("utf-8-sig"), id="UTF-8 with a byte order mark"),
        pytest.param(ZOE.encode("latin-1"), id="Latin-1"),
        pytest.param(ZOE.replace(",", "\t").encode("utf-16"), id="Excel's Unicode text, tabs"),
        pytest.param(ZOE.replace(",", ";").encode(), id="semicolons"),
        pytest.param(ZOE.replace("\n", "\r\n").encode(), id="lines as on Windows"),
        pytest.param(b"\n\nPupils of our school\n" + ZOE.encode(), id="a title above"),
        pytest.param(b'Name,Class\n" Zo\xc3\xab ",3B,,\n,,\n', id="blanks, empty cells and rows"),
    ],
)
def test_a_table_is_read_that_is(data: bytes) -> None:
    sheet = read_sheet("a.csv", data)
    assert sheet.headings == ("Name", "Class")
    assert [row.cells for row in sheet.rows] == [ZOE_ROW]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"", "a.csv: is empty", id="an empty file"),
        pytest.param(b"\xef\xbb\xbf\n , \n", "a.csv: is empty", id="blanks only"),
        pytest.param(b"PK\x03\x04\0\0", "a.csv: is no text; save it as CSV (UTF-8)", id="a spreadsheet"),
        pytest.param(b"Name\n\x81\n", "a.csv: is no text; save it as CSV (UTF-8)", id="no encoding"),
        pytest.param(b"A,B\n1,2,3\n", "a.csv: row 2: has more cells than there are columns", id="a row too long"),
        pytest.param(b'A,B\n1,2\n"3,4\n', "a.csv: row 3: the quotation marks do not fit", id="an open quotation mark"),
        pytest.param(
            b"A,B\n1," + b"x" * 200_000,
            "a.csv: row 2: a cell is far too long; perhaps a quotation mark is missing",
            id="a huge cell",
        ),
        pytest.param(b"A\n" + b"x\n" * MOST_ROWS, "a.csv: has more than 100,000 rows", id="too many rows"),
        pytest.param(b"x," * 501 + b"\n1\n", "a.csv: has more than 500 columns", id="too many columns"),
        pytest.param(b"x" * (LARGEST + 1), "a.csv: is larger than 32 MB", id="too large"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(PeopleError) as refused:
        read_sheet("a.csv", data)
    assert str(refused.value) == sentence


def test_a_short_row_has_empty_cells_and_a_second_heading_a_number() -> None:
    sheet = read_sheet("a.csv", b"Surname,Surname,\nAsh\n")
    assert sheet.headings == ("Surname", "Surname (2)")
    assert sheet.rows == (Row(number=2, cells={"Surname": "Ash", "Surname (2)": ""}),)


@pytest.mark.parametrize(
    ("text", "read", "told"),
    [
        pytest.param("  Mary \n Jane ", "Mary Jane", (), id="of one line"),
        pytest.param("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", (), id="a formula is text"),
        pytest.param("می\u200cنا", "می\u200cنا", (), id="a joiner in a Persian name"),
        pytest.param("x" * 101, "", ("a.csv: row 7, column Name: longer than 100 characters",), id="too long"),
        pytest.param(
            "a\u202eb", "", ("a.csv: row 7, column Name: holds characters that nobody sees",), id="reordering"
        ),
        pytest.param("a\x1b[2J", "", ("a.csv: row 7, column Name: holds characters that nobody sees",), id="controls"),
    ],
)
def test_a_cell_is(text: str, read: str, told: tuple[str, ...]) -> None:
    faults = Faults("a.csv")
    assert checked(Row(number=7, cells={"Name": text}), "Name", faults) == read
    assert faults.sentences == told


def test_very_many_faults_are_counted() -> None:
    faults = Faults("a.csv")
    for row in range(1234):
        faults.add(row, "Name", "is empty")
    assert len(faults.sentences) == 21
    assert faults.sentences[-1] == "a.csv: and 1,214 more like these"


def test_no_program_takes_what_is_written_for_a_formula() -> None:
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "O'Neill", 'a"b,c']
    written = to_csv(["A"] * len(hostile), [hostile])
    cells = list(csv.reader(StringIO(written, newline="")))[1]
    assert cells == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "O'Neill", 'a"b,c']
