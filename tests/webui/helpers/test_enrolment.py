"""Codes by which devices enrol: made, shown once, ended."""

import re

import pytest

from appliance.helper_codes import digest_of
from appliance.store import Store
from tests.webui.conftest import NOW, Clock, Person

MADE = {"label": "Laptop trolley 2", "lasts": "day", "most": "30"}


def code_in(page: str) -> str:
    (code,) = re.findall(r'<p class="the-code"><code>([0-9A-Z-]{14})</code>', page)
    assert isinstance(code, str)
    return code


def test_a_code_is_shown_once_with_what_to_copy(adult: Person, store: Store) -> None:
    answer = adult.post("/helpers/codes", **MADE)
    code = code_in(answer.text)
    assert f"CODE={code}" in answer.text
    assert f"{code} lollipop.crt" in answer.text
    assert "lollipop:8443" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    page = adult.get("/helpers/install").text
    assert "Laptop trolley 2" in page
    assert code not in page
    assert code not in "".join(f"{one.what} {one.object}" for one in store.audit.recent())
    (row,) = store.helpers.codes()
    assert (row.until, row.most, row.used) == (NOW + 86_400, 30, 0)
    assert store._cases.one("SELECT 1 FROM enrolment_codes WHERE digest = ?", digest_of(code)), "nothing else is kept"


@pytest.mark.parametrize(
    "wrong",
    [{"label": " "}, {"label": "x" * 81}, {"lasts": "year"}, {"most": "0"}, {"most": "2001"}, {"most": "many"}],
)
def test_what_is_wrong_makes_no_code(adult: Person, store: Store, wrong: dict[str, str]) -> None:
    answer = adult.post("/helpers/codes", **MADE | wrong)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert store.helpers.codes() == ()


def test_a_code_ends_by_hand_or_by_time(adult: Person, store: Store, clock: Clock) -> None:
    store.helpers.add_code("For ten minutes", NOW + 600, 3, "test", NOW)
    adult.post("/helpers/codes", **MADE | {"label": "Chromebooks", "lasts": "ended"})
    assert "It holds until somebody ends it." in adult.get("/helpers/install").text
    chromebooks = store.helpers.codes()[0]
    assert adult.post("/helpers/codes/end", code=str(chromebooks.id)).status_code == 303
    page = adult.get("/helpers/install").text
    assert "The code has ended. Devices that enrolled by it stay." in page
    assert page.count("End it<") == 1
    clock.time += 601
    page = adult.get("/helpers/install").text
    assert "Over since" in page
    assert "End it<" not in page
    for strange in ("999", "x", ""):
        adult.post("/helpers/codes/end", code=strange)
        assert "That code was over already." in adult.get("/helpers/install").text
