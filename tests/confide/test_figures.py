"""What governors are told, and what cannot be worked out from it."""

from contextlib import closing
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from appliance.confide.figures import LEAST, MOST_MONTHS, ConfideFigures, Counted, counted, figures
from appliance.confide.model import SOMEBODY, About, Report, Theme
from appliance.config import Home
from appliance.store import Store

TODAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 1)
NONE = ConfideFigures()


def told(number: int, theme: Theme = Theme.UNKIND, day: date = date(2026, 10, 7)) -> list[Counted]:
    return [Counted(day=day, themes=(theme,))] * number


def test_five_are_counted_and_four_are_not() -> None:
    found = figures([*told(5), *told(4, Theme.HOME)], NONE, TODAY)
    (october,) = found.months
    assert october.first == OCTOBER
    assert october.of(Theme.UNKIND) == 5
    assert october.of(Theme.HOME) is None


def test_none_looks_like_four() -> None:
    assert figures([*told(5), *told(4, Theme.HOME)], NONE, TODAY) == figures(told(5), NONE, TODAY)


def test_what_is_about_staff_is_not_counted() -> None:
    report = Report(about=About.ME, themes=(Theme.HURT,), adult=SOMEBODY)
    assert counted(report, OCTOBER).about_staff
    assert not counted(Report(about=About.ME), OCTOBER).about_staff
    assert figures([counted(report, OCTOBER)] * 9, NONE, TODAY) == NONE


def test_a_theme_counts_once_in_a_report() -> None:
    both = Counted(day=OCTOBER, themes=(Theme.HOME, Theme.HOME, Theme.ONLINE))
    (october,) = figures([both] * 6, NONE, TODAY).months
    assert (october.of(Theme.HOME), october.of(Theme.ONLINE)) == (6, 6)


def test_a_month_that_is_not_over_is_not_counted() -> None:
    assert figures(told(9, day=date(2026, 11, 1)), NONE, TODAY) == NONE
    assert figures(told(9, day=date(2026, 11, 30)), NONE, date(2026, 12, 1)).months[0].of(Theme.UNKIND) == 9


def test_a_month_stays_as_it_was_counted() -> None:
    before = figures(told(5), NONE, TODAY)
    assert figures(told(6), before, TODAY) == before
    assert figures(told(1), before, TODAY) == before


def test_months_without_a_report_stand_between_those_with() -> None:
    found = figures([*told(5, day=date(2025, 12, 31)), *told(7)], NONE, TODAY)
    assert [one.first.month for one in found.months] == [12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [one.of(Theme.UNKIND) for one in found.months if one.themes] == [5, 7]


def test_months_after_the_last_look_are_added() -> None:
    before = figures(told(5), NONE, TODAY)
    after = figures([*told(5), *told(8, day=date(2026, 12, 3))], before, date(2027, 1, 2))
    assert [one.first for one in after.months] == [OCTOBER, date(2026, 11, 1), date(2026, 12, 1)]
    assert after.months[0] == before.months[0]


def test_a_clock_that_went_back_takes_nothing_away() -> None:
    before = figures(told(5), NONE, TODAY)
    assert figures(told(5), before, date(2026, 1, 1)) == before


def test_only_so_many_months_are_kept() -> None:
    found = figures(told(5, day=date(1, 1, 1)), NONE, TODAY)
    assert len(found.months) == MOST_MONTHS
    assert found.months[-1].first == OCTOBER
    assert figures([], found, TODAY) == found


dates = st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 1, 1))
anything = st.lists(
    st.builds(
        Counted, day=dates, themes=st.lists(st.sampled_from(Theme), max_size=3).map(tuple), about_staff=st.booleans()
    ),
    max_size=60,
)


@given(anything, dates)
def test_nothing_under_five_ever_stands_in_it(reports: list[Counted], today: date) -> None:
    for month in figures(reports, NONE, today).months:
        assert all(one.reports >= LEAST for one in month.themes)
        assert month.first < today.replace(day=1)


@given(anything, dates)
def test_a_report_about_staff_makes_no_difference(reports: list[Counted], today: date) -> None:
    without = [one for one in reports if not one.about_staff]
    assert figures(reports, NONE, today) == figures(without, NONE, today)


def test_it_is_kept_as_it_was_made(tmp_path: Path) -> None:
    made = figures([*told(5, day=date(2026, 8, 31)), *told(7)], NONE, TODAY)
    home = Home(tmp_path)
    home.make()
    with closing(Store.open(home)) as store:
        store.migrate()
        assert store.choices.get(ConfideFigures) == NONE
        store.choices.put(made, "A lead", 1.0)
        assert store.choices.get(ConfideFigures) == made
