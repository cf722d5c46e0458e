"""All of Lollipop inside the gateway's namespace, started as systemd does on a box: each process as its own user.

| what | owner | mode | why |
|---|---|---|---|
| home | core | 2750 | setgid: what is made inside belongs to Lollipop's group |
| ca | proxy | 0750 | workers and helpers alone read the school's key: it has a group of its own |
| spool, spool/worker-N | core | 2770 | workers write, core reads and deletes |
| store | core | 0700 | core and web (one user here) |
| run | core | 2770 | core's socket takes the group; network's belongs to core alone |
| run/helpers | core | 0700 | the console (the same user here) sees screens, workers do not |

Every process runs with umask 007. The users need no name: numbers that no system gives out.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from appliance.cli.run import prepare, sign_in_link
from appliance.config import Home, load
from appliance.errors import LollipopError
from appliance.model import Tagged, the_box
from appliance.store import Store
from appliance.store.rows import CaptureDetail, CaptureRow
from appliance.wire import AskBan, AskLift, AskStatus, Call, Done, FromCore, Status, ToCore
from tests.lab.topology import GATEWAY, PUPIL1, Topology, end

PROXY_UID, CORE_UID, GROUP, WATCH_UID, CA_GROUP = 61184, 61185, 61186, 61187, 61188
CONSOLE_PORT, PROXY_PORT, PORTAL_PORT, HELPERS_PORT, CONFIDE_PORT, CONFIDE_TLS_PORT = 8000, 8080, 80, 8443, 8002, 443

_PORTS = {"portal": PORTAL_PORT, "helpers": HELPERS_PORT, "confide": CONFIDE_PORT}
_SETTINGS = """
[school]
name = "Lab Primary School"

[proxy]
listen = ""
transparent = true
workers = {workers}
trusted_roots = "{roots}"

[console]
listen = "::"
port = {console}

[portal]
listen = "::"
port = {portal}

[helpers]
listen = "::"
port = {helpers}

[confide]
listen = "::"
port = {confide}
tls_port = {confide_tls}

[network]
{network}proxy_user = "{proxy_uid}"
core_user = "{core_uid}"
watch_user = "{watch_uid}"

[names]
serve = {names}
inside_domains = ["test", "com", "org.uk"]  # the lab's addresses are those for documentation, and count as private

