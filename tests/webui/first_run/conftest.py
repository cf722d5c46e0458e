"""A new box, and Grace of the office, who sets it up."""

from collections.abc import Callable

import pytest
from flask import Flask
from msgspec.structs import replace

from appliance import first_run
from appliance.duties import Assignment, Duty
from appliance.first_run import STEPS, FirstRun, Step
from appliance.proofs.passwords import hash_password
from appliance.store import Store
from tests.webui.conftest import Clock, Person
from tests.webui.given import PASSWORD
from tests.webui.parts import SmallCore


@pytest.fixture
def at(store: Store, clock: Clock) -> Callable[[Step], None]:
    """Everything before a question was answered."""

    def until(step: Step) -> None:
        run = store.choices.get(FirstRun)
        run = replace(run, began_at=run.began_at or clock() - 60)
        for one in STEPS[: first_run.number(step) - 1]:
            run = first_run.done(run, one, clock() - 30)
        store.choices.put(run, "test", clock())

    return until


@pytest.fixture
def grace(app: Flask, store: Store, clock: Clock, core: SmallCore) -> Person:
    """The office manager, signed in with both steps."""
    number = store.accounts.add("Grace Okafor", "g.okafor@school.test", "test", clock())
    store.accounts.assign(number, (Assignment(duty=Duty.OFFICE),), "test", clock())
    store.proofs.set_password(number, hash_password(PASSWORD, ()), 0, "test", clock())
    store.proofs.set_app(number, b"sealed", 0, "test", clock())
    store.choices.put(FirstRun(began_at=clock(), account=number), "test", clock())
    session = store.sign_in.begin(number, clock())
    client = app.test_client()
    client.set_cookie("lollipop", session)
    return Person(client, session)
