"""`lollipop doctor` looks at real files; each thing that needs mending is a sentence that says what to do."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance import ca, health, rights
from appliance.config import Home, Settings
from appliance.store import Store
from appliance.wire import Status, WorkerState
from tests.lab.box import NUMBERS


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    ca.ensure(home, "Elm Primary", datetime.now(UTC))
    with Store.open(home) as store:
        store.migrate()
    return home


def to_mend(home: Home) -> list[str]:
    return [found.text for found in health.examine(home) if not found.ok]


def test_a_sound_home_has_nothing_to_mend(home: Home) -> None:
    assert to_mend(home) == []


def test_an_empty_home_says_what_is_missing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.make()
    assert any("certificate authority" in text for text in to_mend(home))
    assert any(text.startswith("cases.db") for text in to_mend(home))


def test_a_wrong_setting_does_not_hide_the_rest(home: Home) -> None:
    home.settings.write_text("[proxy]\nport = 'x'")
    assert any("proxy.port" in text for text in to_mend(home))
    assert any("Libraries" in found.text for found in health.examine(home) if found.ok)


def test_a_key_that_others_can_read_is_found(home: Home) -> None:
    key = next(home.ca.glob("*.pem"))
    key.chmod(0o644)
    assert [
        f"Key {key.name} can be read by others (mode 0644): make a new authority with `lollipop ca rotate`"
    ] == to_mend(home)


def test_a_damaged_store_is_found(home: Home) -> None:
    file = home.store / "cases.db"
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 8192)
    assert any("cases.db" in text for text in to_mend(home))


def status(**changes: object) -> Status:
    worker = WorkerState(name="worker-1", pid=1, since=0.0, pulse=None)
    values = {
        "started": 0.0,
        "workers": (worker,),
        "bans": (),
        "spool_waiting": 0,
        "store_trouble": "",
        "network": "not managed here",
    }
    return Status(**(values | changes))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        pytest.param(status(), [], id="all is well"),
        pytest.param(status(workers=()), ["workers: none of 1"], id="no worker"),
        pytest.param(status(store_trouble="the disk is full"), ["the disk is full"], id="the store is in trouble"),
        pytest.param(status(helpers_trouble="the disk is full"), ["the disk is full"], id="helpers are in trouble"),
    ],
)
def test_what_a_running_core_says(found: Status, words: list[str]) -> None:
    texts = [one.text for one in health.running(found, workers=1, now=60.0) if not one.ok]
    assert len(texts) == len(words)
    assert all(word in text for word, text in zip(words, texts, strict=True))


def test_a_running_core_says_how_many_helpers_are_here() -> None:
    texts = [one.text for one in health.running(status(helpers=("a", "b")), workers=1, now=60.0) if one.ok]
    assert "Helpers: 2 are here" in texts


def test_a_computer_of_ones_own_has_no_rights_to_look_at(home: Home) -> None:
    assert not [found for found in health.examine(home) if found.text.startswith("Rights")]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_boxs_rights_are_looked_at(monkeypatch: pytest.MonkeyPatch, home: Home) -> None:
    monkeypatch.setattr(rights, "of_this_box", lambda: NUMBERS)
    settings = Settings()
    rights.make_folders(home, settings, NUMBERS)
    assert list(rights.differences(home, settings, NUMBERS, mend=True))
    assert health.Found(ok=True, text="Rights: each process has its own") in [*health.examine(home)]
    home.keys.chmod(0o777)
    wrong = [found for found in health.examine(home) if found.text.startswith("Rights")]
    assert [found.ok for found in wrong] == [False]
    assert "keys was 0:" in wrong[0].text
    assert "`lollipop setup`" in wrong[0].text
