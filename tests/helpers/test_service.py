"""The process as it is started: it opens its port and its socket, and ends in order."""

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from appliance.wire import Goodbye, InForce, encode
from tests.helpers.core import CODE, Box, box
from tests.helpers.device import Device
from tests.running import ROOT


async def started(school: Box) -> asyncio.subprocess.Process:
    school.home.settings.write_text(f"[helpers]\nport = {school.settings.helpers.port}\n")
    environment = os.environ | {"LOLLIPOP_HOME": str(school.home.root)}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "appliance.helpers", env=environment, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )


async def test_it_serves_and_ends_and_a_killed_one_lost_nothing(tmp_path: Path) -> None:
    school = Box(tmp_path)
    await school.core.start()
    device = Device(school.where)
    process = await started(school)
    async with asyncio.timeout(60):
        while not any(isinstance(one, InForce) for one in school.core.said):  # noqa: ASYNC110  # it is another process
            await asyncio.sleep(0.05)
    await device.connect(code=CODE)
    number = await device.type("I want to kill myself")
    await device.until_taken(number)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert len(school.kept) == 1
    school.core.said.clear()

    process = await started(school)
    async with asyncio.timeout(60):
        while not any(isinstance(one, InForce) for one in school.core.said):  # noqa: ASYNC110  # the same
            await asyncio.sleep(0.05)
    await device.connect()
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(20):
        _, said = await process.communicate()
    assert process.returncode == 0, said
    await school.core.until(lambda one: isinstance(one, Goodbye))
    await device.leave()
    await school.core.stop()


async def test_a_taken_port_is_said(tmp_path: Path) -> None:
    school = Box(tmp_path)
    with socket.create_server(("127.0.0.1", school.settings.helpers.port)):
        process = await started(school)
        async with asyncio.timeout(60):
            _, said = await process.communicate()
    assert process.returncode == 1
    assert b"helpers: " in said


_CONNECT = "socket(S, PF_UNIX, SOCK_STREAM, 0); exit(connect(S, sockaddr_un($ARGV[0])) ? 0 : 1)"
WORKER, CONSOLE = (65_001, 65_002), (65_003, 65_004)  # a user and its group


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to be somebody else")
async def test_the_folder_decides_who_sees_screens() -> None:
    with tempfile.TemporaryDirectory() as root:
        async with box(Path(root)) as school:
            folder = school.home.helpers_socket.parent
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            for way in (Path(root), folder.parent):
                way.chmod(0o777)  # workers come so far
            school.home.helpers_socket.chmod(0o777)  # as with a box's umask, and more
            assert [_may_connect(school, *who) for who in (WORKER, CONSOLE)] == [False, False]
            os.chown(folder, 0, CONSOLE[1])
            folder.chmod(0o2750)
            assert [_may_connect(school, *who) for who in (WORKER, CONSOLE)] == [False, True]


def _may_connect(school: Box, user: int, group: int) -> bool:
    call = ["perl", "-MSocket", "-e", _CONNECT, str(school.home.helpers_socket)]
    return not subprocess.run(call, user=user, group=group, extra_groups=[], check=False, timeout=30).returncode


async def test_what_is_no_question_ends_the_line(school: Box) -> None:
    reader, writer = await asyncio.open_unix_connection(str(school.home.helpers_socket))
    writer.write(encode(InForce(version=1)))
    assert await reader.read() == b""
    writer.close()
