"""Who is away, and who reads for them."""

from datetime import date

import pytest
from msgspec.structs import replace

from appliance.confide.choice import Absence, ConfideChoice
from appliance.store import Store
from tests.webui.confide_reader.school import School
from tests.webui.conftest import Person
from webui.confide_reader.absences import MOST_ABSENCES

PATH = "/confide/settings/absences"


def absences(store: Store) -> tuple[Absence, ...]:
    return store.choices.get(ConfideChoice).absences


def add(person: Person, account: int, cover: int, first: str = "tomorrow", last: str = "24 November") -> int:
    sent = {"account": str(account), "first": first, "last": last, "cover": str(cover)}
    return person.post(PATH, **sent).status_code


def test_a_teacher_says_for_themselves_who_reads(school: School, store: Store) -> None:
    teacher = school.sign_in(school.teacher)
    assert add(teacher, school.teacher, school.deputy) == 303
    assert absences(store) == (
        Absence(account=school.teacher, first=date(2026, 11, 18), last=date(2026, 11, 24), cover=school.deputy),
    )
    page = teacher.get(PATH).text
    assert "18 November 2026 to 24 November 2026" in page
    assert "<bdi>Dev Rao</bdi> reads" in page
    assert store.audit.recent()[0].object == "Ada Ash, 18 November 2026 to 24 November 2026: Dev Rao reads"


def test_others_days_are_set_and_seen_by_those_who_look_after_it(school: School, store: Store) -> None:
    teacher, lead = school.sign_in(school.teacher), school.sign_in(school.lead)
    assert add(teacher, school.deputy, school.lead) == 422
    assert absences(store) == ()
    assert add(lead, school.deputy, school.lead) == 303
    assert "Nobody is away." in teacher.get(PATH).text
    assert "Dev Rao" in lead.get(PATH).text
    assert teacher.post(f"{PATH}/remove", account=str(school.deputy), first="2026-11-18").status_code == 403
    assert lead.post(f"{PATH}/remove", account=str(school.deputy), first="2026-11-18").status_code == 303
    assert absences(store) == ()
    assert lead.post(f"{PATH}/remove", account=str(school.deputy), first="2026-11-18").status_code == 303
    assert "removed already" in lead.get(PATH).text


def test_who_covers_has_a_key_and_is_somebody_else(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    assert add(lead, school.teacher, school.head) == 422  # has no key
    assert add(lead, school.teacher, school.outsider) == 422
    assert add(lead, school.teacher, school.teacher) == 422
    assert (
        "nobody covers for themselves"
        in lead.post(PATH, account=str(school.teacher), cover=str(school.teacher), first="today", last="today").text
    )
    assert absences(store) == ()


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("", "", "Write a day"),
        ("soon", "24 November", "Write a day"),
        ("24 November 2026", "20 November 2026", "is before"),
        ("1 November 2026", "10 November 2026", "is over"),
        ("today", "1 January 2029", "longer than a year"),
        ("<script>", "24 November", "Write a day"),
        ("x" * 5000, "24 November", "at most 40 letters"),
    ],
)
def test_days_that_make_no_sense_are_said(school: School, store: Store, first: str, last: str, says: str) -> None:
    lead = school.sign_in(school.lead)
    sent = {"account": str(school.teacher), "cover": str(school.deputy), "first": first, "last": last}
    answer = lead.post(PATH, **sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert absences(store) == ()


def test_nobody_is_away_twice_and_what_is_over_goes(school: School, store: Store) -> None:
    old = Absence(account=school.lead, first=date(2026, 1, 1), last=date(2026, 1, 9), cover=school.deputy)
    choice = store.choices.get(ConfideChoice)
    store.choices.put(replace(choice, absences=(old,)), "test", 0.0)
    lead = school.sign_in(school.lead)
    assert "Nobody is away." in lead.get(PATH).text
    assert add(lead, school.teacher, school.deputy) == 303
    assert add(lead, school.teacher, school.lead, first="24 November", last="25 November") == 422
    assert add(lead, school.teacher, school.lead, first="25 November", last="25 November") == 303
    assert old not in absences(store)
    assert len(absences(store)) == 2


def test_there_are_not_too_many(school: School, store: Store) -> None:
    one = Absence(account=school.lead, first=date(2026, 12, 1), last=date(2026, 12, 2), cover=school.deputy)
    choice = store.choices.get(ConfideChoice)
    store.choices.put(replace(choice, absences=(one,) * MOST_ABSENCES), "test", 0.0)
    lead = school.sign_in(school.lead)
    assert add(lead, school.teacher, school.deputy) == 303
    assert len(absences(store)) == MOST_ABSENCES
    assert "Remove one first" in lead.get(PATH).text


@pytest.mark.parametrize("sent", [{}, {"account": "x" * 5000, "first": "x" * 5000}, {"account": "1", "first": "<b>"}])
def test_removing_what_is_not_there_is_nothing(school: School, sent: dict[str, str]) -> None:
    assert school.sign_in(school.lead).post(f"{PATH}/remove", **sent).status_code == 303
