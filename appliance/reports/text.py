"""A report as plain text, for mail."""

from datetime import datetime
from zoneinfo import ZoneInfo

from appliance import unseen
from appliance.reports.report import Cell, Grade, Mention, Moment, Report, Sum, Table

MOST_LINES = 20
_LONGEST = 80


def text_of(report: Report, zone: str) -> str:
    """What it means, what can be done, and the first lines of each table, on the clock of `zone`."""
    parts = [_line(report.meaning), _line(report.advice)]
    parts += [_table(table, zone) for table in report.tables]
    parts += [_line(note) for note in report.notes]
    return "\n\n".join(parts) + "\n"


def cell_text(cell: Cell, zone: str) -> str:
    """What a cell says where nothing can be opened or folded out."""
    match cell:
        case Mention(text=text):
            return text
        case Moment(at=at):
            return f"{datetime.fromtimestamp(at, ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        case Grade(severity=severity):
            return severity.value
        case Sum(total=total, lines=lines):
            return f"{total} ({'; '.join(lines)})" if lines else str(total)
        case _:
            return str(cell)


def _table(table: Table, zone: str) -> str:
    lines = [_line(table.caption), " · ".join(table.header)]
    lines += [
        " · ".join(unseen.one_line(_short(cell, zone), _LONGEST) for cell in row) for row in table.rows[:MOST_LINES]
    ]
    if len(table.rows) > MOST_LINES:
        lines.append(f"… and {len(table.rows) - MOST_LINES} more, in the console")
    return "\n".join(lines)


def _short(cell: Cell, zone: str) -> str:
    return str(cell.total) if isinstance(cell, Sum) else cell_text(cell, zone)


def _line(text: str) -> str:
    return unseen.one_line(text, 1000)
