"""Lists as CSV that opens rightly in a spreadsheet, and does nothing there."""

import csv as format_of_lists
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched, chain

from flask import Response

from webui.downloads import download
from webui.words import visible

type Cell = str | int | float | None

_BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes UTF-8 for the computer's own code page
_AT_ONCE = 500
_UNSEEN_BEFORE = r"[\s\x00-\x20\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff]*"
# What begins a formula in Excel, LibreOffice or Google Sheets, also as full-width letters and behind what nobody sees:
# owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(rf"[\t\r\n]|{_UNSEEN_BEFORE}[=+\-@\uff1d\uff0b\uff0d\uff20|%]")


def csv(filename: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A download of `rows` under `header`, sent as it is read: UTF-8 with a byte order mark, lines ended by CR LF.
    Text reads as on screen, and text that a spreadsheet would take for a formula begins with an apostrophe. `rows` must
    need nothing of the request."""
    return download(_lines(chain([header], rows)), filename, "text/csv; charset=utf-8; header=present")


def cell(value: Cell) -> str | int | float:
    """What stands in the file for a value; numbers stay numbers."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    shown = str(visible(value))
    return f"'{shown}" if _FORMULA.match(value) else shown


def _lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    yield _BYTE_ORDER_MARK
    for some in batched(rows, _AT_ONCE):
        text = io.StringIO(newline="")
        format_of_lists.writer(text, lineterminator="\r\n").writerows([cell(value) for value in row] for row in some)
        yield text.getvalue()