[[devices]]
name = "tablet-1"
addresses = [{tablet}]
room = "Year 6"
"""


class Box:
    """Lollipop in a topology's gateway; its processes end with the topology. `more` is TOML to append, `parts` are
    processes that most tests do without: helpers, portal, confide."""

    def __init__(self, lab: Topology, workers: int = 2, more: str = "", parts: tuple[str, ...] = ()) -> None:
        self._lab = lab
        self._parts = parts
        self.home = Home(lab.folder / "home")
        self.workers = tuple(f"worker-{number}" for number in range(1, workers + 1))
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._prepare(workers, more)

    def start(self) -> None:
        """Start everything and wait until it works. Raises NotReadyError with the log of what does not."""
        for name in ("network", "core", "web", *self.workers, *self._parts):
            self.start_one(name)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        self._lab.wait_for("core answers", lambda: self.status() is not None, log="core")
        self._lab.wait_for("core commands the network", self._commands_network, log="network")
        self._lab.wait_for("all workers are connected", lambda: self._connected() >= {*self.workers}, log="worker-1")
        more = [(_PORTS[name], name) for name in self._parts]
        for port, log in ((PROXY_PORT, "worker-1"), (CONSOLE_PORT, "web"), *more):
            answers = partial(self._lab.answers, PUPIL1, self._lab.box[0], port)
            self._lab.wait_for(f"port {port} answers", answers, log=log)

    def start_one(self, name: str) -> None:
        module, uid = _program(name)
        user = [] if uid == 0 else as_user(uid, name)
        if name == "watch":  # root until it hears the network, and never of root's group
            user = ["setpriv", "--pdeathsig", "KILL", f"--regid={GROUP}", "--clear-groups"]
        environment = {"LOLLIPOP_HOME": str(self.home.root), "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
        command = [*user, sys.executable, "-m", *module]
        self._processes[name] = self._lab.spawn(GATEWAY, *command, log=name, env=environment, umask=0o007)

    def stop_one(self, name: str) -> None:
        end(self._processes[name])

    def kill_one(self, name: str) -> None:
        self._processes[name].kill()
        self._processes[name].wait(5)

    def ask(self, message: ToCore) -> FromCore:
        with Call(self.home.core_socket, "cli") as call:
            return call.ask(message)

    def pids(self) -> dict[str, int]:
        """Of all that runs, by name: those that were started from here alone, not what they start."""
        return {name: process.pid for name, process in self._processes.items() if process.poll() is None}

    def status(self) -> Status | None:
        """None while core is away."""
        try:
            answer = self.ask(AskStatus())
        except LollipopError:
            return None
        return answer if isinstance(answer, Status) else None

    def ban(self, device: str, seconds: int, reason: str = "Please talk to Mrs Reed.") -> Done:
        return _done(self.ask(AskBan(device=device, seconds=seconds, reason=reason, by="lab")))

    def lift(self, device: str) -> Done:
        return _done(self.ask(AskLift(device=device, by="lab")))

    def sign_in_link(self) -> str:
        """A link for a browser in the lab."""
        with as_core():
            return sign_in_link(self.home, load(self.home)).replace("[::]", self._lab.box[0])

    def captures(self) -> list[CaptureRow]:
        """Newest activity first."""
        with as_core(), Store.open(self.home, read_only=True) as store:
            return list(store.seen_by(the_box("test")).captures.latest())

    def capture(self, number: int) -> CaptureDetail:
        with as_core(), Store.open(self.home, read_only=True) as store:
            detail = store.seen_by(the_box("test")).captures.get(number)
        if detail is None:
            raise LollipopError(f"there is no capture {number}")
        return detail

    def _connected(self) -> set[str]:
        status = self.status()
        return {worker.name for worker in status.workers if worker.pulse} if status else set()

    def _commands_network(self) -> bool:
        status = self.status()
        return status is not None and ("in force" in status.network or "UNREAD" in status.network)

    def _prepare(self, workers: int, more: str) -> None:
        home = self.home
        home.root.mkdir()
        home.settings.write_text(
            _SETTINGS.format(
                workers=workers,
                roots=self._lab.folder / "roots.pem",
                console=CONSOLE_PORT,
                portal=PORTAL_PORT,
                helpers=HELPERS_PORT,
                confide=CONFIDE_PORT,
                confide_tls=CONFIDE_TLS_PORT,
                network=self._lab.network,
                names=str(self._lab.resolvers).lower(),
                proxy_uid=PROXY_UID,
                core_uid=CORE_UID,
                watch_uid=WATCH_UID,
                tablet=_quoted(self._lab.pupils[PUPIL1]),
            )
            + more
        )
        prepare(home, load(home))
        for name in (*self.workers, "watch", "helpers"):
            (home.spool / name).mkdir()
        _give(home.root, CORE_UID)
        _give(home.ca, PROXY_UID, CA_GROUP)
        for path in (home.ca, *home.ca.iterdir()):
            path.chmod(0o750 if path.is_dir() else 0o640)
        home.root.chmod(0o2750)
        home.certificate.chmod(0o644)
        for folder in (home.spool, *home.spool.iterdir(), home.run):
            folder.chmod(0o2770)


def _program(name: str) -> tuple[list[str], int]:
    """The module with its arguments, and the user it runs as."""
    if name.startswith("worker-"):
        return ["proxy_addons", name.removeprefix("worker-")], PROXY_UID
    return {
        "network": (["appliance.network"], 0),
        "watch": (["appliance.network.watch"], 0),
        "core": (["appliance.core"], CORE_UID),
        "web": (["webui"], CORE_UID),
        "portal": (["webui.portal"], CORE_UID),
        "helpers": (["appliance.helpers"], CORE_UID),
        "confide": (["webui.confide"], CORE_UID),
    }[name]


def as_user(uid: int, name: str = "") -> list[str]:
    groups = f"--groups={CA_GROUP}" if name in {"helpers", "confide"} else "--clear-groups"
    may = ",".join((*(("+net_bind_service",) if name in {"portal", "confide"} else ()), *_reading(uid)))
    rights = [f"--inh-caps={may}", f"--ambient-caps={may}"] if may else []
    return ["setpriv", "--pdeathsig", "KILL", f"--reuid={uid}", f"--regid={GROUP}", groups, *rights]


@cache
def _reading(uid: int) -> tuple[str, ...]:
    """Where Python lies in a closed home folder, the users get leave to read past it. A box has it in /usr."""
    plain = ["setpriv", f"--reuid={uid}", f"--regid={GROUP}", "--clear-groups"]
    works = subprocess.run([*plain, sys.executable, "-c", ""], capture_output=True, timeout=20, check=False)
    return () if works.returncode == 0 else ("+dac_read_search",)


@contextmanager
def as_core() -> Iterator[None]:
    """Meanwhile this process is core's user: SQLite makes files beside the store that core must be able to write."""
    os.setegid(GROUP)
    os.seteuid(CORE_UID)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def _give(path: Path, uid: int, group: int = GROUP) -> None:
    for each in (path, *path.rglob("*")):
        os.chown(each, uid, group)


def _quoted(values: tuple[str, ...]) -> str:
    return ", ".join(f'"{value}"' for value in values)


def _done(answer: Tagged) -> Done:
    if not isinstance(answer, Done):
        raise LollipopError(f"core did not do it: {answer}")
    return answer
