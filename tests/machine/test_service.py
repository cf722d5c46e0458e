"""The process itself, over its socket: who may command it, what it answers, what is refused in the middle of work."""

import asyncio
import contextlib
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.machine.commands import (
    Answer,
    Begun,
    Command,
    Failed,
    ForgetEverything,
    LetIn,
    Look,
    Looked,
    PowerOff,
    Restart,
    StartOther,
    Update,
)
from appliance.machine.forgetting import MARK
from appliance.machine.service import Machine
from appliance.machine.updates import NO_SLOTS
from appliance.wire import Connection, encode
from tests.core.samples import until
from tests.machine.programs import Programs
from tests.machine.test_commands import KEY

STRANGER, CORE = 61190, 61185
SETTINGS = f'[network]\ncore_user = "{CORE}"\n'


@pytest.fixture
def machine(home: Home, programs: Programs) -> Machine:
    programs.stand_in("lsblk", '{"blockdevices": []}')
    return Machine(home)


async def test_how_it_is(machine: Machine) -> None:
    looked = await machine.do(Look())
    assert isinstance(looked, Looked)
    assert (looked.slots, looked.sticks, looked.ssh, looked.work, looked.troubles) == ((), (), (), None, ())
    assert looked.version


async def test_what_cannot_be_seen_is_a_trouble_and_the_rest_is_told(machine: Machine, programs: Programs) -> None:
    programs.stand_in("lsblk", "no /sys", status=1)
    looked = await machine.do(Look())
    assert isinstance(looked, Looked)
    assert looked.troubles == ("lsblk could not do it: no /sys",)


async def test_switches(machine: Machine, programs: Programs, home: Home) -> None:
    assert isinstance(await machine.do(LetIn(keys=(KEY,))), Begun)
    assert isinstance(await machine.do(Restart()), Begun)
    assert isinstance(await machine.do(PowerOff()), Begun)
    assert await machine.do(StartOther()) == Failed(text=NO_SLOTS)
    asked = [call[1:] for call in programs.asked if call[0] == "systemctl"]
    assert asked == [["restart", "ssh.service"], ["reboot", "--no-block"], ["poweroff", "--no-block"]]
    assert not (home.machine_state / MARK).exists()
    assert isinstance(await machine.do(ForgetEverything(word="forget everything")), Begun)
    assert (home.machine_state / MARK).exists()


async def test_a_long_work_fails_behind_its_answer(machine: Machine) -> None:
    assert await machine.do(Update(file="new.raucb")) == Begun(text="The update begins.")
    await machine.working.done()
    looked = await machine.do(Look())
    assert isinstance(looked, Looked)
    assert looked.work
    assert looked.work.failed == NO_SLOTS


async def test_nothing_is_switched_off_in_the_middle_of_work(machine: Machine, programs: Programs, home: Home) -> None:
    async def long(_tell: object) -> str:
        await asyncio.Event().wait()
        return ""

    machine.working.begin("backup", long, "It begins.")
    for command in (Restart(), PowerOff(), StartOther(), ForgetEverything(word="forget everything"), Update(file="x")):
        answer = await machine.do(command)
        assert isinstance(answer, Failed)
        assert "wait until the backup" in answer.text
    assert programs.asked == []
    assert not (home.machine_state / MARK).exists()
    await machine.working.end()


@pytest.fixture
def open_home() -> Iterator[Home]:
    """Everybody may enter the folders, so that the socket itself is tried."""
    with tempfile.TemporaryDirectory(prefix="lollipop-") as folder:
        home = Home(Path(folder) / "lollipop")
        home.make()
        home.settings.write_text(SETTINGS)
        for one in (home.root.parent, home.root, home.run, home.machine_socket.parent):
            one.chmod(0o755)
        yield home


@asynccontextmanager
async def running(home: Home) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process, as systemd starts it; nothing that would switch this machine off is asked of it."""
    process = await asyncio.create_subprocess_exec(
        *("setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "appliance.machine"),
        env={**os.environ, "LOLLIPOP_HOME": str(home.root)},
    )
    try:
        await until(home.machine_socket.exists, "the machine listens", seconds=60)
        yield process
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 20)


async def ask(home: Home, command: Command) -> Answer | None:
    line: Connection[Answer] = await Connection.open(home.machine_socket, Answer)
    line.send(command)
    try:
        return await asyncio.wait_for(line.receive(), 30)
    finally:
        line.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="the process runs as root")
async def test_only_core_and_root_may_ask(open_home: Home) -> None:
    home = open_home
    async with running(home) as process:
        assert isinstance(await ask(home, Look()), Looked)
        found = home.machine_socket.stat()
        assert (found.st_uid, found.st_mode & 0o077) == (CORE, 0)
        assert asked_as(CORE, home) == "an answer"
        assert asked_as(STRANGER, home) == "no connection", "the socket's mode"
        home.machine_socket.chmod(0o777)
        assert asked_as(STRANGER, home) == "nothing", "the kernel says who it is"
    assert process.returncode == 0
    assert not home.machine_socket.exists()


def asked_as(user: int, home: Home) -> str:
    """What somebody gets who asks for a look: an answer, nothing, or no connection at all."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(30)
        os.seteuid(user)
        try:
            line.connect(str(home.machine_socket))
        except PermissionError:
            return "no connection"
        finally:
            os.seteuid(0)
        line.sendall(encode(Look()))
        with contextlib.suppress(ConnectionResetError):
            return "an answer" if line.recv(4) else "nothing"
        return "nothing"
