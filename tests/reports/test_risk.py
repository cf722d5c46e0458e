import re

import pytest
from msgspec.structs import replace

from appliance.model import Channel, Severity
from appliance.reports import risk
from appliance.reports.report import Sum
from appliance.reports.rows import RiskRow

PLAIN = RiskRow(
    person="p-Amy", name="Amy", week=0, category="Self-harm", severity=Severity.SEVERE, channel=Channel.SEARCH,
    dismissed=False, captures=1, repeats=0,
)  # fmt: skip


def row(name: str = "Amy", **changed: object) -> RiskRow:
    """A severe search of this week, but for what is `changed`."""
    return replace(PLAIN, person=f"p-{name}", name=name, **changed)


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        pytest.param([row()], 15.0, id="severe, searched for, this week: 10 × 1.5"),
        pytest.param([row(severity=Severity.MODERATE)], 6.0, id="moderate: 4 × 1.5"),
        pytest.param([row(severity=Severity.MINOR)], 1.5, id="minor: 1 × 1.5"),
        pytest.param([row(channel=Channel.PAGE)], 7.5, id="on a page: 10 × 0.75"),
        pytest.param([row(channel=Channel.CODE)], 5.0, id="in code: 10 × 0.5"),
        pytest.param([row(week=4)], 7.5, id="four weeks ago: half"),
        pytest.param([row(week=8)], 3.75, id="eight weeks ago: a quarter"),
        pytest.param([row(captures=3)], 45.0, id="three of them"),
        pytest.param([row(), row(category="Drugs")], 33.0, id="two categories: 3 more"),
        pytest.param([row(category=str(one)) for one in range(8)], 132.0, id="variety adds 12 at most"),
        pytest.param([row(repeats=4)], 17.0, id="four repeats: 2 more"),
        pytest.param([row(repeats=99)], 25.0, id="repeats add 10 at most"),
        pytest.param(
            [row(), row(dismissed=True, captures=9, repeats=9, category="Drugs")], 15.0, id="false alarms: nothing"
        ),
    ],
)
def test_the_sum_by_hand(rows: list[RiskRow], value: float) -> None:
    (found,) = risk.risks(rows)
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("channel", Channel)
def test_the_lines_add_up_to_the_sum(severity: Severity, channel: Channel) -> None:
    rows = [row(severity=severity, channel=channel, week=week, repeats=week, category=str(week)) for week in range(12)]
    rows.append(row(dismissed=True))
    (found,) = risk.risks(rows)
    lines = risk.lines_of(found.rows)
    parts = [float(line.rpartition(" = ")[2]) for line in lines]
    assert sum(parts) == pytest.approx(found.value, abs=0.05 * len(parts))
    assert lines[-1] == "1 false alarm = 0"


def test_many_lines_are_the_heaviest_and_the_rest_together() -> None:
    many = [row(category=str(number), severity=Severity.MINOR, captures=number + 1) for number in range(40)]
    (found,) = risk.risks(many)
    lines = risk.lines_of(found.rows)
    assert len(lines) == risk.MOST_LINES + 2
    assert lines[0].startswith("40 minor")
    assert lines[-2] == "55 captures more = 82.5"
    assert sum(float(line.rpartition(" = ")[2]) for line in lines) == pytest.approx(found.value, abs=1)


def test_each_line_shows_how_it_came_about() -> None:
    assert risk.lines_of([row(week=1, captures=2)]) == (
        "2 severe, Self-harm, searched for, 1 week ago: 2 × 10 × 1.5 × 0.84 = 25.2",
    )


def test_the_highest_comes_first_and_false_alarms_alone_are_no_risk() -> None:
    rows = [row("Amy", severity=Severity.MINOR), row("Ben"), row("Cem", dismissed=True)]
    assert [one.name for one in risk.risks(rows)] == ["Ben", "Amy"]


def test_the_page_says_what_it_is_not() -> None:
    report = risk.report([row("Ben", captures=2)])
    assert risk.NOT_A_DIAGNOSIS in report.notes
    assert "Ben has the highest index, 30, of 1 pupil" in report.meaning
    shown = report.tables[0].rows[0][1]
    assert isinstance(shown, Sum)
    assert re.fullmatch(r"2 severe, .* = 30\.0", shown.lines[0])
    assert "nothing to add up" in risk.report([]).meaning
