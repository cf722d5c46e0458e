import pytest

from appliance.errors import StorageError
from appliance.store import Store
from appliance.store.seen.captures import SeenCaptures
from tests.webui.conftest import Person


def test_a_page_that_is_not_there(adult: Person) -> None:
    answer = adult.get("/nothing-here")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert "Sign out" in answer.text


def test_a_method_that_is_not_taken(adult: Person) -> None:
    answer = adult.client.put("/", headers={"Origin": "http://localhost"}, data={})
    assert answer.status_code in {403, 405}
    assert "<h1>" in answer.text


def test_a_store_that_cannot_be_read(adult: Person, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise StorageError("cases.db: locked")

    monkeypatch.setattr(SeenCaptures, "queue", fails)
    answer = adult.get("/captures")
    assert answer.status_code == 503
    assert "Nothing is lost" in answer.text


def test_a_store_that_cannot_even_say_who_asks(adult: Person, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise StorageError("cases.db: locked")

    monkeypatch.setattr(store.sign_in, "session", fails)
    assert adult.get("/captures").status_code == 503
    assert adult.get("/healthz").status_code == 200


def test_a_bug_of_ours_shows_no_insides(adult: Person, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ValueError("secret inside")

    monkeypatch.setattr(SeenCaptures, "queue", breaks)
    answer = adult.get("/captures")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "secret inside" not in answer.text
    assert answer.headers["Content-Security-Policy"]
