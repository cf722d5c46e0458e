"""The timetable's form: what is wrong stands beside its field."""

from collections.abc import Callable
from datetime import date

import pytest

from appliance.access.changes import SetTimetable
from appliance.access.timetable import Days, Timetable
from appliance.duties import Duty
from appliance.store import Store
from tests.webui import primary
from tests.webui.conftest import NOW, Person

GOOD = {
    "start": "08:45",
    "end": "15:30",
    "period-0-name": "Maths",
    "period-0-kind": "lesson",
    "period-0-start": "09:00",
    "period-0-end": "10:00",
    "period-0-days": "0",
    "term-0-name": "Autumn",
    "term-0-first": "2026-09-02",
    "term-0-last": "2026-12-18",
    "closed-0-name": "INSET",
    "closed-0-first": "2026-11-27",
    "closed-0-last": "",
    "term-1-name": "",
    "term-1-first": "",
    "term-1-last": "",
}
BREAK = {"period-1-name": "Break", "period-1-kind": "break", "period-1-days": "0"}


def test_a_good_one_is_shown_before_it_is_saved(adult: Person, store: Store) -> None:
    answer = adult.post("/timetable", **GOOD)
    assert answer.status_code == 200
    assert "Maths (lesson): 09:00 to 10:00 on Monday" in answer.text
    assert "Closed: INSET, 27 November 2026" in answer.text
    assert "<svg" in answer.text
    assert store.access.changes() == ()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"end": "08:00"}, "School ends after it begins.", id="the day is upside down"),
        pytest.param({"start": "soon"}, "Not a valid time value.", id="no time"),
        pytest.param({"period-0-end": "08:59"}, "It ends after it begins.", id="a lesson is upside down"),
        pytest.param({"period-0-name": ""}, "Give it a name of its own", id="a lesson without a name"),
        pytest.param({"period-0-name": "lessons"}, "not “lessons”", id="a name that stands"),
        pytest.param({"period-0-start": ""}, "Give a time like 09:15.", id="a lesson without a beginning"),
        pytest.param({"period-0-days": "9"}, "is not a valid choice for this field", id="a day that is none"),
        pytest.param({"period-0-kind": "party"}, "Not a valid choice", id="a kind that is none"),
        pytest.param(
            BREAK | {"period-1-start": "09:50", "period-1-end": "10:10"},
            "It overlaps “Maths”, 09:00 to 10:00.",
            id="a break in a lesson",
        ),
        pytest.param({"term-0-last": "2026-09-01"}, "The last day is not before the first.", id="a term upside down"),
        pytest.param({"term-0-first": ""}, "Give a day.", id="a term without a beginning"),
        pytest.param({"term-0-first": "2026-02-30"}, "Not a valid date value.", id="a day that is not"),
        pytest.param(
            {"term-1-name": "Spring", "term-1-first": "2026-12-18", "term-1-last": "2027-03-26"},
            "It overlaps “Autumn”.",
            id="terms that overlap",
        ),
        pytest.param({"closed-0-name": "x" * 41}, "Use at most 40 letters.", id="a long name"),
        pytest.param({"closed-0-name": "a\u202eb"}, "cannot be seen", id="an override"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(adult: Person, wrong: dict[str, str], says: str) -> None:
    answer = adult.post("/timetable", **(GOOD | wrong))
    assert answer.status_code == 422
    assert says in answer.text
    assert "There is a problem" in answer.text
    assert 'aria-invalid="true"' in answer.text or "days" in str(wrong) or "kind" in str(wrong)
    assert 'value="Autumn"' in answer.text, "what was typed is kept"


def test_a_club_may_run_beside_a_lesson(adult: Person) -> None:
    club = {"period-1-name": "Choir", "period-1-kind": "other", "period-1-days": "0", "period-1-start": "09:30"}
    assert adult.post("/timetable", **(GOOD | club | {"period-1-end": "10:00"})).status_code == 200


def test_a_break_on_another_day_is_no_overlap(adult: Person) -> None:
    other = BREAK | {"period-1-days": "1", "period-1-start": "09:30", "period-1-end": "10:00"}
    assert adult.post("/timetable", **(GOOD | other)).status_code == 200


def test_what_holds_is_in_the_form(adult: Person, store: Store) -> None:
    assert "Nothing is entered yet" in adult.get("/timetable").text
    primary.set_timetable(store, NOW)
    page = adult.get("/timetable").text
    assert 'value="Maths"' in page
    assert 'value="10:45"' in page


def test_terms_are_copied_to_the_same_weekdays(adult: Person, store: Store) -> None:
    autumn = Days(name="Autumn", first=date(2026, 9, 2), last=date(2026, 12, 18))
    store.access.make(SetTimetable(timetable=Timetable(terms=(autumn,))), "new", "test", NOW)
    page = adult.get("/timetable?copy=year").text
    assert 'value="2026-09-02"' in page
    assert 'value="2027-09-01"' in page, "a Wednesday, too"


def test_the_matrix(sign_in: Callable[..., Person]) -> None:
    for duty in Duty:
        wanted = duty in {Duty.DSL, Duty.DEPUTY, Duty.HEAD}
        somebody = sign_in(duty)
        assert (somebody.get("/timetable").status_code == 200) is wanted, duty
        assert (somebody.post("/timetable", **GOOD).status_code == 200) is wanted, duty
