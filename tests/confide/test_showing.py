"""What children's pages may know of the school, and when Confide is open at all."""

from datetime import date, timedelta
from typing import Any

import pytest

from appliance.confide.choice import Absence, ConfideChoice
from appliance.confide.front import KEY_BYTES, Face, Front
from appliance.confide.model import Wish
from appliance.confide.routing import route
from appliance.confide.showing import Known, front_of
from appliance.duties import Assignment, Duty
from appliance.languages.choosing import SchoolWords
from appliance.model import Role
from appliance.store.rows import AccountRow, PersonRow

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
LEAD, DEPUTY, HEAD, CHAIR, TEACHER, GOVERNOR = 1, 2, 3, 4, 5, 6
DUTIES = {
    LEAD: Duty.DSL,
    DEPUTY: Duty.DEPUTY,
    HEAD: Duty.HEAD,
    CHAIR: Duty.CHAIR,
    TEACHER: Duty.TEACHER,
    GOVERNOR: Duty.GOVERNOR,
}


def account(number: int, **more: Any) -> AccountRow:
    as_usual = {
        "name": f"Adult {'ABCDEFG'[number]}",
        "person": "",
        "duties": (Assignment(duty=DUTIES[number]),),
        "ended_at": None,
    }
    return AccountRow(
        number=number, email="a@b.test", named=(), all_named=False, staff=False, since=0.0, **{**as_usual, **more}
    )


def person(id_: str, name: str, role: Role = Role.STAFF, left_at: float | None = None) -> PersonRow:
    given, _, family = name.partition(" ")
    return PersonRow(
        id=id_,
        given=given,
        family=family,
        username="",
        role=role,
        year=None,
        photo="",
        source="",
        left_at=left_at,
        groups=(),
        teaches=(),
    )


def shown(*keys: int, chosen: ConfideChoice | None = None, **more: Any) -> Front:
    as_usual = {"accounts": tuple(account(one) for one in DUTIES), "has_kit": True}
    known = Known(
        choice=chosen or ConfideChoice(is_open=True),
        school=SchoolWords(name="St Mary’s"),
        keys={one: bytes([one]) * KEY_BYTES for one in keys or DUTIES},
        **{**as_usual, **more},
    )
    return front_of(known, TODAY)


def away(account_: int, cover: int, first: date = TODAY, last: date = TODAY) -> ConfideChoice:
    return ConfideChoice(is_open=True, absences=(Absence(account=account_, first=first, last=last, cover=cover),))


def test_readers_are_those_who_may_and_hold_a_key() -> None:
    readers = {one.account: one for one in shown(LEAD, HEAD, CHAIR, TEACHER, GOVERNOR).readers}
    assert set(readers) == {LEAD, HEAD, CHAIR}
    assert [(one.lead, one.head, one.chair) for one in readers.values()] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


def test_the_school_may_choose_others() -> None:
    by_face = ConfideChoice(faces=(Face(id="f", account=TEACHER, name="Miss F"),))
    assert TEACHER in {one.account for one in shown(chosen=by_face).readers}
    assert GOVERNOR in {one.account for one in shown(chosen=ConfideChoice(readers=(GOVERNOR,))).readers}
    assert TEACHER in {one.account for one in shown(chosen=away(LEAD, TEACHER)).readers}


def test_an_account_that_ended_reads_nothing() -> None:
    ended = tuple(account(one, ended_at=1.0 if one == LEAD else None) for one in DUTIES)
    assert LEAD not in {one.account for one in shown(accounts=ended).readers}


def test_a_face_whom_nobody_could_reach_is_not_shown() -> None:
    faces = (Face(id="f", account=TEACHER, name="Miss F"), Face(id="g", account=LEAD, name="Mr B"))
    assert shown(LEAD, CHAIR, chosen=ConfideChoice(faces=faces)).faces == faces[1:]


