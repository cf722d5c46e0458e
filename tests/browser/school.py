"""A running core and console in a temporary home, with a worker's hands: what a browser test looks at."""

import os
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

import msgspec

from appliance.config import Home
from appliance.core.spool import SpoolWriter
from appliance.errors import CoreAwayError, WireError
from appliance.model import Captured
from appliance.store import Store
from appliance.wire import AskStatus, Bans, Call, FromCore, Hello, InForce, Pulse, Spooled, encode
from tests.running import free_ports, wait_for

ROOT = Path(__file__).parents[2]
MEBIBYTE = 1024 * 1024


class School:
    """`core` and `web` as processes. `record` is what a worker does with what it recognised."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)
        self.home.make()
        (self.port,) = free_ports(1)
        self.home.settings.write_text(
            f'[school]\nname = "St Aidan’s Primary"\n[console]\nport = {self.port}\n'
            '[[devices]]\nname = "tablet-3"\naddresses = ["10.0.0.21"]\nroom = "Room 4"\n',
            encoding="utf-8",
        )
        with Store.open(self.home) as store:
            store.migrate()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._spool = SpoolWriter(self.home.spool / "worker-1", 64 * MEBIBYTE)
        self._worker: socket.socket | None = None

    def __enter__(self) -> Self:
        self.start("appliance.core")
        self.start("webui")
        return self

    def __exit__(self, *_: object) -> None:
        for name in tuple(self._running):
            self.kill(name)
        if self._worker:
            self._worker.close()
        self._spool.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def link(self) -> str:
        with Store.open(self.home) as store:
            return f"{self.address}/sign-in/{store.sign_in.new_link(time.time(), 60)}"

    def start(self, module: str) -> None:
        environment = os.environ | {"LOLLIPOP_HOME": str(self.home.root)}
        log = (self.home.root / f"{module}.log").open("ab")
        with log:
            self._running[module] = subprocess.Popen(
                [sys.executable, "-m", module], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        wait_for(self._core_answers if module == "appliance.core" else self._web_answers, f"{module} to answer", 60)
        if module == "appliance.core":
            self._connect_worker()

    def kill(self, module: str) -> None:
        process = self._running.pop(module)
        process.kill()
        process.wait()

    def record(self, *events: Captured) -> None:
        for event in events:
            assert self._spool.append(event)
        if self._worker and "appliance.core" in self._running:
            self._worker.sendall(encode(Spooled()))

    def _core_answers(self) -> bool:
        try:
            with Call(self.home.core_socket, "cli") as call:
                return bool(call.ask(AskStatus()))
        except (CoreAwayError, WireError):
            return False

    def _web_answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=2).close()
        except OSError:
            return False
        return True

    def _connect_worker(self) -> None:
        if self._worker:
            self._worker.close()
        self._worker = socket.socket(socket.AF_UNIX)
        self._worker.connect(str(self.home.core_socket))
        self._worker.sendall(encode(Hello(role="worker", name="worker-1", pid=os.getpid())))
        pulse = Pulse(connections=12, requests=340, memory_bytes=88 * MEBIBYTE, spool_bytes=0, guard_trips=0)
        self._worker.sendall(encode(pulse))
        threading.Thread(target=_confirm_bans, args=(self._worker,), daemon=True).start()


def _confirm_bans(line: socket.socket) -> None:
    """Say that each list of bans holds, until core goes away."""
    try:
        with line.makefile("rb") as incoming:
            while header := incoming.read(4):
                message = msgspec.msgpack.decode(incoming.read(struct.unpack(">I", header)[0]), type=FromCore)
                if isinstance(message, Bans):
                    line.sendall(encode(InForce(version=message.version)))
    except OSError:
        return
