import pytest

from appliance import first_run
from appliance.first_run import CAN_WAIT, STEPS, FirstRun, Step


def through(*but: Step) -> FirstRun:
    """Everything answered but these."""
    run = FirstRun(began_at=1.0)
    for at, step in enumerate(STEPS):
        run = run if step in but else first_run.done(run, step, 100.0 + at)
    return run


def test_a_new_box_begins_with_the_school() -> None:
    assert FirstRun().next is Step.SCHOOL
    assert first_run.before(Step.SCHOOL) is None
    assert (first_run.number(Step.SCHOOL), first_run.number(Step.PROOF)) == (1, len(STEPS))


def test_one_answer_after_another_comes_to_the_end() -> None:
    run, asked = FirstRun(), []
    while run.next:
        asked.append(run.next)
        run = first_run.done(run, run.next, 50.0)
    assert tuple(asked) == STEPS
    assert (run.finished, run.finished_at) == (True, 50.0)


def test_it_begins_with_the_first_answer_at_the_latest() -> None:
    assert first_run.done(FirstRun(), Step.SCHOOL, 5.0).began_at == 5.0
    assert first_run.done(FirstRun(began_at=1.0), Step.SCHOOL, 5.0).began_at == 1.0


def test_an_answer_out_of_turn_leaves_the_others_open() -> None:
    run = first_run.done(FirstRun(), Step.MAIL, 5.0)
    assert run.next is Step.SCHOOL
    assert first_run.before(Step.MAIL) is Step.WHO


@pytest.mark.parametrize("step", STEPS)
def test_only_what_can_wait_is_put_off(step: Step) -> None:
    run = first_run.put_off(through(step), step, 500.0)
    assert run.finished is (step in CAN_WAIT)
    assert run.later == ((step,) if step in CAN_WAIT else ())


def test_what_was_put_off_can_be_answered_and_is_then_done() -> None:
    run = first_run.put_off(through(Step.MAIL), Step.MAIL, 500.0)
    again = first_run.done(run, Step.MAIL, 900.0)
    assert (again.later, again.done, again.finished_at) == ((), STEPS, 500.0)


def test_what_was_answered_is_not_put_off() -> None:
    run = through()
    assert first_run.put_off(run, Step.KIT, 900.0) == run


def test_to_answer_again_is_no_progress() -> None:
    run = through(Step.PROOF)
    assert first_run.done(run, Step.SCHOOL, 900.0) == run
    assert run.settled_at == 109.0
