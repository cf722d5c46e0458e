"""What may be asked about accounts, and what is refused with a sentence."""

import pytest

from appliance import account_changes
from appliance.account_changes import INVITED_SECONDS, RESET_SECONDS, Changer, assignments, checked_mail
from appliance.config import Home
from appliance.duties import RIGHTS, Assignment, Duty, at_the_box
from appliance.errors import PeopleError
from appliance.model import the_box
from appliance.people.roster import GroupKind, RosterGroup
from appliance.store import Store
from tests.store.conftest import home, store

__all__ = ["home", "store"]

BOX = Changer(viewer=the_box("command line"), by="command line")


@pytest.fixture(autouse=True)
def groups(store: Store) -> None:
    store.groups.add(RosterGroup(name="class-3a", title="3A", kind=GroupKind.CLASS), "test", 1.0)
    store.groups.add(RosterGroup(name="carers", title="Young carers", kind=GroupKind.VULNERABLE), "test", 1.0)
    store.groups.add_room("Library", "test", 1.0)


def person(store: Store, name: str, *duties: Duty) -> int:
    held = assignments(duties, (), ())
    return account_changes.invite(store, name, f"{name}@school.test", held, BOX, 1.0)


def changer(store: Store, number: int) -> Changer:
    viewer = store.accounts.viewer(number)
    assert viewer is not None
    return Changer(viewer=viewer, by=viewer.name)


def test_groups_and_rooms_go_to_the_duties_that_reach_them(home: Home) -> None:
    assert assignments([Duty.LIBRARIAN, Duty.TEACHER, Duty.DSL], ("class-3a",), ("Library",)) == (
        Assignment(duty=Duty.DSL),
        Assignment(duty=Duty.TEACHER, scope=("class-3a",)),
        Assignment(duty=Duty.LIBRARIAN, scope=("Library",)),
    )


def test_a_group_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(PeopleError, match="class-9z"):
        account_changes.invite(store, "Ben", "b@school.test", assignments([Duty.TEACHER], ("class-9z",), ()), BOX, 1.0)
    assert store.accounts.all() == ()


@pytest.mark.parametrize(
    "mail",
    [
        "",
        "x",
        "a@b",
        "a b@school.test",
        "a@school\n.test",
        "<a@school.test>",
        "a@b@c.d",
        "é" * 300 + "@a.b",
        "\u202ea@b.cd",
    ],
)
def test_what_is_no_mail_address_is_refused(mail: str) -> None:
    with pytest.raises(PeopleError, match="looks like"):
        checked_mail(mail)


def test_a_mail_address_is_taken_without_the_spaces_around_it() -> None:
    assert checked_mail(" Ada.Khan+x@St-Columba.sch.uk ") == "Ada.Khan+x@St-Columba.sch.uk"


@pytest.mark.parametrize("name", ["", " ", "\u202eevil", "x" * 61])
def test_a_name_that_nobody_could_read_is_refused(store: Store, name: str) -> None:
    with pytest.raises(PeopleError, match="to be seen"):
        account_changes.invite(store, name, "a@school.test", (), BOX, 1.0)


@pytest.mark.parametrize(
    "duty", [Duty.DSL, Duty.DEPUTY, Duty.HEAD, Duty.LEADER, Duty.PASTORAL, Duty.TEACHER, Duty.LIBRARIAN, Duty.CHAIR]
)
def test_who_makes_accounts_does_not_let_themselves_see_pupils(store: Store, duty: Duty) -> None:
    office = person(store, "office", Duty.OFFICE)
    with pytest.raises(PeopleError, match="yourself"):
        account_changes.assign(store, office, assignments([Duty.OFFICE, duty], (), ()), changer(store, office), 2.0)
    other = person(store, "other")
    account_changes.assign(store, other, assignments([duty], (), ()), changer(store, office), 3.0)
    assert store.accounts.viewer(other).rights == RIGHTS[duty]  # type: ignore[union-attr]  # it is there


@pytest.mark.parametrize("duty", [Duty.DSL, Duty.HEAD, Duty.OFFICE])
def test_nobody_makes_themselves_the_chair(store: Store, duty: Duty) -> None:
    """Who reads what is told about the head."""
    number = person(store, "somebody", duty)
    wanted = assignments([duty, Duty.CHAIR], (), ())
    with pytest.raises(PeopleError, match="yourself"):
        account_changes.assign(store, number, wanted, changer(store, number), 2.0)
    account_changes.assign(store, number, wanted, BOX, 3.0)
    account_changes.assign(store, number, wanted, changer(store, number), 4.0)  # it stays as it is
    assert {one.duty for one in store.accounts.all()[0].duties} == {duty, Duty.CHAIR}


def test_who_makes_accounts_does_not_name_themselves(store: Store) -> None:
    office = person(store, "office", Duty.OFFICE)
    with pytest.raises(PeopleError, match="yourself"):
        account_changes.name_for(store, office, ("carers",), False, False, changer(store, office), 2.0)
    lead = person(store, "lead", Duty.DSL)
    account_changes.name_for(store, lead, ("carers",), False, True, changer(store, office), 3.0)
    assert store.accounts.get(lead).named == ("carers",)  # type: ignore[union-attr]  # it is there
    with pytest.raises(PeopleError, match="class-3a"):
        account_changes.name_for(store, lead, ("class-3a",), False, True, changer(store, office), 4.0)


def test_somebody_is_always_left_who_looks_after_accounts(store: Store) -> None:
    head = person(store, "head", Duty.HEAD)
    person(store, "teacher", Duty.TEACHER)
    with pytest.raises(PeopleError, match="Only head"):
        account_changes.assign(store, head, assignments([Duty.LEADER], (), ()), BOX, 2.0)
    with pytest.raises(PeopleError, match="Only head"):
        account_changes.end(store, head, BOX, 2.0)
    person(store, "office", Duty.OFFICE)
    account_changes.end(store, head, BOX, 3.0)
    assert [one.name for one in store.accounts.all()] == ["office", "teacher"]


