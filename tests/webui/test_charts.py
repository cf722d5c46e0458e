import pytest

from appliance.model import Severity
from appliance.reports.report import Bars, Cloud, Heat, Lines, Series, Stacked
from webui.charts import CLOUDS, HEATS, HEIGHT, STYLES, draw

WEEKS = ("2 Nov", "9 Nov", "16 Nov")


def test_the_longest_bar_is_as_wide_as_there_is_room() -> None:
    drawing = draw(Bars(title="x", lines=(("Amy", 8), ("Ben", 2), ("Cem", 0))))
    assert [(bar.name, bar.value, bar.width) for bar in drawing.bars] == [
        ("Amy", 8, "100.0%"),
        ("Ben", 2, "25.0%"),
        ("Cem", 0, "0.0%"),
    ]


def test_pieces_stand_one_after_another() -> None:
    drawing = draw(
        Stacked(
            title="x", columns=WEEKS, series=(Series(name="a", values=(1, 0, 2)), Series(name="b", values=(1, 0, 2)))
        )
    )
    assert [stack.total for stack in drawing.stacks] == [2, 0, 4]
    assert [(piece.left, piece.width, piece.style) for piece in drawing.stacks[2].pieces] == [
        ("0.0%", "50.0%", 0),
        ("50.0%", "50.0%", 1),
    ]
    assert drawing.stacks[1].pieces == ()
    assert drawing.header == ("Week from", "a", "b")
    assert drawing.rows[2] == ("16 Nov", 2, 2)


def test_lines_go_from_the_ground_to_the_top_of_the_axis() -> None:
    drawing = draw(Lines(title="x", columns=WEEKS, series=(Series(name="a", values=(0, 10, 5), marked=True),)))
    (trace,) = drawing.traces
    assert [y for _, y, _ in trace.dots] == [f"{HEIGHT:.1f}", "0.0", f"{HEIGHT / 2:.1f}"]
    assert trace.key.marked
    assert len(trace.strokes) == 2
    assert [value for _, value in drawing.grid] == [0, 5, 10]


@pytest.mark.parametrize(("most", "top"), [(0, 2), (1, 2), (3, 4), (7, 10), (11, 20), (39, 40), (41, 100), (900, 1000)])
def test_the_axis_ends_at_a_round_number(most: int, top: int) -> None:
    drawing = draw(Lines(title="x", columns=WEEKS, series=(Series(name="a", values=(0, most, 0)),)))
    assert drawing.grid[-1][1] == top


@pytest.mark.parametrize("weeks", [2, 6, 7, 40, 53])
def test_labels_do_not_crowd(weeks: int) -> None:
    columns = tuple(map(str, range(weeks)))
    drawing = draw(Lines(title="x", columns=columns, series=(Series(name="a", values=(1,) * weeks),)))
    assert 1 < len(drawing.labels) <= 6


def test_hours_are_as_strong_as_they_are_often() -> None:
    rows = tuple((0, 1, 10) if day == 0 else (0, 0, 0) for day in range(7))
    drawing = draw(Heat(title="x", first_hour=6, rows=rows))
    assert drawing.heat[0] == ("Mon", ((0, 0), (1, 1), (10, HEATS)))
    assert drawing.hours == (6, 7, 8)
    assert draw(Heat(title="x", first_hour=6, rows=((0,),) * 7)).heat[6] == ("Sun", ((0, 0),))


def test_words_are_as_large_as_they_are_often() -> None:
    words = (("a", 12, Severity.SEVERE), ("b", 1, Severity.MINOR))
    drawing = draw(Cloud(title="x", words=words))
    assert drawing.words == (("a", 12, CLOUDS, "severe"), ("b", 1, 1, "minor"))


def test_more_series_than_colours_begin_again() -> None:
    series = tuple(Series(name=str(number), values=(1,)) for number in range(STYLES + 1))
    drawing = draw(Stacked(title="x", columns=("2 Nov",), series=series))
    assert [key.style for key in drawing.keys] == [*range(STYLES), 0]


def test_nothing_can_be_drawn() -> None:
    assert draw(Bars(title="x", lines=())).bars == ()
    assert draw(Stacked(title="x", columns=WEEKS, series=())).stacks[0].total == 0
    assert draw(Cloud(title="x", words=())).words == ()
