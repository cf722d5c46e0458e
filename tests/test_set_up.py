"""A box that is set up, by the hand of root, with users that have no name here."""

import os
import stat
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils.plugins import ensure_plugins_loaded

from appliance import ca
from appliance.config import Home, Settings, load, parse
from appliance.rights import CORE, GROUPS, WEB, differences
from appliance.set_up import Outcome, being, first_settings, set_up
from appliance.store import Store
from appliance.store.confide import ConfideStore
from tests.lab.box import NUMBERS


@pytest.fixture(autouse=True)
def _umask() -> Iterator[None]:
    """As `lollipop setup` has it."""
    before = os.umask(0o027)
    yield
    os.umask(before)


@pytest.fixture
def home() -> Iterator[Home]:
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    ensure_plugins_loaded()  # while this process is root, and reads what Python wants to import
    with tempfile.TemporaryDirectory(prefix="lollipop-set-up-") as name:
        Path(name).chmod(0o755)
        yield Home(Path(name) / "lollipop")


def test_a_first_start_makes_all_that_a_box_needs(home: Home) -> None:
    outcome = set_up(home, NUMBERS)
    assert outcome.troubles == []
    assert "PRIVATE KEY" in (home.ca / "ca.pem").read_text()
    assert "PRIVATE KEY" not in home.certificate.read_text()
    assert not list(differences(home, load(home), NUMBERS))
    with being(CORE, NUMBERS), Store.open(home) as store:
        assert store.check() == []


def test_a_second_start_changes_nothing(home: Home) -> None:
    set_up(home, NUMBERS)
    keys = {path: path.read_bytes() for path in (*home.keys.glob("*.key"), home.ca / "ca.pem", home.settings)}
    assert set_up(home, NUMBERS) == Outcome()
    assert {path: path.read_bytes() for path in keys} == keys


def test_every_key_that_a_process_wants_is_there_before_it(home: Home) -> None:
    """None of them may add to the folder of keys."""
    set_up(home, NUMBERS)
    with being(WEB, NUMBERS), Store.open(home) as store, ConfideStore.open(home):
        assert store.check() == []
        with pytest.raises(PermissionError):
            (home.keys / "another").touch()


def test_what_a_restored_backup_lost_is_given_back(home: Home) -> None:
    set_up(home, NUMBERS)
    for path in (home.root, *home.root.rglob("*")):
        os.chown(path, 0, 0)
        path.chmod(0o700 if path.is_dir() else 0o600)
    outcome = set_up(home, NUMBERS)
    assert len(outcome.changed) > len(GROUPS)
    assert set_up(home, NUMBERS) == Outcome()


def test_a_step_that_fails_is_told_and_the_others_are_taken(home: Home) -> None:
    set_up(home, NUMBERS)
    (home.ca / "ca.pem").write_text("damaged")
    (home.store / "cases.db").write_bytes(b"damaged " * 1000)
    (home.keys / "sign-in.key").chmod(0o666)
    troubles = set_up(home, NUMBERS).troubles
    assert [line.partition(":")[0] for line in troubles] == ["The certificate authority", "The store"]
    assert stat.S_IMODE((home.keys / "sign-in.key").stat().st_mode) == 0o600


def test_settings_that_are_wrong_are_told_and_left_as_they_are(home: Home) -> None:
    home.root.mkdir()
    home.settings.write_text("[proxy]\nworkers = 'many'\n")
    outcome = set_up(home, NUMBERS)
    assert outcome.troubles == ["lollipop.toml: proxy.workers: expected `int`, got `str`"]
    assert "many" in home.settings.read_text()
    assert ca.show(home, _now())


def test_somebodys_own_settings_stay(home: Home) -> None:
    home.root.mkdir()
    home.settings.write_text("[proxy]\nworkers = 3\n")
    set_up(home, NUMBERS)
    assert load(home).proxy.workers == 3
    assert {path.name for path in home.spool.glob("worker-*")} == {"worker-1", "worker-2", "worker-3"}


@pytest.mark.parametrize(("processors", "workers"), [(1, 1), (4, 4), (64, 8), (0, 1)])
def test_a_box_begins_with_a_worker_for_each_processor(processors: int, workers: int) -> None:
    settings = parse(first_settings(processors), "lollipop.toml")
    assert settings.proxy.workers == workers
    assert settings.portal.port == 80
    assert settings != Settings()


def test_being_somebody_else_ends() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root becomes somebody else")
    groups = os.getgroups()
    with being(WEB, NUMBERS):
        assert os.geteuid() == NUMBERS.users[WEB]
        assert {*os.getgroups()} == {NUMBERS.groups[name] for name in GROUPS[WEB]}
    assert (os.geteuid(), os.getegid(), os.getgroups()) == (0, os.getgid(), groups)


def _now() -> datetime:
    return datetime.now(UTC)
