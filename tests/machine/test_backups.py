"""With restic as Debian has it."""

import os
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from appliance.backup.place import OnSftp, OnStick
from appliance.backup.putting import put_restored
from appliance.config import Home
from appliance.errors import MachineError
from appliance.machine.backups import Backups
from appliance.machine.commands import FindBackups, Restore
from appliance.machine.sticks import BACKUPS
from appliance.store import Store, copies
from tests.backup.schools import NOW, names_of, school
from tests.machine.sticks_of_folders import Folders
from tests.running import free_ports, wait_for

pytestmark = [
    pytest.mark.skipif(not shutil.which("restic"), reason="needs restic"),
    pytest.mark.timeout(300),
]

BLUE = OnStick(stick="BLUE")


class Desk:
    """A box, its sticks and its backups. `told` is what was said on the way, `started` how often it started anew."""

    def __init__(self, home: Home, sticks: Path) -> None:
        self.home = home
        self.told: list[str] = []
        self.started = 0
        self.backups = Backups(home, Folders(sticks), lambda: NOW, self._start)

    def tell(self, _share: float | None, said: str) -> None:
        self.told.append(said)

    @property
    def code(self) -> str:
        return self.backups.kit_code().code

    async def _start(self) -> None:
        self.started += 1


@pytest.fixture
def sticks(tmp_path: Path) -> Path:
    for name in ("BLUE", "RED"):
        (tmp_path / "sticks" / name).mkdir(parents=True)
    return tmp_path / "sticks"


@pytest.fixture
def desk(tmp_path: Path, sticks: Path) -> Desk:
    return Desk(school(tmp_path / "hill"), sticks)


def fresh(tmp_path: Path, sticks: Path, name: str = "new") -> Desk:
    """A box that nobody has set up."""
    return Desk(school(tmp_path / name, "Our School", accounts=False), sticks)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def backed_up(desk: Desk) -> None:
    await desk.backups.keep(BLUE)
    await desk.backups.back_up(desk.tell)


async def test_a_new_box_is_made_from_the_stick_and_the_code_alone(tmp_path: Path, sticks: Path, desk: Desk) -> None:
    await backed_up(desk)
    assert desk.backups.state.made_at == NOW
    box = fresh(tmp_path, sticks)
    await box.backups.find(FindBackups(code=desk.code, stick="BLUE"), box.tell)
    (found,) = box.backups.found
    assert (found.school, found.at, found.version) == ("Hill School", NOW, "0.1.0")
    await box.backups.restore(Restore(snapshot=found.snapshot[:12]), box.tell)  # as it was looked for
    assert box.started == 1
    assert names_of(box.home) == set()  # until it starts anew
    assert put_restored(box.home)
    assert names_of(box.home) == {"Ada Khan"}
    assert (box.home.root / "photos" / "a face.jpg").read_bytes().endswith(b"of a child")
    assert "Mr Reed" in box.home.settings.read_text()
    assert not (box.home.spool / "worker-1").exists()
    assert box.code == desk.code  # the sheet in the safe stays the right one
    assert not put_restored(box.home)  # once


async def test_it_is_tried_and_forgotten_what_is_in_the_way(desk: Desk) -> None:
    await backed_up(desk)
    assert "whole" in await desk.backups.try_backup(desk.tell)
    assert desk.backups.state.tried_at == NOW
    left = {path.name for path in (desk.home.machine_state / "backup").iterdir()}
    assert left == {"code", "place.json", "outcome.json"}


async def test_nothing_in_clear_is_on_the_stick(sticks: Path, desk: Desk) -> None:
    await backed_up(desk)
    content = b"".join(map(Path.read_bytes, files_below(sticks)))
    assert len(content) > 10_000
    for words in (b"Ada", b"Hill School", b"Mr Reed", b"of a child", desk.code.encode()):
        assert words not in content


async def test_a_chain_that_does_not_fit_is_found_by_the_trial(desk: Desk) -> None:
    with Store.open(desk.home) as store:
        store.audit.add(NOW, "Ada", "looked", "a capture")
    key = desk.home.keys / "audit.key"
    key.write_bytes(bytes(32))
    await backed_up(desk)
    with pytest.raises(MachineError, match="not as it was written"):
        await desk.backups.try_backup(desk.tell)
    assert "not as it was written" in desk.backups.state.trial_failed


