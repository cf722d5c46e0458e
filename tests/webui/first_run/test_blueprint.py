"""The order of the questions, going on and back, and who may."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.first_run import CAN_WAIT, STEPS, FirstRun, Step
from appliance.store import Store
from tests.webui.conftest import Clock, Person


def test_a_new_box_leads_whoever_came_by_its_link_to_the_first_question(adult: Person, store: Store) -> None:
    assert adult.get("/").location == "/setup"
    assert adult.get("/setup").location == "/setup/school"
    assert store.choices.get(FirstRun).began_at > 0


def test_a_box_with_accounts_leads_to_its_screens(adult: Person, grace: Person) -> None:
    assert adult.get("/").location == "/today"
    assert grace.get("/").location == "/today"


def test_where_somebody_left_is_where_they_come_back_to(grace: Person, at: Callable[[Step], None]) -> None:
    at(Step.MAIL)
    assert grace.get("/setup").location == "/setup/mail"


@pytest.mark.parametrize("step", STEPS[2:])
def test_without_an_account_no_later_question_is_asked(adult: Person, step: Step) -> None:
    assert adult.get(f"/setup/{step}").location in {"/setup", "/setup/school"} or step is Step.SECOND


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("duty", [Duty.TEACHER, Duty.GOVERNOR, Duty.IT, Duty.DEPUTY])
def test_nobody_without_the_right_gets_in(sign_in: Callable[..., Person], duty: Duty, step: Step) -> None:
    person = sign_in(duty)
    assert person.get(f"/setup/{step}").status_code == 403
    assert person.post(f"/setup/{step}").status_code == 403
    assert person.get("/setup").status_code == 403


def test_a_stranger_is_asked_to_sign_in(stranger: Person) -> None:
    assert stranger.get("/setup").status_code == 401
    assert stranger.get("/setup/recovery-kit.pdf").status_code == 401


@pytest.mark.parametrize("step", STEPS[3:])
def test_every_page_says_where_one_is_and_leads_back(grace: Person, at: Callable[[Step], None], step: Step) -> None:
    at(step)
    page = grace.get(f"/setup/{step}").text
    place = STEPS.index(step)
    assert f"Step {place + 1} of {len(STEPS)}" in page
    assert f'href="/setup/{STEPS[place - 1]}"' in page
    assert (">Later<" in page) is (step in CAN_WAIT)
    assert 'aria-label="Main"' not in page


def test_later_goes_on_and_says_what_mail_means(grace: Person, at: Callable[[Step], None], store: Store) -> None:
    at(Step.MAIL)
    assert grace.post("/setup/mail/later").location == "/setup"
    assert store.choices.get(FirstRun).later == (Step.MAIL,)
    assert "nobody is told of anything" in grace.get("/setup/alerts").text


@pytest.mark.parametrize("step", ["proof", "school", "you", "rubbish"])
def test_what_cannot_wait_is_not_put_off(grace: Person, at: Callable[[Step], None], store: Store, step: str) -> None:
    at(Step.PROOF)
    assert grace.post(f"/setup/{step}/later").status_code == 404
    assert store.choices.get(FirstRun).later == ()


def test_the_end_is_shown_only_at_the_end_and_says_what_was_left(
    grace: Person, at: Callable[[Step], None], store: Store, clock: Clock
) -> None:
    at(Step.KIT)
    assert grace.get("/setup/done").location == "/setup"
    grace.post("/setup/recovery-kit/later")
    run = FirstRun(began_at=clock() - 720, done=STEPS, later=(), finished_at=clock())
    store.choices.put(run, "test", clock())
    assert grace.get("/setup").location == "/setup/done"
    page = grace.get("/setup/done").text
    assert "It took 12 minutes." in page
    assert "Left for later" not in page


def test_a_finished_box_can_be_looked_through_again(grace: Person, store: Store, clock: Clock) -> None:
    store.choices.put(FirstRun(began_at=1.0, done=STEPS, finished_at=2.0), "test", clock())
    assert grace.post("/setup/plugged-in").location == "/setup/people"
    assert grace.get("/today").text.count("Finish setting up") == 0
