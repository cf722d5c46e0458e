"""A whole Lollipop in a temporary home, started as a person starts it."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from appliance.config import Home

ROOT = Path(__file__).parents[1]
LOLLIPOP = (sys.executable, "-c", "from appliance.cli import main; main()")
PRACTICE = "https://practice.lollipop.test/"
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
BELOW_OUTGOING = range(10_000 + _WORKER % 4 * 5_000, 15_000 + _WORKER % 4 * 5_000)


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, in a row so that workers fit too; below those that the system gives to
    outgoing connections, one of which could take a port before it is used, and apart from those of tests beside."""
    while True:
        start = BELOW_OUTGOING.start + secrets.randbelow(len(BELOW_OUTGOING))
        ports = list(range(start, start + count))
        try:
            for port in ports:
                socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return ports


class Box:
    """A running `lollipop run`: its home, its words, its processes."""

    def __init__(self, home: Home, settings: str = "", workers: int = 1) -> None:
        self.home = home
        ports = free_ports(5 + workers)
        self.console_port, self.portal_port, self.helpers_port, self.confide_port, self.confide_tls_port, *rest = ports
        self.proxy_port = rest[0]
        home.root.mkdir(parents=True, exist_ok=True)
        home.settings.write_text(
            f"[console]\nport = {self.console_port}\n[portal]\nport = {self.portal_port}\n"
            f"[helpers]\nport = {self.helpers_port}\n"
            f"[confide]\nport = {self.confide_port}\ntls_port = {self.confide_tls_port}\n"
            f"[proxy]\nport = {self.proxy_port}\nworkers = {workers}\n{settings}"
        )
        self.said = ""

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.proxy_port}"

    def start(self) -> None:
        environment = os.environ | {"LOLLIPOP_HOME": str(self.home.root), "PYTHONUNBUFFERED": "1"}
        self._log = (self.home.root / "log").open("ab")
        self.process = subprocess.Popen(
            [*LOLLIPOP, "run"], cwd=ROOT, env=environment, stdout=self._log, stderr=subprocess.STDOUT
        )
        self.said = wait_for(lambda: (log := self.log()) and "Ctrl+C stops it." in log and log, "the greeting", 150)

    def log(self) -> str:
        return (self.home.root / "log").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        finally:
            self._log.close()

    def cli(self, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*LOLLIPOP, "--home", str(self.home.root), *arguments],
            cwd=ROOT,
            input=text,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def curl(self, *arguments: str, timeout: int = 20) -> subprocess.CompletedProcess[str]:
        """`curl` as a pupil's device: through the proxy, trusting the school."""
        certificate = re.search(r"--cacert (\S+)", self.said)
        assert certificate, self.said
        return subprocess.run(
            ["curl", "-sS", "--max-time", str(timeout), "--proxy", self.proxy, "--cacert", certificate[1], *arguments],
            capture_output=True,
            text=True,
            timeout=timeout + 5,
            check=False,
        )

    def pid(self, module: str) -> int:
        """The process that runs a module, among the supervisor's children."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            with suppress(FileNotFoundError, ProcessLookupError):  # it ended while we looked
                if module in Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0"):
                    return int(child)
        raise LookupError(f"{module} is not running")


@contextmanager
def running(home: Path, settings: str = "", workers: int = 1) -> Iterator[Box]:
    box = Box(Home(home), settings, workers)
    try:
        box.start()
        yield box
    finally:
        box.stop()


def wait_for[T](probe: Callable[[], T], what: str, seconds: float = 20) -> T:
    """The first truthy answer of `probe`; fails with what was waited for."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := probe():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")
