import pytest

from appliance.model import Severity
from appliance.reports.report import Cell, Grade, Mention, Moment, Report, Sum, Table
from appliance.reports.text import MOST_LINES, cell_text, text_of
from tests.reports.small_school import NOW
from tests.webui.test_hostile_text import CORPUS

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Amy", "Amy"),
        (7, "7"),
        (Mention(text="Amy", of="pupil", key="p"), "Amy"),
        (Moment(at=NOW), "2026-11-17 14:05"),
        (Grade(severity=Severity.SEVERE), "severe"),
        (Sum(total=3, lines=("a = 1", "b = 2")), "3 (a = 1; b = 2)"),
        (Sum(total=0, lines=()), "0"),
    ],
)
def test_a_cell_is_said(cell: Cell, said: str) -> None:
    assert cell_text(cell, LONDON) == said


def table(*rows: tuple[Cell, ...]) -> Report:
    return Report(meaning="It means.", advice="Do it.", tables=(Table(caption="T", header=("A", "B"), rows=rows),))


def test_a_report_is_text() -> None:
    assert text_of(table(("x", 1), ("y", Sum(total=9, lines=("z = 9",)))), LONDON) == (
        "It means.\n\nDo it.\n\nT\nA · B\nx · 1\ny · 9\n"
    )


def test_long_tables_are_cut_and_say_so() -> None:
    text = text_of(table(*((str(number), number) for number in range(MOST_LINES + 3))), LONDON)
    assert text.count("\n") == 7 + MOST_LINES
    assert "… and 3 more, in the console" in text


@pytest.mark.parametrize("hostile", CORPUS)
def test_hostile_text_stays_on_its_line(hostile: str) -> None:
    text = text_of(table((f"{hostile}\n\nSubject: x", 1)), LONDON)
    assert "\nSubject" not in text
    assert not [letter for letter in text if letter != "\n" and not letter.isprintable()]
    assert max(map(len, text.splitlines())) < 200
