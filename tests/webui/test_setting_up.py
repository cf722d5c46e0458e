"""How far the school is, as other screens say it."""

from collections.abc import Callable

import pytest

from appliance import first_run
from appliance.duties import Duty
from appliance.first_run import STEPS, FirstRun, Step
from appliance.store import Store
from tests.webui.conftest import Clock, Person


def begun(store: Store, until: Step) -> None:
    run = FirstRun(began_at=1.0)
    for step in STEPS[: first_run.number(until) - 1]:
        run = first_run.done(run, step, 2.0)
    store.choices.put(run, "test", 3.0)


@pytest.mark.parametrize("duty", [Duty.OFFICE, Duty.HEAD, Duty.DSL])
def test_today_says_that_it_is_not_finished(sign_in: Callable[..., Person], store: Store, duty: Duty) -> None:
    begun(store, Step.PEOPLE)
    page = sign_in(duty).get("/today").text
    assert '<a href="/setup">Finish setting up (step 6 of 11)</a>' in page


@pytest.mark.parametrize("duty", [Duty.TEACHER, Duty.DEPUTY, Duty.IT])
def test_others_are_not_bothered(sign_in: Callable[..., Person], store: Store, duty: Duty) -> None:
    begun(store, Step.PEOPLE)
    assert "setting up" not in sign_in(duty).get("/today").text


def test_a_box_that_was_set_up_before_there_were_questions_is_left_alone(sign_in: Callable[..., Person]) -> None:
    assert "setting up" not in sign_in(Duty.OFFICE).get("/today").text


def test_the_screen_that_a_question_leads_to_leads_back_and_others_do_not(
    sign_in: Callable[..., Person], store: Store
) -> None:
    begun(store, Step.PEOPLE)
    office = sign_in(Duty.OFFICE)
    assert "Go on with setting up (step 6 of 11)" in office.get("/people").text
    assert "setting up (step" not in office.get("/devices").text
    begun(store, Step.MAIL)
    assert "setting up (step" not in office.get("/people").text
    assert "Go on with setting up (step 8 of 11)" in office.get("/alerts/mail").text


def test_a_finished_box_says_nothing_more(sign_in: Callable[..., Person], store: Store, clock: Clock) -> None:
    store.choices.put(FirstRun(began_at=1.0, done=STEPS, finished_at=2.0), "test", clock())
    assert "setting up" not in sign_in(Duty.OFFICE).get("/today").text
