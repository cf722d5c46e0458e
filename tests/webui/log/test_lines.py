"""What belongs together in the log."""

from datetime import date

import msgspec
import pytest

from appliance.model import Handling
from appliance.store.seen.asked import Kind, Line
from tests.webui.conftest import NOW
from webui.log.lines import by_day, together


def visit(ago: float = 0.0, **changed: object) -> Line:
    line = Line(
        at=NOW - ago,
        kind=Kind.VISIT,
        number=1,
        person="p1",
        person_name="Amy",
        device="ipad-1",
        host="www.bbc.co.uk",
        url="https://www.bbc.co.uk/",
        word=Handling.READ,
    )
    return msgspec.structs.replace(line, **changed)


def test_pages_of_a_site_in_a_row_become_one_line() -> None:
    (shown,) = together([visit(), visit(60, host="news.bbc.co.uk"), visit(120)])
    assert (shown.count, shown.site, shown.since, shown.done) == (3, "bbc.co.uk", NOW - 120, "Opened")
    (alone,) = together([visit()])
    assert alone.site == "www.bbc.co.uk"


@pytest.mark.parametrize(
    "other",
    [
        visit(1, host="www.google.com"),
        visit(1, person="p2"),
        visit(1, device="ipad-2"),
        visit(1, word=Handling.BLOCKED),
        visit(1, kind=Kind.SEARCH),
        visit(1801),
    ],
    ids=["another site", "somebody else", "another device", "handled otherwise", "a search", "long before"],
)
def test_what_differs_stays_by_itself(other: Line) -> None:
    assert [shown.count for shown in together([visit(), other])] == [1, 1]


def test_lines_stand_under_their_day_and_a_page_may_go_on_with_one() -> None:
    lines = [visit(), visit(86_400), visit(86_400 + 3600)]
    days = by_day(lines, before=None)
    assert [(day.date, len(day.lines), day.goes_on) for day in days] == [
        (date(2026, 11, 17), 1, False),
        (date(2026, 11, 16), 2, False),
    ]
    assert days[0].name == "Tuesday 17 November 2026"
    assert [day.goes_on for day in by_day(lines, before=NOW + 5)] == [True, False]


def test_a_search_shows_its_words() -> None:
    (shown,) = together([visit(kind=Kind.SEARCH, url="https://www.google.com/search?q=cats", word="a new word")])
    assert (shown.searched, shown.done, shown.stopped) == ("cats", "a new word", False)
    assert next(together([visit(word=Handling.BLOCKED)])).stopped
