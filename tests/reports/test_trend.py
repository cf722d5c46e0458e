from appliance.reports import trend
from appliance.reports.report import Heat, Lines, Stacked
from appliance.reports.rows import HourCount, TermWeek
from tests.reports.small_school import NOW, four_weeks, this_week
from tests.reports.test_weekly import weeks


def test_what_rose_is_said() -> None:
    found = weeks((0, "Drugs", 9), (3, "Drugs", 9), (0, "Sexting", 1), (3, "Sexting", 6))
    report = trend.categories(found, four_weeks())
    assert report.meaning == (
        "Drugs was caught most (18 of 25 captures); "
        "Sexting rose most, from 1 in the first half of the time to 6 in the second."
    )
    assert report.tables[0].rows[0] == ("16 Nov", 9, 6)
    assert report.tables[0].rows[-1] == ("26 Oct", 9, 1)


def test_what_hardly_rose_is_not_said_to() -> None:
    report = trend.categories(weeks((0, "Drugs", 9), (3, "Drugs", 10)), four_weeks())
    assert report.meaning == "Drugs was caught most (19 of 19 captures); no category rose clearly."
    assert trend.categories(weeks((0, "Drugs", 9)), this_week()).meaning == "Drugs was caught most (9 of 9 captures)."
    assert trend.categories([], four_weeks()).meaning == "Nothing was caught in this time."


def test_an_eating_disorder_stands_out_after_two_weeks() -> None:
    found = weeks((0, trend.RECURRING, 1), (2, trend.RECURRING, 1), *((week, "Drugs", 5) for week in range(4)))
    terms = [TermWeek(week=2, term="e/1", words="thin", captures=1)]
    report = trend.pupil("Cem", found, terms, [HourCount(hour=int(NOW // 3600), captures=2)], four_weeks())
    assert report.meaning == (
        "Cem: 22 captures. What comes back: Eating disorders in 2 of 4 weeks and Drugs in 4 of 4 weeks."
    )
    lines, heat = report.pictures
    assert isinstance(lines, Lines)
    assert [(one.name, one.marked) for one in lines.series] == [(trend.RECURRING, True), ("Drugs", False)]
    assert report.tables[1].rows == (("9 Nov", "thin", 1),)
    assert isinstance(heat, Heat)


def test_what_does_not_come_back_is_no_pattern() -> None:
    report = trend.pupil("Amy", weeks((0, "Drugs", 1), (3, "Sexting", 1)), [], [], four_weeks())
    assert report.meaning == "Amy: 2 captures in 2 categories; nothing came back."
    assert len(report.tables) == 1
    assert trend.pupil("Amy", [], [], [], four_weeks()).meaning == "Nothing was caught of Amy in this time."


def test_one_week_is_no_line() -> None:
    report = trend.pupil("Amy", weeks((0, "Drugs", 1)), [], [], this_week())
    assert isinstance(report.pictures[0], Stacked)


def test_hours_are_those_of_the_clock_on_the_wall() -> None:
    summer = 1_784_300_400.0  # Friday 17 July 2026, 15:00 UTC, 16:00 in London
    night = NOW - 14 * 3600  # Tuesday 00:05
    found = trend.heat("x", [HourCount(hour=int(at // 3600), captures=2) for at in (summer, NOW, night)], four_weeks())
    assert found.rows[4][16 - found.first_hour] == 2
    assert found.rows[1][14 - found.first_hour] == 2
    assert found.rows[1][0] == 2
    assert sum(map(sum, found.rows)) == 6
