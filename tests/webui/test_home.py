"""The front door leads to the first screen that is one's own."""

from collections.abc import Callable

from appliance.duties import Duty
from appliance.store import Store
from tests.webui.conftest import Person


def test_a_lead_comes_to_what_needs_somebody_now(sign_in: Callable[..., Person]) -> None:
    answer = sign_in(Duty.DSL).get("/")
    assert answer.status_code == 303
    assert answer.location in {"/today", "/captures"}


def test_somebody_without_a_duty_is_told_whom_to_ask(sign_in: Callable[..., Person], store: Store) -> None:
    person = sign_in(Duty.TEACHER)
    (account,) = store.accounts.all()
    store.accounts.assign(account.number, (), "test", 1.0)
    answer = person.get("/")
    assert answer.status_code == 200
    assert "Nobody has given you a duty" in answer.text
