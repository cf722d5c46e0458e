"""One's own account."""

import re

import pytest
from flask import Flask

from appliance.model import Role
from appliance.people.roster import Roster, RosterPerson, plan
from appliance.proofs.passwords import password_fits
from appliance.store import Store
from tests.webui.conftest import Clock, Person
from tests.webui.given import Account, account, come_in


@pytest.fixture
def ada(app: Flask, stranger: Person, clock: Clock) -> Account:
    ada = account(app, clock)
    come_in(stranger, ada)
    return ada


@pytest.fixture
def elsewhere(app: Flask, ada: Account) -> Person:
    """She, in another browser."""
    other = Person(app.test_client())
    come_in(other, ada)
    return other


def test_it_shows_what_is_hers(stranger: Person, ada: Account) -> None:
    page = stranger.get("/account").text
    for told in ("Designated safeguarding lead", "Authenticator app", "Recovery codes", "0 left", "here"):
        assert told in page


def test_a_name_and_a_mail_address_are_saved(stranger: Person, ada: Account, store: Store) -> None:
    assert stranger.post("/account/name", name=" Ada  Oak ", mail="oak@school.test").status_code == 303
    kept = store.accounts.get(ada.number)
    assert kept is not None
    assert (kept.name, kept.email) == ("Ada Oak", "oak@school.test")


def test_who_is_in_the_schools_list_by_name_alone_keeps_it(stranger: Person, ada: Account, store: Store) -> None:
    listed = (RosterPerson(source_id="ada", given="A.", family="Khan", role=Role.STAFF),)
    store.people.apply(plan(store.people.known(), Roster(source="test", people=listed)), "test", 1.0)
    answer = stranger.post("/account/name", name="Ida Oak", mail="oak@school.test")
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert {one.name for one in store.accounts.all()} == {"Ada Khan"}


@pytest.mark.parametrize(
    ("name", "mail", "beside"),
    [
        ("", "a@school.test", "name"),
        ("Ada\u202e", "a@school.test", "name"),
        ("Ada", "no address", "mail"),
        ("Ada", "taken@school.test", "mail"),
    ],
    ids=["no name", "a hidden character", "no address", "a colleague's address"],
)
def test_what_is_wrong_is_said_beside_it_and_kept(
    stranger: Person, ada: Account, store: Store, name: str, mail: str, beside: str
) -> None:
    store.accounts.add("Ben", "taken@school.test", "test", 1.0)
    answer = stranger.post("/account/name", name=name, mail=mail)
    assert answer.status_code == 422
    assert f'id="{beside}-error"' in answer.text
    assert f'value="{mail}"' in answer.text


def test_a_new_password_ends_the_other_sessions(
    stranger: Person, elsewhere: Person, ada: Account, store: Store
) -> None:
    assert stranger.post("/account/password", password="short").status_code == 422
    assert elsewhere.get("/account").status_code == 200
    assert stranger.post("/account/password", password="four other words entirely").status_code == 303
    assert stranger.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 401
    assert password_fits(store.proofs.password(ada.number), "four other words entirely")


def test_a_session_elsewhere_can_be_ended_and_so_can_all(
    app: Flask, stranger: Person, elsewhere: Person, ada: Account
) -> None:
    numbers = re.findall(r'name="session" value="(\d+)"', stranger.get("/account").text)
    assert len(numbers) == 1
    assert stranger.post("/account/sessions/end", session=numbers[0]).status_code == 303
    assert elsewhere.get("/account").status_code == 401
    assert "was signed out already" in said(stranger, "/account/sessions/end", session=numbers[0])
    assert "was signed out already" in said(stranger, "/account/sessions/end", session="x")
    come_in(elsewhere, ada)
    assert stranger.post("/account/sessions/end-others").status_code == 303
    assert (stranger.get("/account").status_code, elsewhere.get("/account").status_code) == (200, 401)


def test_nobody_ends_a_colleagues_session(
    app: Flask, stranger: Person, ada: Account, sign_in: object, store: Store
) -> None:
    ben = store.accounts.add("Ben", "b@school.test", "test", 1.0)
    token = store.sign_in.begin(ben, ada.clock())
    number = store.sign_in.of_account(ben, ada.clock())[0].id
    stranger.post("/account/sessions/end", session=str(number))
    assert store.sign_in.session(token, ada.clock()) is not None


def test_last_use_is_written_at_most_once_a_minute(stranger: Person, ada: Account, store: Store, clock: Clock) -> None:
    def last() -> float:
        return store.sign_in.of_account(ada.number, clock())[0].last_at

    clock.time += 100
    stranger.get("/account")
    first = last()
    assert first == clock()
    clock.time += 59
    stranger.get("/account")
    assert last() == first
    clock.time += 1
    stranger.get("/account")
    assert last() == clock()


def test_whoever_came_by_a_link_of_the_box_is_told_so(adult: Person) -> None:
    assert "link made at the box" in adult.get("/account").text
    assert adult.post("/account/password", password="four other words entirely").status_code == 404


def said(person: Person, path: str, **fields: str) -> str:
    person.post(path, **fields)
    return person.get("/account").text
