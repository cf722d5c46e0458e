import re

import pytest

from appliance.people.secrets import SecretKind, fits
from appliance.store import Store
from tests.webui.conftest import Person


def test_new_pictures_are_on_a_card(adult: Person, people: Store) -> None:
    page = adult.post("/people/p1/pictures").text
    pictures = re.findall(r"pictures/(\w+)\.svg", page)
    secret = people.people.secret("p1")
    assert secret
    assert fits(SecretKind.PICTURE, secret.hash, " ".join(pictures))


def test_staff_get_no_pictures(adult: Person, people: Store) -> None:
    answer = adult.post("/people/p3/pictures")
    assert "Ada Oak is not a pupil" in adult.get(answer.headers["Location"]).text
    assert people.people.secret("p3") is None


def test_a_password_is_set_and_taken_away(adult: Person, people: Store) -> None:
    assert adult.post("/people/p3/password", password="heather 12", again="heather 12").status_code == 303
    secret = people.people.secret("p3")
    assert secret
    assert fits(SecretKind.PASSWORD, secret.hash, "heather 12")
    assert adult.post("/people/p3/secret/remove").status_code == 303
    assert people.people.secret("p3") is None


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        pytest.param("", "", "Write a password.", id="none"),
        pytest.param("short", "short", "from 8 to 200 characters", id="too short"),
        pytest.param("x" * 300, "x" * 300, "from 8 to 200 characters", id="too long"),
        pytest.param("heather 12", "heather 13", "are not the same", id="two different ones"),
    ],
)
def test_a_password_that_cannot_be(adult: Person, people: Store, password: str, again: str, says: str) -> None:
    answer = adult.post("/people/p3/password", password=password, again=again)
    assert answer.status_code == 422
    assert says in answer.text
    assert password not in answer.text or not password
    assert people.people.secret("p3") is None