@pytest.mark.parametrize(
    ("keys", "chosen", "has_kit", "is_open"),
    [
        ((LEAD, CHAIR), ConfideChoice(is_open=True), True, True),
        ((DEPUTY, CHAIR), ConfideChoice(is_open=True), True, True),
        ((LEAD, CHAIR), ConfideChoice(), True, False),
        ((LEAD, CHAIR), ConfideChoice(is_open=True), False, False),
        ((LEAD, HEAD), ConfideChoice(is_open=True), True, False),
        ((HEAD, CHAIR), ConfideChoice(is_open=True), True, False),
        ((LEAD, CHAIR), away(LEAD, TEACHER), True, False),
        ((LEAD, CHAIR, TEACHER), away(LEAD, TEACHER), True, True),
        ((LEAD, CHAIR, TEACHER), away(LEAD, LEAD), True, False),
        ((LEAD, CHAIR), away(LEAD, TEACHER, TODAY + DAY, TODAY + DAY), True, True),
        ((LEAD, CHAIR), away(LEAD, TEACHER, TODAY - DAY, TODAY - DAY), True, True),
        ((LEAD, DEPUTY, CHAIR), away(LEAD, TEACHER), True, True),
    ],
)
def test_it_is_open_where_somebody_reads_and_there_is_a_chair(
    keys: tuple[int, ...], chosen: ConfideChoice, has_kit: bool, is_open: bool
) -> None:
    assert shown(*keys, chosen=chosen, has_kit=has_kit).is_open is is_open


def test_the_absence_of_today_counts_and_else_the_next() -> None:
    absences = tuple(
        Absence(account=LEAD, first=TODAY + first * DAY, last=TODAY + last * DAY, cover=cover)
        for first, last, cover in ((5, 9, 11), (-3, -1, 12), (-1, 0, 13), (0, 4, 14), (2, 3, 15), (3, -3, 16))
    )
    (lead,) = (one for one in shown(chosen=ConfideChoice(absences=absences)).readers if one.lead and one.cover)
    assert (lead.away_from, lead.away_until, lead.cover) == (TODAY, TODAY + 4 * DAY, 14)
    later = ConfideChoice(absences=tuple(one for one in absences if one.cover in {11, 12, 15}))
    (lead,) = (one for one in shown(chosen=later).readers if one.lead and one.cover)
    assert (lead.cover, lead.is_away(TODAY)) == (15, False)


def test_staff_are_those_of_the_list_and_whoever_works_here_besides() -> None:
    people = (
        person("p1", "Zoe Young"),
        person("p2", "Adult D"),
        person("p3", "Amy Ash", Role.PUPIL),
        person("p4", "Gone Away", left_at=1.0),
        person("p5", "Adult B"),
    )
    accounts = tuple(account(one, person="p5" if one == LEAD else "") for one in DUTIES)
    staff = shown(people=people, accounts=accounts).staff
    assert [(one.id, one.name, one.head) for one in staff] == [
        ("p5", "Adult B", False),
        ("account/2", "Adult C", False),
        ("p2", "Adult D", True),
        ("account/5", "Adult F", False),
        ("p1", "Zoe Young", False),
    ]


def test_readers_are_known_by_the_same_id_as_among_staff() -> None:
    accounts = tuple(account(one, person="p5" if one == LEAD else "") for one in DUTIES)
    listed = (person("p5", "Adult B"),)
    known = {one.account: one.person for one in shown(people=listed, accounts=accounts).readers}
    assert {one.account: one.person for one in shown(accounts=accounts).readers}[LEAD] == "account/1", "not listed"
    assert known == {LEAD: "p5", DEPUTY: "account/2", HEAD: "account/3", CHAIR: ""}


def test_a_teacher_called_by_their_surname_is_nobody_besides() -> None:
    accounts = (account(TEACHER, name="Miss Young"),)
    assert [one.id for one in shown(people=(person("p1", "Zoe Young"),), accounts=accounts).staff] == ["p1"]


def test_whose_place_in_the_list_is_gone_is_known_by_name() -> None:
    """As after a new list with new ids: else the head would read what is about them."""
    people = (person("old", "Hana Heath", left_at=1.0), person("new", "Mrs H. Heath"))
    accounts = (account(HEAD, name="Hana Heath", person="old"), account(CHAIR), account(LEAD, person="older"))
    front = shown(people=people, accounts=accounts)
    assert [(one.id, one.head) for one in front.staff] == [("account/1", False), ("new", True)]
    assert [one.account for one in route(Wish(adult="new"), front, TODAY).readers] == [CHAIR]


def test_what_the_school_chose_stands_as_it_chose() -> None:
    chosen = ConfideChoice(anonymous=False, leads_read=False, welcome="Hello", hours="8 to 4")
    front = shown(chosen=chosen, logo="abc")
    assert (front.school.name, front.anonymous, front.leads_read) == ("St Mary’s", False, False)
    assert (front.welcome, front.hours, front.logo) == ("Hello", "8 to 4", "abc")
    assert not front.is_open
