"""The supervisor with real processes and real ports."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import supervisor
from appliance.config import Confide, Console, Helpers, Home, Portal, Proxy, Settings
from appliance.errors import ConfigError

NAMES = ["core", "web", "portal", "confide", "mail", "helpers", "worker-1", "worker-2"]


def test_core_starts_first_and_every_worker_has_its_number() -> None:
    wanted = supervisor.programs(Settings(proxy=Proxy(workers=2)))
    assert [program.name for program in wanted] == NAMES
    assert wanted[-1].argv[-2:] == ("proxy_addons", "2")


def test_each_worker_has_a_port_of_its_own() -> None:
    settings = Settings(
        proxy=Proxy(workers=2, port=9000),
        console=Console(port=9100),
        portal=Portal(port=9200),
        confide=Confide(port=9250, tls_port=9251),
        helpers=Helpers(port=9300),
    )
    assert [port for _, port in supervisor.endpoints(settings).values()] == [9100, 9200, 9250, 9251, 9300, 9000, 9001]


def test_a_taken_port_names_the_setting_to_change(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = other.getsockname()
        with pytest.raises(ConfigError, match=r"give proxy\.port another number"):
            supervisor.require_free({"proxy.port": address}, Home(tmp_path))


def test_a_free_port_passes(tmp_path: Path) -> None:
    supervisor.require_free({"proxy.port": ("127.0.0.1", 0)}, Home(tmp_path))


@pytest.mark.parametrize(
    ("pause", "ran_for", "expected"),
    [
        pytest.param(0.1, 0.5, 0.2, id="dies at once: wait longer"),
        pytest.param(5.0, 0.5, 5.0, id="never longer than five seconds"),
        pytest.param(5.0, 60.0, 0.1, id="ran for a while: start at once"),
    ],
)
def test_backoff(pause: float, ran_for: float, expected: float) -> None:
    assert supervisor.backoff(pause, ran_for) == expected


CHILD = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
SCRIPT = """
import asyncio, sys
from pathlib import Path
from appliance import supervisor
from appliance.config import Helpers, Home, Settings

_, child, started, home = sys.argv
program = supervisor.Program(name="child", argv=(sys.executable, "-c", child, started))
asyncio.run(supervisor.supervise([program], Home(Path(home)), lambda: None, Settings()))
"""


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    started = tmp_path / "started"
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, CHILD, str(started), str(tmp_path)], cwd=Path(__file__).parents[1]
    )
    yield process, started
    process.kill()
    process.wait()


def pids(started: Path, wanted: int) -> list[int]:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        if started.exists() and len(found := [int(line) for line in started.read_text().split()]) >= wanted:
            return found
        time.sleep(0.02)
    raise AssertionError(f"the child did not start {wanted} times")


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_killed_process_comes_back(supervised: tuple[subprocess.Popen[bytes], Path]) -> None:
    _, started = supervised
    first = pids(started, 1)[0]
    os.kill(first, signal.SIGKILL)
    assert pids(started, 2)[1] != first


def test_children_end_with_the_supervisor(supervised: tuple[subprocess.Popen[bytes], Path]) -> None:
    process, started = supervised
    child = pids(started, 1)[0]
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert gone(child)


def test_children_end_when_the_supervisor_is_killed(supervised: tuple[subprocess.Popen[bytes], Path]) -> None:
    process, started = supervised
    child = pids(started, 1)[0]
    process.kill()
    process.wait()
    assert gone(child)
