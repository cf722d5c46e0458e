"""Updates of the libraries: looked at, taken, put aside, undone."""

import io
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from appliance.config import Home, Libraries, Publisher, Settings
from appliance.keywords.in_force import shelf_of
from appliance.keywords.shelf import shipped_version
from appliance.policy.school import Off
from appliance.store import Store
from tests.keywords.given import KEY, library_text, release_file, term_text
from tests.webui.conftest import NOW, Person
from tests.webui.keywords.conftest import Send
from tests.webui.test_hostile_text import Reader
from webui.keywords import releases
from webui.keywords.screen import OFFERED

PUBLIC = b64encode(KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


@pytest.fixture
def settings() -> Settings:
    return Settings(libraries=Libraries(publishers=(Publisher(name="Elm", key=PUBLIC),)))


def offer(send: Send, data: bytes) -> int:
    return send("/keywords/libraries/offer", file=(io.BytesIO(data), "x.release")).status_code


def a_release(folder: Path, version: str = "2030.01.01", **more: str) -> bytes:
    return release_file(folder, version, **more).read_bytes()


def test_what_is_in_force_and_from_whom_updates_come(adult: Person) -> None:
    page = adult.get("/keywords/libraries").text
    assert shipped_version() in page
    assert "as it came with Lollipop" in page
    assert "Elm" in page
    assert "Go back to the libraries before" not in page


def test_an_update_is_looked_at_taken_and_undone(
    send: Send, adult: Person, tmp_path: Path, store: Store, home: Home, settings: Settings
) -> None:
    store.school.switch_off(Off(term="gambling/3"), "test", NOW)
    assert offer(send, a_release(tmp_path)) == 303
    page = adult.get("/keywords/libraries").text
    Reader(page.replace('type="file"', ""))
    assert "Update 2030.01.01" in page
    assert "Gone with this update are terms that you switched off: gambling/3." in page
    assert "illegal/" not in page
    assert "its terms are shown to nobody" in page
    assert shelf_of(home, settings).current().shipped
    send("/keywords/libraries/take", version="2030.01.01")
    assert shelf_of(home, settings).current().version == "2030.01.01"
    assert store.school.load().off == (Off(term="gambling/3"),)
    page = adult.get("/keywords/libraries").text
    assert "Libraries 2030.01.01 were taken." in page
    assert "Update 2030.01.01" not in page
    send("/keywords/libraries/undo")
    assert shelf_of(home, settings).current().shipped
    assert [entry.what for entry in store.audit.recent()][:2] == ["libraries put back", "libraries updated"]


def test_an_update_is_put_aside(send: Send, adult: Person, tmp_path: Path, home: Home) -> None:
    offer(send, a_release(tmp_path))
    send("/keywords/libraries/drop")
    assert not (home.libraries / OFFERED).exists()
    assert "Nothing was changed." in adult.get("/keywords/libraries").text


def test_only_what_was_looked_at_is_taken(send: Send, tmp_path: Path, home: Home, settings: Settings) -> None:
    offer(send, a_release(tmp_path, "2030.01.02"))
    send("/keywords/libraries/take", version="2030.01.01")
    assert shelf_of(home, settings).current().shipped


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "Choose a file.", id="no file"),
        pytest.param(b"PK\x03\x04", "Is not a release of libraries", id="another file"),
        pytest.param(b"x" * 1001, "The file is larger than", id="a huge file"),
    ],
)
def test_what_is_no_update_is_refused(
    send: Send, home: Home, data: bytes, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "LARGEST", 1000)
    answer = send("/keywords/libraries/offer", file=(io.BytesIO(data), "x.release"))
    assert answer.status_code == 422
    assert says in answer.text
    assert not (home.libraries / OFFERED).exists()


@pytest.mark.parametrize(
    ("version", "library", "says"),
    [
        pytest.param("2020.01.01", None, "is not newer", id="an old one"),
        pytest.param("2030.01.01", library_text(term_text(pattern='"(x"')), "Not in order", id="not in order"),
    ],
)
def test_an_update_that_cannot_be_taken_is_refused(
    send: Send, tmp_path: Path, version: str, library: str | None, says: str
) -> None:
    data = a_release(tmp_path, version, **({"suicide": library} if library else {}))
    answer = send("/keywords/libraries/offer", file=(io.BytesIO(data), "x.release"))
    assert answer.status_code == 422
    assert says in answer.text


def test_there_is_nothing_to_take_or_undo(send: Send, adult: Person) -> None:
    send("/keywords/libraries/take", version="2030.01.01")
    send("/keywords/libraries/undo")
    page = adult.get("/keywords/libraries").text
    assert "Nothing was changed." in page
    assert "nothing to undo" in page
