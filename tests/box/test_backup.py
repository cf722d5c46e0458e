"""Backups as systemd makes them in a box: by their timers, in their sandboxes, to a computer reached by SFTP; and a box
that starts anew with what was put back."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.box import layers
from tests.box.container import Container, layers_of_a_box
from tests.box.test_machine import ask

pytestmark = pytest.mark.timeout(900)

_PORT = 2222
_SSHD = f"""ListenAddress 127.0.0.1:{_PORT}
HostKey /srv/elsewhere/host
AuthorizedKeysFile /srv/elsewhere/let-in
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
PidFile none
Subsystem sftp internal-sftp
"""
_PLACE = {"type": "OnSftp", "host": "127.0.0.1", "user": "root", "port": _PORT, "folder": "/srv/elsewhere/shelf"}
_AT_ONCE = "[Timer]\nOnCalendar=\nRandomizedDelaySec=0\nOnActiveSec=1\nAccuracySec=1\n"


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    """What a box has written, so that it can be started anew."""
    layers.cache_folder().mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="kept-", dir=layers.cache_folder()))
    subprocess.run(["cp", "-a", layers_of_a_box()[1] / "data", folder], check=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def start(disk: Path) -> Container:
    return Container(layers_of_a_box(), keep=disk)


def up(box: Container) -> None:
    box.wait_until_up()
    shelf = box.root / "srv/elsewhere"
    if not shelf.exists():
        shelf.mkdir()
        box.say("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "/srv/elsewhere/host")
        (shelf / "sshd.conf").write_text(_SSHD)
    box.say("mkdir", "-p", "/run/sshd")
    box.say("systemd-run", "--quiet", "--unit=elsewhere", "/usr/sbin/sshd", "-D", "-f", "/srv/elsewhere/sshd.conf")
    box.wait_for("core", "/usr/local/bin/lollipop", "backup", "show", unit="lollipop-core")


def by_timer(box: Container, name: str) -> None:
    """Its own timer starts it, in a second instead of at night; until the unit has ended, well."""
    folder = box.root / f"etc/systemd/system/{name}.timer.d"
    folder.mkdir(exist_ok=True)
    (folder / "at-once.conf").write_text(_AT_ONCE)
    box.say("systemctl", "daemon-reload")
    box.say("systemctl", "restart", f"{name}.timer")
    ended = f'[ "$(systemctl show --value -p ExecMainExitTimestampMonotonic {name})" != 0 ]'
    box.wait_for(name, "sh", "-c", ended, seconds=400, unit="lollipop-machine")
    shown = box.say("systemctl", "show", name, "-p", "Result", "-p", "ExecMainStatus", "-p", "TriggeredBy")
    assert {f"TriggeredBy={name}.timer", "Result=success", "ExecMainStatus=0"} == {*shown.splitlines()}, box.journal(
        name
    ) + box.journal("lollipop-machine")
    (folder / "at-once.conf").unlink()
    box.say("systemctl", "daemon-reload")


def done(box: Container, what: str) -> dict[str, object]:
    """The machine's own work, once it has ended well."""
    until = time.monotonic() + 300
    while not (looked := ask(box, {"type": "Look"}))["work"]["done_at"]:  # type: ignore[index]
        assert time.monotonic() < until, looked
        time.sleep(1)
    assert (looked["work"]["what"], looked["work"]["failed"]) == (what, ""), looked  # type: ignore[index]
    return looked


def groups(box: Container) -> str:
    return box.lollipop("group", "list").stdout


def test_each_night_each_week_and_on_the_day_when_it_counts(disk: Path) -> None:
    with start(disk) as box:
        up(box)
        listed = box.say("systemctl", "list-timers", "--all", "--no-pager", "lollipop-backup*")
        assert "lollipop-backup.timer" in listed
        assert "lollipop-backup-trial.timer" in listed
        assert ask(box, {"type": "KeepBackups", "place": _PLACE})["type"] == "Begun"
        key = ask(box, {"type": "Look"})["backup"]["key"]  # type: ignore[index]
        (box.root / "srv/elsewhere/let-in").write_text(f"{key}\n")
        made = box.lollipop("group", "add", "choir")
        assert made.returncode == 0, made.stderr
        by_timer(box, "lollipop-backup")
        by_timer(box, "lollipop-backup-trial")
        shown = box.lollipop("backup", "show").stdout
        assert "never" not in shown.lower(), shown
        box.lollipop("group", "add", "chess")
        assert "chess" in groups(box)
        assert ask(box, {"type": "FindBackups"})["type"] == "Begun"
        found: Any = done(box, "search for backups")["backups"]
        assert ask(box, {"type": "Restore", "snapshot": found[0]["snapshot"]})["type"] == "Begun"
        box.wait_until_down(300)
    with start(disk) as box:
        up(box)
        assert "choir" in groups(box)
        assert "chess" not in groups(box), box.journal("lollipop-setup")
        assert box.failed_units() == ()
        said = box.lollipop("setup", "--check")
        assert said.returncode == 0, said.stdout
        assert box.lollipop("audit", "verify").returncode == 0
