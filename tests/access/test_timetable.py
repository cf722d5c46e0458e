from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import msgspec
import pytest

from appliance.access.timetable import (
    BREAKS,
    HOLIDAYS,
    LESSONS,
    OUT_OF_SCHOOL,
    SCHOOL_DAY,
    Days,
    Period,
    PeriodKind,
    Timetable,
    end_of_day,
    end_of_lesson,
    moment,
    no_school,
    school_year,
)

LONDON = ZoneInfo("Europe/London")
SCHOOL = Timetable(
    terms=(
        Days(name="Autumn", first=date(2026, 9, 3), last=date(2026, 12, 18)),
        Days(name="Spring", first=date(2027, 1, 5), last=date(2027, 4, 1)),
    ),
    closed=(
        Days(name="INSET day", first=date(2026, 9, 4), last=date(2026, 9, 4)),
        Days(name="Half-term", first=date(2026, 10, 26), last=date(2026, 10, 30)),
    ),
    periods=(
        Period(name="Maths", start=time(9), end=time(10)),
        Period(name="Playtime", start=time(10), end=time(10, 20), kind=PeriodKind.BREAK),
        Period(name="Reading", start=time(10, 20), end=time(11, 20), days=(0, 2)),
        Period(name="Computer club", start=time(9, 30), end=time(16, 30), kind=PeriodKind.OTHER),
    ),
)


def london(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).timestamp()


@pytest.mark.parametrize(
    ("at", "names"),
    [
        pytest.param("2026-11-23T09:00", {"Maths", LESSONS, SCHOOL_DAY}, id="the first moment of a lesson"),
        pytest.param("2026-11-23T09:59:59", {"Maths", "Computer club", LESSONS, SCHOOL_DAY}, id="its last"),
        pytest.param("2026-11-23T10:00", {"Playtime", "Computer club", BREAKS, SCHOOL_DAY}, id="a break"),
        pytest.param("2026-11-24T10:30", {"Computer club", SCHOOL_DAY}, id="no Reading on Tuesdays"),
        pytest.param("2026-11-23T16:00", {"Computer club", OUT_OF_SCHOOL}, id="a club after school"),
        pytest.param("2026-11-23T08:44", {OUT_OF_SCHOOL}, id="before school"),
        pytest.param("2026-11-22T09:30", {OUT_OF_SCHOOL, HOLIDAYS}, id="Sunday"),
        pytest.param("2026-09-04T09:30", {OUT_OF_SCHOOL, HOLIDAYS}, id="INSET day"),
        pytest.param("2026-10-28T09:30", {OUT_OF_SCHOOL, HOLIDAYS}, id="half-term"),
        pytest.param("2026-12-25T09:30", {OUT_OF_SCHOOL, HOLIDAYS}, id="between terms"),
        pytest.param("2026-10-23T09:30", {"Maths", "Computer club", LESSONS, SCHOOL_DAY}, id="in summer time"),
    ],
)
def test_what_is_on(at: str, names: set[str]) -> None:
    assert moment(SCHOOL, london(at)).names == names


@pytest.mark.parametrize(
    ("utc", "on"),
    [
        pytest.param("2026-10-23T08:30+00:00", "Maths", id="08:30 UTC is 09:30 in summer"),
        pytest.param("2026-11-23T08:30+00:00", None, id="and 08:30 in winter"),
    ],
)
def test_the_clock_is_the_schools(utc: str, on: str | None) -> None:
    period = moment(SCHOOL, datetime.fromisoformat(utc).timestamp()).period
    assert (period and period.name) == on


@pytest.mark.parametrize(
    ("at", "end"),
    [
        pytest.param("2026-10-23T09:10", "2026-10-23T10:00", id="in summer time"),
        pytest.param("2026-11-23T09:59", "2026-11-23T10:00", id="in winter, beside a club"),
        pytest.param("2026-11-23T10:05", None, id="a break is no lesson"),
        pytest.param("2026-11-22T09:10", None, id="Sunday"),
    ],
)
def test_until_the_end_of_this_lesson(at: str, end: str | None) -> None:
    assert end_of_lesson(SCHOOL, london(at)) == (end and london(end))


@pytest.mark.parametrize(
    ("at", "end"),
    [
        pytest.param("2026-11-23T09:10", "2026-11-23T15:30", id="in school"),
        pytest.param("2026-11-23T15:30", "2026-11-24T00:00", id="after school"),
        pytest.param("2026-10-25T00:30", "2026-10-26T00:00", id="the Sunday of 25 hours"),
        pytest.param("2027-03-28T00:30", "2027-03-29T00:00", id="the Sunday of 23 hours"),
    ],
)
def test_until_the_end_of_the_day(at: str, end: str) -> None:
    assert end_of_day(SCHOOL, london(at)) == london(end)


def test_a_school_that_gave_no_terms_is_open_from_monday_to_friday() -> None:
    assert SCHOOL_DAY in moment(Timetable(), london("2026-11-23T09:00")).names
    assert no_school(Timetable(), date(2026, 11, 22)) == "weekend"
    assert no_school(SCHOOL, date(2026, 10, 26)) == "Half-term"


@pytest.mark.parametrize(
    ("at", "year"),
    [("2026-08-31T23:59", (2025, 2026)), ("2026-09-01T00:00", (2026, 2027)), ("2027-01-05T09:00", (2026, 2027))],
)
def test_the_school_year_begins_in_september(at: str, year: tuple[int, int]) -> None:
    assert school_year(SCHOOL, london(at)) == year


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"zone": "Europe/Nowhere"}, "there is no time zone 'Europe/Nowhere'", id="zone"),
        pytest.param({"zone": "../../etc/passwd"}, "there is no time zone", id="a path for a zone"),
        pytest.param({"start": "16:00:00"}, "the school day ends at 15:30, before it begins at 16:00", id="day"),
        pytest.param(
            {"terms": [{"name": "Autumn", "first": "2026-12-18", "last": "2026-09-03"}]},
            "'Autumn' ends on 2026-09-03, before it begins on 2026-12-18",
            id="a term backwards",
        ),
        pytest.param(
            {
                "terms": [
                    {"name": "Autumn", "first": "2026-09-03", "last": "2026-12-18"},
                    {"name": "Spring", "first": "2026-12-18", "last": "2027-04-01"},
                ]
            },
            "the terms 'Autumn' and 'Spring' overlap",
            id="overlapping terms",
        ),
        pytest.param(
            {
                "periods": [
                    {"name": "1", "start": "09:00:00", "end": "10:00:00"},
                    {"name": "2", "start": "09:59:00", "end": "11:00:00"},
                ]
            },
            "the periods '1' and '2' overlap",
            id="overlapping lessons",
        ),
        pytest.param(
            {"periods": [{"name": "1", "start": "09:00:00", "end": "10:00:00", "days": [7]}]},
            "period '1': days are 0 for Monday to 6 for Sunday",
            id="an eighth day",
        ),
        pytest.param(
            {"periods": [{"name": "lessons", "start": "09:00:00", "end": "10:00:00"}]},
            "a period needs a name of its own, not 'lessons'",
            id="a standing name",
        ),
        pytest.param({"start": "09:00:00Z"}, "write times as on the school's clock", id="a time with a zone"),
    ],
)
def test_a_wrong_timetable_says_what_is_wrong(given: dict[str, object], sentence: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=sentence.replace("(", r"\(")):
        msgspec.convert(given, Timetable)
