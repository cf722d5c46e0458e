"""The school, and the first account, which only a link made at the box can make, and only once."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.first_run import FirstRun, Step
from appliance.school_choices import Phase, SchoolChoice
from appliance.store import Store
from tests.webui.conftest import Clock, Person
from tests.webui.given import PASSWORD
from tests.webui.parts import SmallCore

GRACE = {"name": "Grace Okafor", "mail": "g.okafor@school.test", "duties": "office", "password": PASSWORD}


def test_the_school_is_saved_and_the_rest_of_it_stays(adult: Person, store: Store, clock: Clock) -> None:
    store.choices.put(SchoolChoice(address="1 High Street"), "test", clock())
    adult.get("/setup")
    answer = adult.post("/setup/school", name=" St  Aidan’s ", phase="infant", talk_to="Mrs Khan")
    assert answer.location == "/setup"
    assert store.choices.get(SchoolChoice) == SchoolChoice(
        name="St Aidan’s", phase=Phase.INFANT, address="1 High Street", talk_to="Mrs Khan"
    )
    assert adult.get("/setup").location == "/setup/you"


def test_a_school_without_a_name_keeps_what_was_typed(adult: Person, store: Store) -> None:
    answer = adult.post("/setup/school", name="", phase="infant", talk_to="Mrs Khan")
    assert answer.status_code == 422
    assert "Write the school’s name." in answer.text
    assert 'value="Mrs Khan"' in answer.text
    assert store.choices.get(FirstRun).done == ()


def test_the_first_account_is_signed_in_and_asked_for_its_second_step(adult: Person, store: Store) -> None:
    adult.post("/setup/school", name="St Aidan’s", phase="primary", talk_to="Mrs Khan")
    answer = adult.post("/setup/you", **GRACE)
    assert answer.location == "/account/second-step"
    (account,) = store.accounts.all()
    assert (account.name, [one.duty for one in account.duties]) == ("Grace Okafor", [Duty.OFFICE])
    assert store.choices.get(FirstRun).account == account.number
    page = adult.get("/account/second-step").text
    assert "Setting up the school: step 3 of 11" in page
    assert adult.get("/setup").location == "/account/second-step"


def test_the_link_that_made_it_is_signed_out(adult: Person, store: Store, clock: Clock) -> None:
    adult.post("/setup/you", **GRACE)
    assert store.sign_in.session(adult.token, clock()) is None


def test_a_safeguarding_lead_is_named_for_every_vulnerable_group(adult: Person, store: Store) -> None:
    adult.post("/setup/you", **GRACE | {"duties": "dsl"})
    (account,) = store.accounts.all()
    assert (account.all_named, account.staff) == (True, False)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Write your name."),
        ("name", "   ", "Write your name."),
        ("mail", "nobody", "A mail address looks like"),
        ("duties", "", "Choose at least one."),
        ("duties", "governor", "not a valid choice"),
        ("duties", "it", "not a valid choice"),
        ("password", "short", "Use at least 12 characters"),
        ("password", "GraceOkafor1!", "easily guessed"),
    ],
)
def test_what_is_wrong_is_said_and_no_account_is_made(
    adult: Person, store: Store, field: str, value: str, said: str
) -> None:
    given = GRACE | {field: value}
    answer = adult.post("/setup/you", **{name: text for name, text in given.items() if text})
    assert answer.status_code == 422
    assert said in answer.text
    assert PASSWORD not in answer.text
    assert store.accounts.all() == ()


def test_a_second_first_account_is_not_made(adult: Person, grace: Person, store: Store, core: SmallCore) -> None:
    adult.post("/setup/you", **GRACE | {"mail": "other@school.test"})
    grace.post("/setup/you", **GRACE | {"mail": "other@school.test", "duties": "dsl"})
    assert [one.email for one in store.accounts.all()] == ["g.okafor@school.test"]
    page = grace.get("/setup/you").text
    assert "Grace Okafor" in page
    assert 'type="password"' not in page


def test_no_secret_stands_in_the_audit_trail(adult: Person, store: Store) -> None:
    adult.post("/setup/you", **GRACE)
    told = " ".join(f"{one.what} {one.object}" for one in store.audit.recent())
    assert "account made" in told
    assert PASSWORD not in told


def test_whoever_has_the_second_step_goes_on_by_themselves(grace: Person, at: Callable[[Step], None]) -> None:
    at(Step.SECOND)
    assert grace.get("/setup/second-step").location == "/setup"
    assert grace.get("/setup").location == "/setup/recovery-kit"
    assert "Your second step is set up" in grace.get("/setup/second-step").text


def test_the_boxs_link_goes_past_it_once_somebody_has_one(
    adult: Person, store: Store, at: Callable[[Step], None], clock: Clock
) -> None:
    at(Step.SECOND)
    number = store.accounts.add("Ada", "a@school.test", "test", clock())
    assert adult.post("/setup/second-step").location == "/setup/second-step"
    store.proofs.set_app(number, b"sealed", 0, "test", clock())
    assert adult.post("/setup/second-step").location == "/setup"
