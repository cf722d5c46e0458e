"""Accounts of the console: who they are, their duties, and that they end instead of going."""

import pytest

from appliance.duties import Assignment, Duty
from appliance.errors import PeopleError
from appliance.model import Right
from appliance.store import Store

LEAD = (Assignment(duty=Duty.DSL),)
TEACHER = (Assignment(duty=Duty.TEACHER, scope=("class-3b", "class-3a")),)


def added(store: Store, name: str = "Mrs Ash", email: str = "ash@school.test") -> int:
    return store.accounts.add(name, email, by="test", at=1.0)


def test_an_account_comes_back_as_it_was_made(store: Store) -> None:
    number = added(store)
    store.accounts.assign(number, TEACHER, "test", 2.0)
    store.accounts.name_for(number, ("young-carers",), False, True, "test", 3.0)
    account = store.accounts.get(number)
    assert account is not None
    assert (account.name, account.email, account.duties) == ("Mrs Ash", "ash@school.test", TEACHER)
    assert (account.named, account.all_named, account.staff) == (("young-carers",), False, True)
    assert store.accounts.all() == (account,)
    viewer = store.accounts.viewer(number)
    assert viewer is not None
    assert viewer.sight.groups == ("class-3a", "class-3b")
    assert viewer.may(Right.LESSON)
    assert not viewer.may(Right.ACCOUNTS)


def test_a_mail_address_belongs_to_one_account_however_it_is_spelt(store: Store) -> None:
    added(store)
    with pytest.raises(PeopleError, match="already"):
        added(store, "Somebody", "ASH@School.test")


def test_there_is_a_lead_while_a_lead_has_an_account(store: Store) -> None:
    number = added(store)
    assert not store.accounts.has_lead
    store.accounts.assign(number, LEAD, "test", 2.0)
    assert store.accounts.has_lead
    store.accounts.end(number, "test", 3.0)
    assert not store.accounts.has_lead


def test_who_has_gone_is_signed_out_and_stays_known(store: Store) -> None:
    number = added(store)
    token = store.sign_in.begin(number, 2.0)
    store.accounts.end(number, "test", 3.0)
    assert store.sign_in.session(token, 3.0) is None
    assert store.accounts.viewer(number) is None
    assert store.accounts.all() == ()
    gone = store.accounts.get(number)
    assert gone is not None
    assert gone.ended_at == 3.0


def test_every_change_is_in_the_audit_trail(store: Store) -> None:
    number = added(store)
    store.accounts.assign(number, LEAD, "Mr Bell", 2.0)
    store.accounts.name_for(number, (), True, False, "Mr Bell", 3.0)
    store.accounts.end(number, "Mr Bell", 4.0)
    told = [(entry.what, entry.object) for entry in reversed(store.audit.recent())]
    assert told == [
        ("account made", "Mrs Ash (ash@school.test)"),
        ("duties assigned", f"account {number}: dsl"),
        ("named", f"account {number}: every vulnerable group"),
        ("account ended", f"account {number}"),
    ]


def test_somebody_is_found_by_mail_address_while_their_account_holds(store: Store) -> None:
    number = added(store)
    found = store.accounts.by_email("ASH@school.test")
    assert found is not None
    assert found.number == number
    store.accounts.end(number, "test", 2.0)
    assert store.accounts.by_email("ash@school.test") is None
    again = added(store, "Mrs Ash, back")
    assert again != number
    assert [one.name for one in store.accounts.all()] == ["Mrs Ash, back"]


def test_a_name_and_a_mail_address_change_but_not_to_somebody_elses(store: Store) -> None:
    number = added(store)
    added(store, "Mr Bell", "bell@school.test")
    store.accounts.describe(number, "Mrs Elm", "elm@school.test", "Mrs Elm", 2.0)
    account = store.accounts.get(number)
    assert account is not None
    assert (account.name, account.email) == ("Mrs Elm", "elm@school.test")
    with pytest.raises(PeopleError, match="already"):
        store.accounts.describe(number, "Mrs Elm", "Bell@school.test", "Mrs Elm", 3.0)


def test_who_has_the_name_of_a_member_of_staff_is_them_whatever_they_call_themselves_later(store: Store) -> None:
    with store._cases.transaction() as connection:
        connection.execute(
            "INSERT INTO people (id, given, family, username, role, source, source_id, since)"
            " VALUES ('p7', 'Ada', 'Khan', '', 'staff', 'test', 'p7', 0),"
            " ('p8', 'Ben', 'Low', '', 'pupil', 'test', 'p8', 0)"
        )
    number = store.accounts.add("ada khan", "a.khan@school.test", "test", 1.0)
    pupil = store.accounts.add("Ben Low", "b@school.test", "test", 1.0)
    store.accounts.name_for(number, (), False, True, "test", 1.0)

    def who(account: int) -> str:
        viewer = store.accounts.viewer(account)
        assert viewer
        return viewer.sight.person

    assert (who(number), who(pupil)) == ("p7", "")
    store.accounts.describe(number, "Somebody Else", "a.khan@school.test", "test", 2.0)
    assert who(number) == "p7"
