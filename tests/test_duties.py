"""Who may do what, by duty (FEATURES row C3)."""

import pytest

from appliance.duties import REACH, RIGHTS, TITLES, Assignment, Duty, Reach, at_the_box, rights_of, sight_of
from appliance.model import Right

PUPILS = {Right.CAPTURES, Right.ACTIVITY, Right.PAUSE, Right.LESSON}


def test_every_duty_has_a_title_rights_and_a_reach() -> None:
    assert set(TITLES) == set(RIGHTS) == set(REACH) == set(Duty)


@pytest.mark.parametrize("duty", [Duty.CHAIR, Duty.GOVERNOR, Duty.OFFICE, Duty.IT])
def test_who_sees_nobody_has_no_right_over_pupils(duty: Duty) -> None:
    assert REACH[duty] is Reach.NOBODY
    assert not RIGHTS[duty] & PUPILS


@pytest.mark.parametrize("duty", [Duty.CHAIR, Duty.GOVERNOR])
def test_a_governor_has_figures_only(duty: Duty) -> None:
    assert RIGHTS[duty] == {Right.FIGURES}


def test_leads_and_the_head_look_after_confide() -> None:
    assert {duty for duty in Duty if Right.CONFIDE in RIGHTS[duty]} == {Duty.DSL, Duty.DEPUTY, Duty.HEAD}


def test_two_duties_add_up() -> None:
    held = (
        Assignment(duty=Duty.TEACHER, scope=("class-3b",)),
        Assignment(duty=Duty.PASTORAL, scope=("year4", "class-3b")),
        Assignment(duty=Duty.LIBRARIAN, scope=("Library",)),
    )
    sight = sight_of(held, ("young-carers",), staff=False, person="7")
    assert not sight.everyone
    assert (sight.groups, sight.rooms) == (("class-3b", "year4"), ("Library",))
    assert (sight.named, sight.staff, sight.person) == (("young-carers",), False, "7")
    assert rights_of(held) >= PUPILS | {Right.FIGURES}


def test_somebody_without_a_duty_may_nothing() -> None:
    assert rights_of(()) == frozenset()
    assert not sight_of((), (), staff=False, person="").everyone


def test_the_link_of_the_box_opens_everything_only_until_there_is_a_lead() -> None:
    assert at_the_box(has_lead=False).rights == frozenset(Right)
    later = at_the_box(has_lead=True)
    assert not later.rights & (PUPILS | {Right.FIGURES, Right.AUDIT})
    assert not later.sight.everyone
    assert not later.all_named
