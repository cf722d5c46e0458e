import re
from collections.abc import Callable

import pytest

from appliance.people.secrets import hash_code
from appliance.store import Store
from tests.webui.conftest import NOW, Person


def test_a_code_is_shown_once(adult: Person, store: Store) -> None:
    answer = adult.post("/people/guests", name="Governors’ meeting", hours="2")
    found = re.search(r'class="code">([\w-]+)<', answer.text)
    assert found
    guest = store.guests.by_code(hash_code(found[1]), NOW)
    assert guest
    assert (guest.name, guest.until) == ("Governors’ meeting", NOW + 7200)
    assert "lollipop-note" not in answer.headers.get("Set-Cookie", "")
    later = adult.get("/people/guests").text
    assert found[1] not in later
    assert "Governors’ meeting" in later


def test_a_code_is_ended(press: Callable[..., str], store: Store) -> None:
    _, guest = store.guests.add("Visitor", NOW + 100, "office", NOW)
    assert "The code has ended." in press("/people/guests/end", guest=guest.id)
    assert store.guests.in_force(NOW) == ()
    assert "had ended already" in press("/people/guests/end", guest=guest.id)


@pytest.mark.parametrize(
    ("name", "hours", "says"),
    [
        pytest.param("", "8", "Write a name.", id="no name"),
        pytest.param("x" * 10_000, "8", "at most 60 letters", id="ten thousand letters"),
        pytest.param("Visitor", "9999", "Not a valid choice", id="a time that is not offered"),
        pytest.param("a\u200bb", "8", "cannot be seen", id="a character that nobody sees"),
    ],
)
def test_a_code_that_cannot_be(adult: Person, store: Store, name: str, hours: str, says: str) -> None:
    answer = adult.post("/people/guests", name=name, hours=hours)
    assert answer.status_code == 422
    assert says in answer.text
    assert store.guests.in_force(NOW) == ()
