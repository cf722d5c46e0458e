"""Confide as a process of its own, started as a person starts it, in a school that has opened it."""

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

from appliance.config import Home
from tests.running import ROOT, free_ports, wait_for
from tests.webui.confide.given import publish

WALK = {"q0": "send", "q3": "en", "q4": "me", "q7": "sad", "q8": "yes", "q9": "no", "q10": "duty", "q1": "next"}


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode(errors="replace")


class Confide:
    """`more` is TOML of the section `confide`."""

    def __init__(self, home: Home, more: str = "", settings: str = "", *, is_open: bool = True) -> None:
        self.home = home
        self.port, self.tls_port = free_ports(2)
        home.make()
        home.settings.write_text(f"[confide]\nport = {self.port}\ntls_port = {self.tls_port}\n{more}\n{settings}")
        publish(home, is_open=is_open)

    @classmethod
    def of(cls, home: Home, port: int, tls_port: int) -> Self:
        """One that runs already."""
        found = cls.__new__(cls)
        found.home, found.port, found.tls_port = home, port, tls_port
        return found

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            assert self.process.wait(15) == 0, self.log()
        finally:
            self.process.kill()

    def start(self) -> None:
        environment = os.environ | {"LOLLIPOP_HOME": str(self.home.root)}
        with (self.home.root / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "webui.confide"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        wait_for(self._answers, "Confide to answer", 60)

    def _answers(self) -> bool:
        with suppress(OSError):
            return self.get("/ready.txt").status == 200
        return False

    def log(self) -> str:
        return (self.home.root / "log").read_text(encoding="utf-8", errors="replace")

    @property
    def worker(self) -> int:
        """The process that starts the others."""
        (found,) = children(self.process.pid)
        return found

    def pages(self) -> list[int]:
        """Processes that answer something, or wait for it."""
        return children(self.worker)

    def connect(self, sent: bytes = b"", source: str = "127.0.0.1") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(source, 0))
        connection.sendall(sent)
        return connection

    def get(self, path: str = "/", host: str = "confide", source: str = "127.0.0.1", seconds: float = 20) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, seconds, source_address=(source, 0))
        connection.request("GET", path, headers={"Host": f"{host}:{self.port}"})
        with connection.getresponse() as response:
            return Answer(response)

    def post(self, body: bytes, kind: str = "application/x-www-form-urlencoded", seconds: float = 20) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, seconds)
        host = f"confide:{self.port}"
        headers = {"Host": host, "Origin": f"http://{host}", "Content-Type": kind}
        connection.request("POST", "/", body, headers)
        with connection.getresponse() as response:
            return Answer(response)

    def report(self, words: str, **other: str) -> Answer:
        """The last page of a walk, sent."""
        return self.post(urlencode(WALK | {"q2": os.urandom(16).hex(), "q6": words} | other).encode())

    def secure(self, roots: str, name: str = "confide") -> ssl.SSLSocket:
        device = ssl.create_default_context(cadata=roots)
        return device.wrap_socket(
            socket.create_connection(("127.0.0.1", self.tls_port), timeout=20), server_hostname=name
        )


def children(pid: int) -> list[int]:
    with suppress(FileNotFoundError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def memory(pid: int) -> bytes:
    """All that it can write to, as far as it can be read; nothing where it has ended."""
    found = []
    with suppress(FileNotFoundError, ProcessLookupError), Path(f"/proc/{pid}/mem").open("rb", 0) as file:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            if "w" not in rights:
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            with suppress(OSError):
                file.seek(start)
                found.append(file.read(end - start))
    return b"".join(found)
