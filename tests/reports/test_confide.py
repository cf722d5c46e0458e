"""Figures of Confide: five or more, no sums, and nothing that would tell what is hidden."""

from datetime import date
from pathlib import Path

from appliance.confide.figures import ConfideFigures, Counted, MonthFigures, ThemeFigure, figures
from appliance.confide.model import Theme
from appliance.config import Home
from appliance.model import the_box
from appliance.reports.catalogue import Asked, kind_of
from appliance.reports.confide import FEWER, MOST_MONTHS, THEMES, report, told, within
from appliance.reports.period import Period
from appliance.store import Store

YEAR = Period(first=date(2026, 9, 1), last=date(2026, 11, 17))
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
TOLD = ConfideFigures(
    months=(
        MonthFigures(first=date(2026, 7, 1), themes=(ThemeFigure(theme=Theme.HOME, reports=6),)),
        MonthFigures(first=SEPTEMBER, themes=(ThemeFigure(theme=Theme.FRIENDS, reports=5),)),
        MonthFigures(
            first=OCTOBER,
            themes=(ThemeFigure(theme=Theme.ONLINE, reports=9), ThemeFigure(theme=Theme.UNKIND, reports=1204)),
        ),
    )
)


def test_every_theme_has_words() -> None:
    assert set(THEMES) == set(Theme)


def test_it_says_what_was_told_most_and_hides_the_few() -> None:
    made = report(TOLD, YEAR)
    assert made.meaning == "What was told most: Somebody is unkind, October 2026, 1,204 times."
    (table,) = made.tables
    assert table.header == ("What it was about", "Sep 2026", "Oct 2026")
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Friends"] == ("5", FEWER)
    assert rows["Somebody is unkind"] == (FEWER, "1,204")
    assert rows["Home"] == (FEWER, FEWER)  # July is before this school year
    (_bars,) = made.pictures
    assert told(within(TOLD, YEAR)) == (
        ("Somebody is unkind, October 2026", 1204),
        ("Something online, October 2026", 9),
        ("Friends, September 2026", 5),
    )
    assert "1218" not in str(made)  # no sums
    assert "about staff is not in it" in " ".join(made.notes)


def test_from_what_is_counted_to_what_is_shown_four_stay_hidden() -> None:
    of_four = [Counted(day=date(2026, 10, 9), themes=(Theme.HURT,)) for _ in range(4)]
    of_staff = [Counted(day=date(2026, 10, 9), themes=(Theme.HURT,), about_staff=True) for _ in range(40)]
    counted = figures([*of_four, *of_staff], ConfideFigures(), date(2026, 11, 17))
    made = report(counted, YEAR)
    assert made.meaning == "In no month did 5 or more tell of the same."
    assert made.pictures == ()
    assert {cell for row in made.tables[0].rows for cell in row[1:]} == {FEWER}
    with_none = report(figures([], ConfideFigures(months=(MonthFigures(first=OCTOBER),)), date(2026, 11, 17)), YEAR)
    assert with_none.tables == made.tables  # four and none read the same


def test_before_a_month_is_over_there_is_nothing() -> None:
    made = report(ConfideFigures(), YEAR)
    assert made.meaning.startswith("No month is counted yet")
    assert made.tables == ()


def test_at_most_a_year_of_months_is_shown() -> None:
    months = tuple(MonthFigures(first=date(2024 + n // 12, n % 12 + 1, 1)) for n in range(30))
    shown = within(ConfideFigures(months=months), Period(first=date(2024, 1, 1), last=date(2026, 11, 17)))
    assert len(shown) == MOST_MONTHS
    assert shown[-1] == months[-1]


def test_it_is_in_the_governors_report_too(tmp_path: Path) -> None:
    home, kind = Home(tmp_path), kind_of("governors")
    home.make()
    assert kind
    with Store.open(home) as store:
        store.migrate()
        seen = store.seen_by(the_box("test"))
        made = kind.make(seen, Asked(period=YEAR, now=0.0, confide=TOLD))
        table = next(one for one in made.tables if "Confide" in one.caption)
        assert ("Friends, September 2026", "5", "measured") in table.rows
        assert "Home" not in str(table)
        plain = kind.make(seen, Asked(period=YEAR, now=0.0))
        table = next(one for one in plain.tables if "Confide" in one.caption)
        assert table.rows == (("Any other theme in a month", "fewer than 5, or none", "measured"),)
