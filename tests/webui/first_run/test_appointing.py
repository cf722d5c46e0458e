"""Several people get duties at once, and some of them are one person."""

import pytest

from appliance.account_changes import Changer
from appliance.duties import Duty, at_the_box
from appliance.errors import PeopleError
from appliance.standards import Holder, Post, Register
from appliance.store import Store
from webui.first_run.appointing import Appointment, appoint

BOX = Changer(viewer=at_the_box(has_lead=False), by="the box")
ADA = Appointment(duty=Duty.DSL, name="Ada Khan", mail="a.khan@school.test")
BEN = Appointment(duty=Duty.HEAD, name="Ben Oduya", mail="b.oduya@school.test")


def duties(store: Store) -> dict[str, set[Duty]]:
    return {one.name: {held.duty for held in one.duties} for one in store.accounts.all()}


def test_each_gets_an_account_and_sees_what_the_duty_needs(store: Store) -> None:
    cem = Appointment(duty=Duty.DEPUTY, name="Cem Can", mail="c.can@school.test")
    eve = Appointment(duty=Duty.GOVERNOR, name="Eve Eze", mail="e.eze@school.test")
    new = appoint(store, (ADA, cem, BEN, eve), BOX, 5.0)
    assert len(new) == 4
    seen = {one.name: (one.all_named, one.staff) for one in store.accounts.all()}
    assert seen == {
        "Ada Khan": (True, False), "Cem Can": (True, False), "Ben Oduya": (False, True), "Eve Eze": (False, False),
    }  # fmt: skip


def test_one_person_in_two_rows_has_one_account(store: Store) -> None:
    both = Appointment(duty=Duty.DSL, name="Ben Oduya", mail="B.Oduya@school.test")
    assert len(appoint(store, (both, BEN), BOX, 5.0)) == 1
    assert duties(store) == {"Ben Oduya": {Duty.DSL, Duty.HEAD}}
    (ben,) = store.accounts.all()
    assert (ben.all_named, ben.staff) == (True, True)


def test_whoever_has_an_account_keeps_it_and_is_not_invited_again(store: Store) -> None:
    appoint(store, (ADA,), BOX, 5.0)
    assert appoint(store, (ADA, BEN), BOX, 6.0) == tuple(
        one.number for one in store.accounts.all() if one.name == "Ben Oduya"
    )


def test_a_look_again_changes_nobodys_sight(store: Store) -> None:
    (number,) = appoint(store, (ADA,), BOX, 5.0)
    store.accounts.name_for(number, (), False, False, "Ada", 6.0)
    appoint(store, (ADA,), BOX, 7.0)
    assert store.accounts.all()[0].all_named is False


def test_the_register_is_filled_and_what_stood_in_it_stays(store: Store) -> None:
    store.choices.put(Register(holders={Post.IT: Holder(name="Net Ltd"), Post.DSL: Holder(name="Mrs Old")}), "t", 1.0)
    appoint(store, (ADA, BEN), BOX, 5.0)
    register = store.choices.get(Register)
    assert register.holder(Post.LEADER) == Holder(name="Ben Oduya", contact="b.oduya@school.test")
    assert register.holder(Post.DSL).name == "Mrs Old"
    assert register.holder(Post.IT).name == "Net Ltd"
    assert register.vacant == (Post.GOVERNOR,)


def test_the_office_gives_itself_no_duty_that_sees_pupils(store: Store) -> None:
    (number,) = appoint(store, (Appointment(duty=Duty.OFFICE, name="Grace", mail="g@school.test"),), BOX, 5.0)
    viewer = store.accounts.viewer(number)
    assert viewer
    grace = Changer(viewer=viewer, by="Grace")
    with pytest.raises(PeopleError, match="cannot give yourself"):
        appoint(store, (Appointment(duty=Duty.DSL, name="Grace", mail="g@school.test"),), grace, 6.0)
    assert duties(store) == {"Grace": {Duty.OFFICE}}
