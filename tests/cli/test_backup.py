"""`lollipop backup`, with a small core that answers as a machine would."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.backup.place import OnSftp, OnStick
from appliance.config import Home
from appliance.machine.commands import (
    BackUp,
    Backup,
    BackupState,
    Command,
    FindBackups,
    KeepBackups,
    Look,
    Looked,
    Restore,
    Work,
)
from appliance.store import Store
from appliance.wire import AskMachine
from tests.cli.given import lollipop
from tests.webui.parts import SmallCore

CODE = "7KQ2M-9XA4B-C3D4E-F5G6H-J7K8M"
FOUND = Backup(snapshot="ab" * 32, at=1_790_000_000.0, school="Hill\x1b[2J School", version="0.1.0", megabytes=120)
DONE = Work(what="backup", since=1.0, done_at=2.0, said="The backup is made.")
STATE = BackupState(place="the stick BLUE", made_at=1_790_000_000.0)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "lollipop")
    made.make()
    return made


@pytest.fixture
def core(home: Home) -> Iterator[SmallCore]:
    store = Store.open(home)
    store.migrate()
    with SmallCore(home, store) as made:
        made.looked = Looked(version="0.1.0", backup=STATE, backups=(FOUND,), work=DONE)
        yield made
    store.close()


def orders(core: SmallCore) -> list[Command]:
    asked = (one.command for one in core.asked if isinstance(one, AskMachine))
    return [command for command in asked if not isinstance(command, Look)]


def test_how_it_stands(home: Home, core: SmallCore) -> None:
    output = lollipop(home.root, "backup", "show").output
    assert "Backups go to the stick BLUE." in output
    assert "Last backup: 2026-09-21" in output
    assert "Last tried: never" in output


def test_now_waits_until_it_has_ended(home: Home, core: SmallCore) -> None:
    assert lollipop(home.root, "backup", "now").output.endswith("The backup is made.\n")
    assert orders(core) == [BackUp()]


def test_a_box_that_is_starting_has_its_time(home: Home) -> None:
    """Whose hour came while it was off: systemd asks it before core is there."""
    answer = lollipop(home.root, "backup", "now")
    assert answer.exit_code == 1
    store = Store.open(home)
    store.migrate()
    small = SmallCore(home, store)
    small.looked = Looked(version="0.1.0", backup=STATE, work=DONE)
    later = threading.Timer(1.5, small.__enter__)
    later.start()
    try:
        assert lollipop(home.root, "backup", "now", "--wait", "60").output.endswith("The backup is made.\n")
    finally:
        later.join()
        small.__exit__(None, None, None)
        store.close()


def test_what_failed_is_the_status(home: Home, core: SmallCore) -> None:
    failed = Work(what="backup", since=1.0, done_at=2.0, failed="The stick is full.")
    core.looked = Looked(version="0.1.0", backup=STATE, work=failed)
    answer = lollipop(home.root, "backup", "now")
    assert answer.exit_code == 1
    assert "The stick is full." in answer.output


def test_the_timer_s_ask_is_no_failure_where_nobody_chose(home: Home, core: SmallCore) -> None:
    core.looked = Looked(version="0.1.0")
    for word in ("now", "try"):
        assert lollipop(home.root, "backup", word).exit_code == 0
    assert orders(core) == []


def test_backups_are_listed_and_put_back_with_the_sheet_s_code(home: Home, core: SmallCore) -> None:
    output = lollipop(home.root, "backup", "list", "--stick", "BLUE", "--code", given=f"{CODE}\n").output
    assert "abababababab  2026-09-21" in output
    assert "\x1b" not in output
    lollipop(home.root, "backup", "restore", "ab" * 6, "--stick", "BLUE", given=f"y\n{CODE}\n")
    assert orders(core) == [
        FindBackups(code=CODE, stick="BLUE"),
        Restore(snapshot="ab" * 6, code=CODE, stick="BLUE"),
    ]


def test_who_does_not_mean_it_changes_nothing(home: Home, core: SmallCore) -> None:
    assert "Aborted" in lollipop(home.root, "backup", "restore", "ab" * 6, given="n\n").output
    assert orders(core) == []


def test_places(home: Home, core: SmallCore) -> None:
    lollipop(home.root, "backup", "to", "stick", "BLUE")
    lollipop(home.root, "backup", "to", "sftp", "backup.example", "box", "--port", "2222")
    lollipop(home.root, "backup", "to", "nowhere")
    assert orders(core) == [
        KeepBackups(place=OnStick(stick="BLUE")),
        KeepBackups(place=OnSftp(host="backup.example", user="box", port=2222)),
        KeepBackups(place=None),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("to", "stick", "../etc"),
        ("to", "sftp", "--", "-oProxyCommand=sh", "box"),
        ("to", "bucket", "ftp://a", "school", "--key-id", "k", "--secret", "s"),
        ("list", "--stick", "/dev/sda"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_anybody_is_asked(
    home: Home, core: SmallCore, words: tuple[str, ...]
) -> None:
    answer = lollipop(home.root, "backup", *words)
    assert answer.exit_code == 2
    assert "That cannot be taken" in answer.output
    assert orders(core) == []