def test_an_invitation_lasts_a_weekend_and_a_reset_an_hour(store: Store) -> None:
    number = person(store, "ada", Duty.DSL)
    token, until = account_changes.link(store, number, BOX, 100.0)
    assert until == 100.0 + INVITED_SECONDS
    assert store.sign_in.link(token, 101.0) is not None
    store.proofs.set_password(number, "hash", 0, "test", 102.0)
    assert account_changes.link(store, number, BOX, 200.0)[1] == 200.0 + RESET_SECONDS
    assert store.proofs.password(number) == "hash"


def test_who_may_not_see_pupils_cannot_open_the_account_of_somebody_who_does(store: Store) -> None:
    lead, office = person(store, "lead", Duty.DSL), person(store, "office", Duty.OFFICE)
    teacher = person(store, "it", Duty.IT)
    for number in (lead, teacher):
        store.proofs.set_app(number, b"sealed", 0, "test", 1.0)
    with pytest.raises(PeopleError, match="safeguarding lead"):
        account_changes.link(store, lead, changer(store, office), 2.0, lost=True)
    with pytest.raises(PeopleError, match="safeguarding lead"):
        account_changes.link(store, lead, Changer(viewer=at_the_box(has_lead=True), by="link"), 2.0, lost=True)
    assert store.proofs.has_second(lead)
    account_changes.link(store, teacher, changer(store, office), 3.0, lost=True)
    assert not store.proofs.has_second(teacher)
    account_changes.link(store, lead, BOX, 4.0, lost=True)
    assert not store.proofs.has_second(lead)


def test_an_ended_account_is_not_changed(store: Store) -> None:
    person(store, "office", Duty.OFFICE)
    number = person(store, "ada", Duty.TEACHER)
    account_changes.end(store, number, BOX, 2.0)
    for change in (
        lambda: account_changes.end(store, number, BOX, 3.0),
        lambda: account_changes.assign(store, number, (), BOX, 3.0),
        lambda: account_changes.link(store, number, BOX, 3.0),
        lambda: account_changes.name_for(store, 99, (), False, False, BOX, 3.0),
    ):
        with pytest.raises(PeopleError, match="ended"):
            change()


def can_sign_in(store: Store, number: int) -> int:
    store.proofs.set_app(number, b"sealed", 0, "test", 1.0)
    return number


def test_once_the_lead_can_sign_in_the_office_opens_no_pupil_to_anybody(store: Store) -> None:
    """Or it could invite somebody who is not there, and sign in as them."""
    office = changer(store, person(store, "olga", Duty.OFFICE))
    lead = person(store, "lead", Duty.DSL)
    duties = assignments([Duty.DEPUTY], (), ())
    before = account_changes.invite(store, "Early", "early@school.test", duties, office, 1.0)
    can_sign_in(store, lead)
    with pytest.raises(PeopleError, match="given by the safeguarding lead or the head"):
        account_changes.invite(store, "Late", "late@school.test", duties, office, 1.0)
    nobody = account_changes.invite(store, "Late", "late@school.test", (), office, 1.0)
    with pytest.raises(PeopleError, match="given by the safeguarding lead or the head"):
        account_changes.assign(store, nobody, duties, office, 1.0)
    with pytest.raises(PeopleError, match="Who is named"):
        account_changes.name_for(store, nobody, (), True, False, office, 1.0)
    with pytest.raises(PeopleError, match="Their link is made by"):
        account_changes.link(store, before, office, 1.0)
    account_changes.link(store, can_sign_in(store, before), office, 1.0)
    account_changes.assign(store, before, (), office, 1.0)
    account_changes.assign(store, nobody, duties, changer(store, lead), 1.0)


def test_who_they_are_in_the_list_is_said_by_others(store: Store) -> None:
    with store._cases.transaction() as connection:
        connection.execute(
            "INSERT INTO people (id, given, family, username, role, source, source_id, since)"
            " VALUES ('p7', 'Ada', 'Khan', '', 'staff', 'test', 'p7', 0)"
        )
    lead, head = person(store, "lead", Duty.DSL), person(store, "head", Duty.HEAD)
    account_changes.say_who(store, head, "p7", changer(store, lead), 1.0)
    assert changer(store, head).viewer.sight.person == "p7"
    with pytest.raises(PeopleError, match="somebody else"):
        account_changes.say_who(store, head, "", changer(store, head), 1.0)
    with pytest.raises(PeopleError, match="not in the school"):
        account_changes.say_who(store, head, "p99", changer(store, lead), 1.0)


def test_nobody_parts_from_their_name_in_the_list_before_it_is_said_who_they_are(store: Store) -> None:
    """Else a lead would read what a child tells about them, once they call themselves something else."""
    with store._cases.transaction() as connection:
        connection.execute(
            "INSERT INTO people (id, given, family, username, role, source, source_id, since)"
            " VALUES ('p7', 'Helen', 'Jones', '', 'staff', 'test', 'p7', 0)"
        )
    number = account_changes.invite(store, "Mrs H. Jones", "h@school.test", assignments([Duty.DSL], (), ()), BOX, 1.0)
    lead = account_changes.find(store, number)
    account_changes.check_own_name(store, lead, "Helen Jones")
    with pytest.raises(PeopleError, match="school’s list"):
        account_changes.check_own_name(store, lead, "Harriet Jones")
    account_changes.say_who(store, number, "p7", BOX, 1.0)
    account_changes.check_own_name(store, account_changes.find(store, number), "Helen Smith")
