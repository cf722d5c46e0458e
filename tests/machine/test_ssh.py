import stat
from pathlib import Path

from appliance.machine.ssh import Ssh
from tests.machine.programs import Programs
from tests.machine.test_commands import KEY


async def test_on_for_keys_and_off_without(tmp_path: Path, programs: Programs) -> None:
    ssh = Ssh(tmp_path / "ssh")
    assert ssh.keys() == ()
    assert await ssh.let_in((KEY,)) == "SSH is on for 1 key, and for nobody else."
    assert ssh.keys() == (KEY,)
    kept = tmp_path / "ssh" / "authorized_keys"
    assert kept.read_text() == f"{KEY}\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert await ssh.let_in(()) == "SSH is switched off."
    assert ssh.keys() == ()
    assert not kept.exists(), "sshd's unit asks for the file"
    assert programs.asked == [["systemctl", "restart", "ssh.service"], ["systemctl", "stop", "ssh.service"]]


async def test_off_twice_is_off(tmp_path: Path) -> None:
    ssh = Ssh(tmp_path / "ssh")
    assert await ssh.let_in(()) == "SSH is switched off."
