"""Who may read: by duty, or chosen, and nobody else."""

from datetime import date

import pytest
from msgspec.structs import replace

from appliance.confide.choice import Absence, ConfideChoice
from appliance.confide.front import Face
from appliance.confide.who_reads import Because, may_read, who_read, why
from appliance.duties import Assignment, Duty
from appliance.store.rows import AccountRow

READS_BY_DUTY = {Duty.DSL, Duty.DEPUTY, Duty.HEAD, Duty.CHAIR}


def account(number: int, *duties: Duty) -> AccountRow:
    return AccountRow(
        number=number,
        name=f"Somebody {number}",
        email=f"{number}@school.test",
        person="",
        duties=tuple(Assignment(duty=duty) for duty in duties),
        named=(),
        all_named=False,
        staff=False,
        since=0.0,
        ended_at=None,
    )


@pytest.mark.parametrize("duty", list(Duty))
def test_of_the_duties_four_read(duty: Duty) -> None:
    assert may_read(account(1, duty), ConfideChoice()) is (duty in READS_BY_DUTY)


TEACHER = account(7, Duty.TEACHER)
DAY = date(2026, 11, 17)


@pytest.mark.parametrize(
    ("choice", "because"),
    [
        pytest.param(ConfideChoice(readers=(7,)), (Because.CHOSEN,), id="named"),
        pytest.param(ConfideChoice(faces=(Face(id="a", account=7, name="Miss Oak"),)), (Because.FACE,), id="a face"),
        pytest.param(
            ConfideChoice(faces=(Face(id="a", account=7, name="Amy", mentor=True),)), (Because.MENTOR,), id="a mentor’s"
        ),
        pytest.param(
            ConfideChoice(absences=(Absence(account=3, first=DAY, last=DAY, cover=7),)), (Because.COVER,), id="a cover"
        ),
        pytest.param(
            ConfideChoice(absences=(Absence(account=7, first=DAY, last=DAY, cover=3),)), (), id="who is away himself"
        ),
        pytest.param(ConfideChoice(readers=(8,), faces=(Face(id="a", account=8, name="X"),)), (), id="somebody else"),
    ],
)
def test_others_read_where_they_are_chosen(choice: ConfideChoice, because: tuple[Because, ...]) -> None:
    assert why(TEACHER, choice) == because


def test_an_account_that_ended_reads_nothing() -> None:
    ended = replace(account(1, Duty.HEAD), ended_at=1.0)
    assert not may_read(ended, ConfideChoice(readers=(1,)))
    assert who_read((ended, TEACHER, account(2, Duty.DSL)), ConfideChoice(readers=(7,))) == (
        TEACHER,
        account(2, Duty.DSL),
    )


def test_several_reasons_are_said_in_one_order() -> None:
    choice = ConfideChoice(readers=(1,), faces=(Face(id="a", account=1, name="Mrs Khan"),))
    assert why(account(1, Duty.HEAD, Duty.DSL), choice) == (Because.LEAD, Because.HEAD, Because.CHOSEN, Because.FACE)
