"""The list of people, and an invitation for each who leads."""

import html
import re
from collections.abc import Callable
from io import BytesIO

import pytest

from appliance.duties import Duty
from appliance.first_run import FirstRun, Step
from appliance.mail.outgoing import InvitationMail
from appliance.mail.server import MailServer
from appliance.standards import Post, Register
from appliance.store import Store
from tests.webui.conftest import ORIGIN, Clock, Person
from webui.security import csrf_token

ADA = {"dsl_name": "Ada Khan", "dsl_mail": "a.khan@school.test"}
BEN = {"head_name": "Ben Oduya", "head_mail": "b.oduya@school.test"}
SERVER = MailServer(host="smtp.school.test", user="box", sender="box@school.test", console="https://box.test")


@pytest.fixture
def asked(grace: Person, at: Callable[[Step], None]) -> Person:
    """Grace, who is asked who is who."""
    at(Step.WHO)
    return grace


def links(text: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(r"<code>http://localhost(/sign-in/[^<]+)</code>", text)]


def test_an_empty_school_does_not_go_on_but_may_wait(grace: Person, at: Callable[[Step], None], store: Store) -> None:
    at(Step.PEOPLE)
    assert grace.post("/setup/people").location == "/setup/people"
    assert "Nobody is in the list yet" in grace.get("/setup/people").text
    assert grace.post("/setup/people/later").location == "/setup"
    assert store.choices.get(FirstRun).later == (Step.PEOPLE,)


def test_a_list_that_was_taken_leads_back_to_the_questions(grace: Person, at: Callable[[Step], None]) -> None:
    at(Step.PEOPLE)
    file = BytesIO(b"Forename,Surname,Year,Class\nAmy,Ash,4,4B\n")
    sent = grace.client.post(
        "/people/import",
        data={"csrf": csrf_token(grace.token), "role": "pupil", "file": (file, "p.csv")},
        headers={"Origin": ORIGIN},
    )
    shown = re.search(r'name="shown"[^>]*value="([^"]*)"', grace.get(sent.location).text)
    assert shown
    answer = grace.post(sent.location, shown=shown[1])
    assert answer.location == "/setup"
    assert "<strong>1 pupils and 0 members of staff" in grace.get("/setup/people").text
    assert grace.post("/setup/people").location == "/setup"


def test_each_gets_a_link_that_works(asked: Person, stranger: Person, store: Store) -> None:
    answer = asked.post("/setup/who-is-who", **ADA, **BEN)
    assert answer.status_code == 200
    ada, ben = links(answer.text)
    assert "Ada Khan" in stranger.get(ada).text
    assert "Ben Oduya" in stranger.get(ben).text
    assert store.choices.get(Register).holder(Post.DSL).name == "Ada Khan"
    assert asked.get("/setup").location == "/setup/mail"
    assert links(asked.get("/setup/who-is-who").text) == []
    assert "Invited, has not been here yet" in asked.get("/setup/who-is-who").text


def test_where_mail_works_they_are_invited_by_it(asked: Person, store: Store, clock: Clock) -> None:
    store.choices.put(SERVER, "test", clock())
    assert asked.post("/setup/who-is-who", **ADA).location == "/setup"
    mail = store.outbox.claim(clock())
    assert mail
    assert isinstance(mail.content, InvitationMail)
    assert store.accounts.get(mail.account or 0) == store.accounts.by_email("a.khan@school.test")


def test_those_with_a_link_on_paper_are_invited_by_mail_later(asked: Person, store: Store, clock: Clock) -> None:
    asked.post("/setup/who-is-who", **ADA)
    assert asked.post("/setup/invitations").location == "/setup/mail"
    assert store.outbox.claim(clock()) is None
    store.choices.put(SERVER, "test", clock())
    asked.post("/setup/invitations")
    assert store.outbox.claim(clock())
    assert store.outbox.claim(clock()) is None


def test_that_is_me_gives_the_duty_to_ones_own_account(asked: Person, store: Store) -> None:
    assert asked.post("/setup/who-is-who", governor_me="y").location == "/setup"
    (account,) = store.accounts.all()
    assert {one.duty for one in account.duties} == {Duty.OFFICE, Duty.GOVERNOR}


@pytest.mark.parametrize("duty", ["dsl", "deputy", "head", "chair"])
def test_the_office_cannot_be_whoever_sees_pupils(asked: Person, store: Store, duty: str) -> None:
    assert f'name="{duty}_me"' not in asked.get("/setup/who-is-who").text
    asked.post("/setup/who-is-who", **{f"{duty}_me": "y"})
    (account,) = store.accounts.all()
    assert [one.duty for one in account.duties] == [Duty.OFFICE]


def test_nor_by_writing_their_own_address(asked: Person, store: Store) -> None:
    answer = asked.post("/setup/who-is-who", dsl_name="Grace", dsl_mail="g.okafor@school.test")
    assert answer.status_code == 422
    assert "You cannot give yourself" in answer.text
    assert [one.duty for one in store.accounts.all()[0].duties] == [Duty.OFFICE]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"dsl_name": "Ada Khan", "dsl_mail": ""}, "A mail address looks like"),
        ({"dsl_name": "", "dsl_mail": "a@school.test"}, "A name has up to"),
        ({"dsl_name": "Ada", "dsl_mail": "a@b\u202ec.test"}, "cannot be seen"),
    ],
    ids=["no mail", "no name", "hidden letters"],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(
    asked: Person, store: Store, wrong: dict[str, str], said: str
) -> None:
    answer = asked.post("/setup/who-is-who", **wrong, **BEN)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Ben Oduya"' in answer.text
    assert len(store.accounts.all()) == 1


def test_nobody_to_name_goes_on(asked: Person) -> None:
    assert asked.post("/setup/who-is-who").location == "/setup"
