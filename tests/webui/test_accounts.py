"""Who has an account, and with which duties."""

import re

import pytest

from appliance.duties import Assignment, Duty
from appliance.people.roster import GroupKind, RosterGroup
from appliance.store import Store
from tests.webui.conftest import Clock, Person
from tests.webui.test_security import SIGN_IN


@pytest.fixture(autouse=True)
def groups(store: Store) -> None:
    store.groups.add(RosterGroup(name="class-3a", title="3A", kind=GroupKind.CLASS), "test", 1.0)
    store.groups.add(RosterGroup(name="carers", title="Young carers", kind=GroupKind.VULNERABLE), "test", 1.0)
    store.groups.add_room("Library", "test", 1.0)


@pytest.fixture
def head(sign_in: SIGN_IN) -> Person:
    return sign_in(Duty.HEAD)


def invite(person: Person, **fields: object) -> "re.Match[str] | None":
    """The link on the page that follows."""
    given = {"name": "Ben Oduya", "mail": "b@school.test", "duties": ["teacher"], "groups": ["class-3a"]} | fields
    answer = person.post("/accounts", **given)  # type: ignore[arg-type]  # several values
    return re.search(r"http://localhost(/sign-in/[\w-]+)", answer.text)


def test_the_first_account_is_made_by_the_link_of_the_box(adult: Person, store: Store) -> None:
    assert "Nobody has an account yet" in adult.get("/accounts").text
    assert invite(adult, duties=["dsl"], groups=[])
    assert store.accounts.has_lead
    page = adult.get("/accounts").text
    assert "Ben Oduya" in page
    assert "Invited, has not been here yet" in page


def test_an_invitation_is_a_link_that_its_person_opens(head: Person, stranger: Person, store: Store) -> None:
    link = invite(head)
    assert link
    assert store.accounts.all()[0].duties == (Assignment(duty=Duty.TEACHER, scope=("class-3a",)),)
    assert "Ben Oduya" in stranger.get(link[1]).text


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"name": "<b>\u202e"}, "name", id="hidden characters"),
        pytest.param({"mail": "nowhere"}, "mail", id="no mail address"),
        pytest.param({"mail": "head0@school.test"}, "mail", id="a mail address that is taken"),
        pytest.param({"duties": ["king"]}, "duties", id="a duty that there is not"),
        pytest.param({"groups": ["class-9z"]}, "groups", id="a class that there is not"),
        pytest.param({"rooms": ["Attic"]}, "rooms", id="a room that there is not"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_makes_nobody(
    head: Person, store: Store, fields: dict[str, object], beside: str
) -> None:
    given = {"name": "Ben Oduya", "mail": "b@school.test", "duties": ["teacher"], "groups": ["class-3a"]} | fields
    answer = head.post("/accounts", **given)  # type: ignore[arg-type]  # several values
    assert answer.status_code == 422
    assert f'id="{beside}-error"' in answer.text
    assert len(store.accounts.all()) == 1


def test_duties_hold_at_once(head: Person, sign_in: SIGN_IN, store: Store) -> None:
    office = sign_in(Duty.OFFICE)
    assert office.get("/bans").status_code == 403
    number = number_of(store, "Office")
    fields = {"duties": ["office", "librarian"], "rooms": ["Library"]}
    assert head.post(f"/accounts/{number}/duties", **fields).status_code == 303  # type: ignore[arg-type]  # several
    assert office.get("/bans").status_code == 200
    assert "Librarian: Library" in head.get("/accounts").text


def test_the_office_does_not_let_itself_see_pupils(head: Person, sign_in: SIGN_IN, store: Store) -> None:
    office = sign_in(Duty.OFFICE)
    mine = number_of(store, "Office")
    answer = office.post(f"/accounts/{mine}/duties", duties="dsl")
    assert (answer.status_code, "yourself" in answer.text) == (422, True)
    answer = office.post(f"/accounts/{mine}/named", staff="y")
    assert (answer.status_code, "yourself" in answer.text) == (422, True)
    assert office.post(f"/accounts/{number_of(store, 'Head')}/duties", duties="head").status_code == 303


def test_people_are_named_for_vulnerable_groups_and_for_staff(head: Person, sign_in: SIGN_IN, store: Store) -> None:
    sign_in(Duty.DEPUTY)
    number = number_of(store, "Deputy")
    assert head.post(f"/accounts/{number}/named", vulnerable="carers", staff="y").status_code == 303
    account = store.accounts.get(number)
    assert account is not None
    assert (account.named, account.all_named, account.staff) == (("carers",), False, True)
    assert head.post(f"/accounts/{number}/named", vulnerable="class-3a").status_code == 422
    assert head.post(f"/accounts/{number}/named", every="y").status_code == 303
    assert "Named for all vulnerable groups" in head.get("/accounts").text


def test_a_reset_shows_a_link_once(head: Person, sign_in: SIGN_IN, store: Store, stranger: Person) -> None:
    teacher = sign_in(Duty.TEACHER)
    number = number_of(store, "Class teacher")
    page = head.post(f"/accounts/{number}/link").text
    link = re.search(r"http://localhost(/sign-in/[\w-]+)", page)
    assert link
    assert stranger.get(link[1]).status_code == 200
    assert store.proofs.has_second(number)
    assert teacher.get("/account").status_code == 200
    head.post(f"/accounts/{number}/link", lost="y")
    assert not store.proofs.has_second(number)
    assert teacher.get("/account").status_code == 401
    assert stranger.get(link[1]).status_code == 403


def test_the_office_does_not_take_a_leads_second_step_away(sign_in: SIGN_IN, store: Store) -> None:
    office, _ = sign_in(Duty.OFFICE), sign_in(Duty.DSL)
    number = number_of(store, "Designated")
    answer = office.post(f"/accounts/{number}/link", lost="y")
    assert (answer.status_code, "safeguarding lead" in answer.text) == (422, True)
    assert store.proofs.has_second(number)


def test_somebody_is_signed_out_and_an_account_ended(head: Person, sign_in: SIGN_IN, store: Store) -> None:
    teacher = sign_in(Duty.TEACHER)
    number = number_of(store, "Class teacher")
    assert "Sign them out everywhere" in head.get(f"/accounts/{number}").text
    head.post(f"/accounts/{number}/sign-out")
    assert teacher.get("/account").status_code == 401
    head.post(f"/accounts/{number}/end")
    assert "Class teacher" not in head.get("/accounts").text.partition("<tbody>")[2]
    assert head.get(f"/accounts/{number}").status_code == 404
    assert head.post(f"/accounts/{number}/end").status_code == 404


def test_the_last_who_looks_after_accounts_stays(head: Person, store: Store) -> None:
    number = number_of(store, "Head")
    head.post(f"/accounts/{number}/end")
    assert "Give that duty to somebody else first" in head.get(f"/accounts/{number}").text
    answer = head.post(f"/accounts/{number}/duties", duties="leader")
    assert (answer.status_code, "somebody else first" in answer.text) == (422, True)


def test_hostile_names_are_text(head: Person, clock: Clock, store: Store) -> None:
    store.accounts.add("<img src=x onerror=alert(1)>", "h@school.test", "test", clock())
    number = number_of(store, "<img")
    for path in ("/accounts", f"/accounts/{number}"):
        assert "<img src=x" not in head.get(path).text


def number_of(store: Store, name: str) -> int:
    return next(one.number for one in store.accounts.all() if one.name.startswith(name))
