"""A list of words as its publisher sends it: one a line, or a table with the word first.

Whatever is wrong is told by file and line, and never by what stands there: the words are secret.
"""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

from appliance.errors import LibraryError
from appliance.keywords import files
from appliance.keywords.breadth import in_ordinary_text, pattern_hits
from appliance.keywords.faults import MOST_PER_MILLION
from appliance.match.language import parse
from appliance.match.normalise import fold
from appliance.model import ILLEGAL, Channel, Frozen, Severity, Term

LARGEST = 4 * 1024 * 1024  # bytes
MOST_LINES = 20_000
LONGEST = 120  # characters of one entry
_MOST_TOLD = 5
_HEADINGS = {"term", "terms", "keyword", "keywords", "word", "words", "phrase", "phrases"}


class Entry(Frozen):
    """Words as they are compared, and how grave they are."""

    words: str
    severity: Severity

    def __repr__(self) -> str:
        return "Entry(hidden)"


def read_list(path: Path) -> tuple[Entry, ...]:
    """The entries of a file, each once. A table (`.csv`) has the word first, then perhaps a severity; more columns are
    passed over. Raises LibraryError with lines and reasons; then nothing is taken.
    """
    rows = list(_rows(files.read_text(path, LARGEST), path))
    if len(rows) > MOST_LINES:
        raise LibraryError(f"{path.name}: has more than {MOST_LINES:,} lines")
    faults: list[str] = []
    entries = list(_entries(rows, faults))
    if faults:
        more = f" and {len(faults) - _MOST_TOLD} more" if len(faults) > _MOST_TOLD else ""
        raise LibraryError(f"{path.name}: {'; '.join(faults[:_MOST_TOLD])}{more}. Nothing was imported.")
    if not entries:
        raise LibraryError(f"{path.name}: holds no words")
    return tuple({entry.words: entry for entry in entries}.values())


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of what is not blank."""
    if path.suffix.lower() != ".csv":
        yield from ((number, [line]) for number, line in enumerate(text.splitlines(), 1) if line.strip())
        return
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        yield from ((reader.line_num, row) for row in reader if any(cell.strip() for cell in row))
    except csv.Error:
        raise LibraryError(f"{path.name}: line {reader.line_num}: is not a row of a table") from None


def _entries(rows: Iterable[tuple[int, list[str]]], faults: list[str]) -> Iterator[Entry]:
    for place, (number, cells) in enumerate(rows):
        if place == 0 and cells[0].strip().lower() in _HEADINGS:
            continue
        words = " ".join(fold(cells[0]).split())
        severity = _severity(cells)
        if reason := _fault(cells[0], words, severity):
            faults.append(f"line {number}: {reason}")
        elif severity:
            yield Entry(words=words, severity=severity)


def _severity(cells: list[str]) -> Severity | None:
    """Severe unless the list says otherwise; None for a word that is none of ours."""
    written = cells[1].strip().lower() if len(cells) > 1 else ""
    if not written:
        return Severity.SEVERE
    return next((severity for severity in Severity if severity.value == written), None)


def _fault(written: str, words: str, severity: Severity | None) -> str:
    if severity is None:
        return "the second column is not minor, moderate or severe"
    if len(written) > LONGEST:
        return f"longer than {LONGEST} characters"
    if not words:
        return "there is no word in it"
    if _is_broad(words):
        return "too broad: it is ordinary English"
    return ""


def _is_broad(words: str) -> bool:
    tree = parse(words)
    return pattern_hits(tree) > MOST_PER_MILLION or bool(in_ordinary_text(_as_term(words), tree))


def _as_term(words: str) -> Term:
    return Term(
        id="licensed/0",
        category=ILLEGAL,
        pattern=words,
        severity=Severity.SEVERE,
        definition="",
        channels=(Channel.TYPED,),
        source="",
        since="",
    )