async def test_a_wrong_code_opens_nothing(tmp_path: Path, sticks: Path, desk: Desk) -> None:
    await backed_up(desk)
    box = fresh(tmp_path, sticks)
    with pytest.raises(MachineError, match="does not open these backups"):
        await box.backups.find(FindBackups(code="22222-22222-22222-22222-22222", stick="BLUE"), box.tell)
    with pytest.raises(MachineError, match="not a backup code"):
        await box.backups.find(FindBackups(code="apple", stick="BLUE"), box.tell)
    assert box.backups.found == ()


async def test_another_school_s_stick_is_not_written(tmp_path: Path, sticks: Path, desk: Desk) -> None:
    await backed_up(desk)
    other = Desk(school(tmp_path / "dale", "Dale School"), sticks)
    await other.backups.keep(BLUE)
    with pytest.raises(MachineError, match="another school"):
        await other.backups.back_up(other.tell)
    assert "another school" in other.backups.state.failed


async def test_another_school_s_backup_does_not_replace_this_one(tmp_path: Path, sticks: Path, desk: Desk) -> None:
    await backed_up(desk)
    other = Desk(school(tmp_path / "dale", "Dale School"), sticks)
    await other.backups.find(FindBackups(code=desk.code, stick="BLUE"), other.tell)
    wanted = Restore(snapshot=other.backups.found[0].snapshot, code=desk.code, stick="BLUE")
    with pytest.raises(MachineError, match="of another school, Hill School"):
        await other.backups.restore(wanted, other.tell)
    assert not put_restored(other.home)
    assert other.started == 0


async def test_a_newer_version_s_backup_waits_for_an_update(
    tmp_path: Path, sticks: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("appliance.backup.gathering.__version__", "9.1.0")
        await backed_up(desk)
    box = fresh(tmp_path, sticks)
    await box.backups.find(FindBackups(code=desk.code, stick="BLUE"), box.tell)
    wanted = Restore(snapshot=box.backups.found[0].snapshot, code=desk.code, stick="BLUE")
    with pytest.raises(MachineError, match=r"9\.1\.0, which is newer than this box"):
        await box.backups.restore(wanted, box.tell)


async def test_a_store_of_a_newer_form_waits_too(tmp_path: Path, sticks: Path, desk: Desk) -> None:
    """Versions of one number may differ in what was released on the way."""
    with closing(sqlite3.connect(desk.home.store / "cases.db", isolation_level=None)) as database:
        database.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('cases', 'tomorrow', '')"
        )
    assert copies.strange_steps(desk.home.store / "cases.db") == ["cases/tomorrow"]
    await backed_up(desk)
    box = fresh(tmp_path, sticks)
    await box.backups.find(FindBackups(code=desk.code, stick="BLUE"), box.tell)
    wanted = Restore(snapshot=box.backups.found[0].snapshot, code=desk.code, stick="BLUE")
    with pytest.raises(MachineError, match="newer than this box"):
        await box.backups.restore(wanted, box.tell)
    assert names_of(box.home) == set()


@pytest.mark.soak  # restic tries for a minute whether it can be read after all
async def test_a_backup_that_was_cut_is_damaged(sticks: Path, desk: Desk) -> None:
    await backed_up(desk)
    for pack in files_below(sticks / "BLUE" / BACKUPS / "data"):
        pack.chmod(0o600)
        pack.write_bytes(pack.read_bytes()[: pack.stat().st_size // 2])
    with pytest.raises(MachineError, match="damaged"):
        await desk.backups.try_backup(desk.tell)
    assert "damaged" in desk.backups.state.trial_failed


async def test_a_stick_that_is_out_or_empty_is_told(sticks: Path, desk: Desk) -> None:
    with pytest.raises(MachineError, match="Nobody has said where"):
        await desk.backups.back_up(desk.tell)
    with pytest.raises(MachineError, match="There are no backups there"):
        await desk.backups.find(FindBackups(stick="RED"), desk.tell)
    await desk.backups.keep(OnStick(stick="GONE"))
    with pytest.raises(MachineError, match="GONE is not plugged in"):
        await desk.backups.back_up(desk.tell)
    assert not files_below(sticks / "RED")


@pytest.fixture
def small_stick(sticks: Path) -> Iterator[Path]:
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "small", str(sticks / "BLUE")],
        check=False,
    )
    if mount.returncode:
        pytest.skip("may not mount a small stick")
    yield sticks / "BLUE"
    subprocess.run(["umount", "-l", str(sticks / "BLUE")], check=True)


