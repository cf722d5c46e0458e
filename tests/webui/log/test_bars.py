"""The small picture of days."""

from datetime import date

from appliance.store.seen.activity import BARS
from appliance.store.seen.asked import Bar
from webui.log.bars import HEIGHT, picture

FRIDAY = date(2026, 11, 20)


def test_bars_stand_in_order_and_the_highest_fills_the_height() -> None:
    shown = picture([Bar(FRIDAY.toordinal(), 400), Bar(FRIDAY.toordinal() - 8, 1), Bar(FRIDAY.toordinal() - 1, 200)])
    assert shown
    assert len(shown.days) == BARS
    assert [(day.height, day.y) for day in shown.days[-2:]] == [(HEIGHT // 2, HEIGHT // 2), (HEIGHT, 0)]
    assert [day.height for day in shown.days if day.times == 1] == [2], "a little is not nothing"
    assert [(week.name, week.times, week.end) for week in shown.weeks] == [
        ("16 Nov", 600, date(2026, 11, 22)),
        ("9 Nov", 1, date(2026, 11, 15)),
    ]
    assert shown.told.endswith("to 20 November. Most were on 20 November: 400.")
    assert shown.days[-1].name == "Fri 20 Nov: 400"


def test_of_nothing_there_is_no_picture() -> None:
    assert picture([]) is None
