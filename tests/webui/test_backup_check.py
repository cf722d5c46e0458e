"""What Health says of backups."""

import pytest

from appliance.machine.commands import BackupState, Looked
from appliance.wire import AskMachine
from tests.webui.conftest import Clock, Person
from tests.webui.parts import SmallCore
from webui.backup_check import LATE, backup_checks

NOW = 1_790_000_000.0
MADE = BackupState(place="the stick BLUE", made_at=NOW - 3600, tried_at=NOW - 7200)


@pytest.mark.parametrize(
    ("state", "ok", "words"),
    [
        (BackupState(), False, "Nobody has said where"),
        (BackupState(place="the stick BLUE"), True, "tonight"),
        (MADE, True, "the stick BLUE; tried"),
        (BackupState(place="a", made_at=NOW - LATE - 1), False, "for some nights"),
        (BackupState(place="a", made_at=NOW, failed="The stick is full."), False, "The stick is full."),
        (BackupState(place="a", made_at=NOW, trial_failed="It is not whole."), False, "It is not whole."),
    ],
)
def test_it_is_said_with_what_to_do(state: BackupState, ok: bool, words: str) -> None:
    (check,) = backup_checks(state, NOW)
    assert (check.ok, check.name) == (ok, "Backup")
    assert words in check.text


def test_where_no_machine_is_looked_after_nothing_is_said(adult: Person, core: SmallCore) -> None:
    assert core.looked is None
    assert "Backup:" not in adult.get("/health").text


def test_it_is_asked_once_a_minute(adult: Person, core: SmallCore, clock: Clock) -> None:
    core.looked = Looked(version="1", backup=BackupState(place="the stick BLUE", failed="The stick is full."))
    assert "The stick is full." in adult.get("/health").text
    adult.get("/health/part")
    assert sum(isinstance(one, AskMachine) for one in core.asked) == 1
    core.looked = Looked(version="1", backup=BackupState(place="the stick BLUE", made_at=clock()))
    clock.time += 61
    assert "The stick is full." not in adult.get("/health/part").text