async def test_a_full_stick_is_told(small_stick: Path, desk: Desk) -> None:
    (desk.home.root / "photos" / "large.jpg").write_bytes(os.urandom(600_000))
    with pytest.raises(MachineError, match="no room left where the backups go"):
        await backed_up(desk)
    assert desk.backups.state.made_at == 0.0


async def test_a_new_code_opens_and_the_old_one_does_not(desk: Desk) -> None:
    await backed_up(desk)
    old = desk.code
    await desk.backups.new_kit_code(desk.tell)
    assert desk.code != old
    await desk.backups.find(FindBackups(), desk.tell)
    assert len(desk.backups.found) == 1
    with pytest.raises(MachineError, match="does not open"):
        await desk.backups.find(FindBackups(code=old), desk.tell)


async def test_old_ones_are_forgotten_by_day(desk: Desk) -> None:
    await backed_up(desk)
    await desk.backups.back_up(desk.tell)
    await desk.backups.find(FindBackups(), desk.tell)
    assert len(desk.backups.found) == 1  # of one day the last is kept


async def test_a_server_that_nobody_hears_is_told(desk: Desk) -> None:
    await desk.backups.keep(OnSftp(host="127.0.0.1", user="backup", port=1))
    assert desk.backups.state.key.startswith("ssh-ed25519 ")
    with pytest.raises(MachineError, match="does not answer"):
        await desk.backups.back_up(desk.tell)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A computer that lets in by keys, for SFTP alone: its port, and the file of the keys."""
    sshd, (port,), keys = shutil.which("sshd", path="/usr/sbin:/usr/bin"), free_ports(1), tmp_path / "let-in"
    if not sshd or os.geteuid():
        pytest.skip("needs sshd, and root to start it")
    keys.touch()
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "host")], check=True)
    Path("/run/sshd").mkdir(exist_ok=True)  # it wants one, empty
    (tmp_path / "sshd.conf").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {tmp_path}/host\nAuthorizedKeysFile {keys}\n"
        "StrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin prohibit-password\nPidFile none\nSubsystem sftp internal-sftp\n"
    )
    process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", sshd, "-D", "-f", str(tmp_path / "sshd.conf")])
    try:
        wait_for(partial(_listens, port), "sshd listens")
        yield port, keys
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with closing(socket.socket()) as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


async def test_by_sftp(tmp_path: Path, sticks: Path, desk: Desk, server: tuple[int, Path]) -> None:
    port, keys = server
    place = OnSftp(host="127.0.0.1", user="root", port=port, folder=str(tmp_path / "shelf"))
    await desk.backups.keep(place)
    with pytest.raises(MachineError, match="Give it the box’s key"):
        await desk.backups.back_up(desk.tell)
    met = desk.backups.state.server
    assert met.startswith("SHA256:")
    keys.write_text(desk.backups.state.key)
    await desk.backups.back_up(desk.tell)
    await desk.backups.try_backup(desk.tell)
    box = fresh(tmp_path, sticks)
    await box.backups.keep(place)
    keys.write_text(f"{desk.backups.state.key}\n{box.backups.state.key}\n")
    await box.backups.find(FindBackups(code=desk.code), box.tell)
    await box.backups.restore(Restore(snapshot=box.backups.found[0].snapshot), box.tell)
    assert put_restored(box.home)
    assert names_of(box.home) == {"Ada Khan"}
    known = desk.home.machine_state / "backup" / "known_hosts"
    known.write_text(known.read_text().replace(known.read_text().split()[2], _another_key(tmp_path)))
    with pytest.raises(MachineError, match="Another computer answers"):
        await desk.backups.back_up(desk.tell)


def _another_key(folder: Path) -> str:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "another")], check=True)
    return (folder / "another.pub").read_text().split()[1]
