"""A table as schools' programs write it: CSV in whatever encoding, with whatever stands between the cells.

What is wrong is told by file, row and column, as a spreadsheet program counts them.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from itertools import zip_longest

from appliance.errors import PeopleError
from appliance.model import Frozen

LARGEST = 32 * 1024 * 1024  # bytes
MOST_ROWS = 100_000
MOST_COLUMNS = 500
_LINES_ABOVE = 10
LONGEST = 100  # characters of a cell that is used
MOST_TOLD = 20
_JOINERS = "\u200c\u200d"  # names in Persian and Urdu need them


class Row(Frozen):
    """`cells` by heading, without outer blanks."""

    number: int
    cells: dict[str, str]


class Sheet(Frozen):
    """`headings` as they stand, each once; a column without one is passed over."""

    file: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


class Faults:
    """What stands against taking a file, up to a bound."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._told: list[str] = []
        self._more = 0

    def add(self, row: int, column: str, reason: str) -> None:
        if len(self._told) == MOST_TOLD:
            self._more += 1
            return
        where = f"row {row}, column {column}" if column else f"row {row}"
        self._told.append(f"{self._file}: {where}: {reason}")

    @property
    def sentences(self) -> tuple[str, ...]:
        return (*self._told, f"{self._file}: and {self._more:,} more like these") if self._more else (*self._told,)


def read_sheet(file: str, data: bytes, is_heading: Callable[[str], bool] = bool) -> Sheet:
    """Above the first row that has two known headings may stand a report's title.

    Raises PeopleError where there is no table at all.
    """
    if len(data) > LARGEST:
        raise PeopleError(f"{file}: is larger than {LARGEST // 1024**2} MB")
    rows = list(_rows(file, _decoded(file, data)))
    if not rows:
        raise PeopleError(f"{file}: is empty")
    if len(rows) > MOST_ROWS:
        raise PeopleError(f"{file}: has more than {MOST_ROWS:,} rows")
    top = _heading_row(rows, is_heading)
    if len(rows[top][1]) > MOST_COLUMNS:
        raise PeopleError(f"{file}: has more than {MOST_COLUMNS:,} columns")
    headings = _headings(rows[top][1])
    return Sheet(
        file=file,
        headings=tuple(heading for heading in headings if heading),
        rows=tuple(_row(file, headings, number, cells) for number, cells in rows[top + 1 :]),
    )


def checked(row: Row, heading: str, faults: Faults) -> str:
    """A cell that is used: of one line, not too long, and nothing in it that nobody sees. Empty where it is not."""
    text = " ".join(row.cells.get(heading, "").split())
    if len(text) > LONGEST:
        faults.add(row.number, heading, f"longer than {LONGEST} characters")
    elif not all(char.isprintable() or char in _JOINERS for char in text):
        faults.add(row.number, heading, "holds characters that nobody sees")
    else:
        return text
    return ""


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """For spreadsheet programs: what one of them would take for a formula gets a `'` in front."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def _decoded(file: str, data: bytes) -> str:
    """UTF-8, the UTF-16 that Excel calls Unicode text, or what older Windows programs write."""
    encodings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise PeopleError(f"{file}: is no text; save it as CSV (UTF-8)")


def _rows(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                yield number, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise PeopleError(f"{file}: row {number + 1}: {_sentence(str(error))}") from None


def _delimiter(text: str) -> str:
    first = text.lstrip()[:5000].partition("\n")[0]
    return max(",;\t", key=first.count)


def _sentence(error: str) -> str:
    if "field larger" in error:
        return "a cell is far too long; perhaps a quotation mark is missing"
    return "the quotation marks do not fit"


def _heading_row(rows: list[tuple[int, list[str]]], is_heading: Callable[[str], bool]) -> int:
    tops = range(min(len(rows), _LINES_ABOVE))
    return next((place for place in tops if sum(map(is_heading, rows[place][1])) > 1), 0)


def _headings(cells: Iterable[str]) -> list[str]:
    """The second of one name is told apart by its number."""
    times: Counter[str] = Counter()
    headings = []
    for cell in cells:
        times[cell.casefold()] += bool(cell)
        headings.append(f"{cell} ({times[cell.casefold()]})" if times[cell.casefold()] > 1 else cell)
    return headings


def _row(file: str, headings: list[str], number: int, cells: list[str]) -> Row:
    if any(cells[len(headings) :]):
        raise PeopleError(f"{file}: row {number}: has more cells than there are columns")
    return Row(
        number=number,
        cells={key: cell for key, cell in zip_longest(headings, cells[: len(headings)], fillvalue="") if key},
    )
