"""All of Lollipop inside the gateway's namespace, started as systemd does on a box: each process as its own user, with
the rights that `appliance/rights.py` gives it and no others. The users need no name: numbers that no system gives out.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache, partial

from sqlite_utils.plugins import ensure_plugins_loaded

from appliance.cli.run import sign_in_link
from appliance.config import Home, load
from appliance.errors import LollipopError
from appliance.model import Tagged, the_box
from appliance.rights import CORE, GROUPS, PROXY, ROOT, RUNS_AS, WATCH, Numbers
from appliance.set_up import being, set_up
from appliance.store import Store
from appliance.store.rows import CaptureDetail, CaptureRow
from appliance.wire import AskBan, AskLift, AskStatus, Call, Done, FromCore, Status, ToCore
from tests.lab.python import within_reach
from tests.lab.topology import GATEWAY, PUPIL1, Topology, end

_FIRST = 61184
NUMBERS = Numbers(
    users={ROOT: 0} | {name: _FIRST + number for number, name in enumerate(GROUPS)},
    groups={ROOT: 0}
    | {name: _FIRST + number for number, name in enumerate(sorted({one for each in GROUPS.values() for one in each}))},
)
PROXY_UID, CORE_UID, WATCH_UID = (NUMBERS.users[name] for name in (PROXY, CORE, WATCH))
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
        environment = {"LOLLIPOP_HOME": str(self.home.root), "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
        command = within_reach(self._lab.folder, *_as_process(name), sys.executable, "-m", *_program(name))
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
        ensure_plugins_loaded()  # while this process is root, and reads what Python wants to import
        before = os.umask(0o027)
        try:
            outcome = set_up(home, NUMBERS)
        finally:
            os.umask(before)
        if outcome.troubles:
            raise LollipopError(*outcome.troubles)


_MODULES = {
    "network": ["appliance.network"],
    "watch": ["appliance.network.watch"],
    "core": ["appliance.core"],
    "web": ["webui"],
    "portal": ["webui.portal"],
    "helpers": ["appliance.helpers"],
    "confide": ["webui.confide"],
    "mail": ["appliance.mail"],
}


def _program(name: str) -> list[str]:
    """The module with its arguments."""
    return ["proxy_addons", name.removeprefix("worker-")] if name.startswith("worker-") else _MODULES[name]


def _as_process(name: str) -> list[str]:
    """What makes a command that process's: its user, its groups, and the one right that some have besides."""
    user = RUNS_AS[name.partition("-")[0]]
    if user == ROOT:
        return []
    groups = _numbers_of(user)
    if name == "watch":  # root until it hears the network, and never of root's group
        return ["setpriv", "--pdeathsig", "KILL", f"--regid={groups[0]}", f"--groups={','.join(groups)}"]
    may = ["--inh-caps=+net_bind_service", "--ambient-caps=+net_bind_service"] if name in {"portal", "confide"} else []
    return [*_plainly(NUMBERS.users[user], groups), *may]


def _numbers_of(user: str) -> list[str]:
    return [str(NUMBERS.groups[name]) for name in GROUPS[user]]


def _plainly(uid: int, groups: Sequence[str]) -> list[str]:
    who = [f"--reuid={uid}", f"--regid={groups[0]}", f"--groups={','.join(groups)}"]
    return ["setpriv", "--pdeathsig", "KILL", *who]


def as_user(uid: int) -> list[str]:
    """For programs of the tests, which read ours."""
    user = next(name for name, number in NUMBERS.users.items() if number == uid)
    may = _reading(uid)
    rights = [f"--inh-caps={may}", f"--ambient-caps={may}"] if may else []
    return [*_plainly(uid, _numbers_of(user)), *rights]


@cache
def _reading(uid: int) -> str:
    """Where Python lies in a closed home folder, tests' programs get leave to read past it."""
    plain = ["setpriv", f"--reuid={uid}", "--clear-groups", f"--regid={uid}"]
    works = subprocess.run([*plain, sys.executable, "-c", ""], capture_output=True, timeout=20, check=False)
    return "" if works.returncode == 0 else "+dac_read_search"


@contextmanager
def as_core() -> Iterator[None]:
    """Meanwhile this process is core's user; also where it is that already."""
    with being(CORE, NUMBERS) if os.geteuid() == 0 else nullcontext():
        yield


def _quoted(values: tuple[str, ...]) -> str:
    return ", ".join(f'"{value}"' for value in values)


def _done(answer: Tagged) -> Done:
    if not isinstance(answer, Done):
        raise LollipopError(f"core did not do it: {answer}")
    return answer
