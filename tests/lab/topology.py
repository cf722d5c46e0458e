"""A school in network namespaces: two pupils' devices, the gateway between them and a small internet.

    pupil1 ─┐
            ├─ inside (bridge) [gateway] outside ── [internet]
    pupil2 ─┘

Names are looked up in hosts files alone (`ip netns exec` lays /etc/netns/<namespace>/ over /etc), so nothing asks the
real world. Everything is gone at the end; what a killed run left behind goes at the next start.
"""

import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Self

PUPIL1, PUPIL2, GATEWAY, INTERNET = PLACES = ("pupil1", "pupil2", "gateway", "internet")
INSIDE, OUTSIDE = "inside", "outside"

# With two workers, pupil1 is shared to the second by IPv4 and to the first by IPv6, and pupil2 to the second.
PUPIL = {PUPIL1: ("10.77.0.11", "2001:db8:77::11"), PUPIL2: ("10.77.0.13", "2001:db8:77::13")}
GATEWAY_INSIDE = ("10.77.0.1", "2001:db8:77::1")
GATEWAY_OUTSIDE = ("203.0.113.2", "2001:db8:113::2")
ROUTER = ("203.0.113.1", "2001:db8:113::1")
WEB = ("198.51.100.10", "2001:db8:51::10")
LAN = ("10.77.0.0/24", "2001:db8:77::/64")
ROOT = Path(__file__).parent.parent.parent

_NAMESPACE = re.compile(r"lab(\d+)(?:x\d+)?-[a-z0-9]+")
_FOLDER = re.compile(r"lollipop-lab(\d+)(?:x\d+)?-\w+")
_numbers = itertools.count()
_ETC_NETNS = Path("/etc/netns")
_LINES = """
link add {inside} netns {gateway} type bridge
link add p1 netns {gateway} type veth peer name eth0 netns {pupil1}
link add p2 netns {gateway} type veth peer name eth0 netns {pupil2}
link add {outside} netns {gateway} type veth peer name eth0 netns {internet}
"""


class NotReadyError(Exception):
    """Something did not start in time; the text holds the end of its log."""


class Topology:
    """Use it in a `with`. Needs root, ip and setpriv; makes its namespaces in about a third of a second.

    `pupils`, `box` and `network` are what a test and the box's settings have to know: the devices' addresses, the box's
    on the inside, and the lines of `[network]`. `tests/lab/plugged.py` has the school's own router, and the three ways
    to plug in.
    """

    places: tuple[str, ...] = PLACES
    pupils: Mapping[str, tuple[str, str]] = PUPIL
    box: tuple[str, str] = GATEWAY_INSIDE
    resolvers = False  # is there anybody to ask for names?
    network: str = f'inside = "{INSIDE}"\nlan = {json.dumps(LAN)}\n'

    def __init__(self) -> None:
        number = next(_numbers)
        self.prefix = f"lab{os.getpid()}x{number}" if number else f"lab{os.getpid()}"
        self.hosts: dict[str, Sequence[str]] = {}
        self.python = Path(sys.executable)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._logs: list[IO[bytes]] = []

    def __enter__(self) -> Self:
        remove_leftovers()
        self.folder = Path(tempfile.mkdtemp(prefix=f"lollipop-{self.prefix}-"))
        self.folder.chmod(0o755)  # the box's users enter it
        try:
            self._make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            end(process)
        for log in self._logs:
            log.close()
        for place in self.places:
            _remove(self.namespace(place))
        shutil.rmtree(self.folder, ignore_errors=True)

    def namespace(self, place: str) -> str:
        return f"{self.prefix}-{place}"

    def etc(self, place: str) -> Path:
        """What lies over /etc there."""
        return _ETC_NETNS / self.namespace(place)

    def argv(self, place: str, *command: str) -> list[str]:
        """The command line that runs `command` in a place; the process ends when this one is killed."""
        return ["ip", "netns", "exec", self.namespace(place), "setpriv", "--pdeathsig", "KILL", *command]

    def run(
        self, place: str, *command: str, timeout: float = 20.0, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, whatever its status."""
        argv = self.argv(place, *command)
        return subprocess.run(
            argv, input=stdin, capture_output=True, text=True, errors="replace", timeout=timeout, check=False
        )

    def spawn(
        self, place: str, *command: str, log: str, env: Mapping[str, str] | None = None, umask: int = -1
    ) -> subprocess.Popen[bytes]:
        """Start a process that lives until the topology ends. Its output goes to `folder/<log>.log`."""
        output = (self.folder / f"{log}.log").open("ab")
        self._logs.append(output)
        process = subprocess.Popen(
            self.argv(place, *command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            umask=umask,
        )
        self._processes.append(process)
        return process

    @contextlib.contextmanager
    def inside(self, place: str) -> Iterator[None]:
        """Sockets that this thread makes meanwhile belong to the place. (Names do not: use addresses.)"""
        with (
            Path("/proc/thread-self/ns/net").open() as here,
            Path(f"/run/netns/{self.namespace(place)}").open() as there,
        ):
            os.setns(there.fileno(), os.CLONE_NEWNET)
            try:
                yield
            finally:
                os.setns(here.fileno(), os.CLONE_NEWNET)

    def connect(self, place: str, address: str, port: int, timeout: float = 5.0) -> socket.socket:
        with self.inside(place):
            return socket.create_connection((address, port), timeout)

    def name(self, host: str, *addresses: str) -> None:
        """Give a name other addresses from now on, everywhere. An empty list takes the name away."""
        self.hosts[host] = addresses
        for place in self.places:
            self._write_hosts(place)

    def tail(self, log: str, lines: int = 20) -> str:
        path = self.folder / f"{log}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""

    def wait_for(self, what: str, true: Callable[[], bool], *, log: str = "", seconds: float = 45.0) -> None:
        """Raises NotReadyError with the end of the log."""
        wait_for(what, true, seconds=seconds, why=lambda: self.tail(log) if log else "")

    def answers(self, place: str, address: str, port: int) -> bool:
        """Does someone take a TCP connection there?"""
        try:
            self.connect(place, address, port, timeout=1.0).close()
        except OSError:
            return False
        return True

    def _make(self) -> None:
        self._make_places(_LINES)
        self._set_up_gateway()
        self._set_up_internet()
        for place, addresses in PUPIL.items():
            self._set_up_pupil(place, addresses)

    def _make_places(self, lines: str) -> None:
        """The namespaces, and the links of an `ip -batch`."""
        for place in self.places:
            _ip("netns", "add", self.namespace(place))
            self._write_hosts(place)
            self._sysctl(place, "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0")
        names = {place: self.namespace(place) for place in self.places}
        _batch(lines.format(inside=INSIDE, outside=OUTSIDE, **names))

    def _set_up_gateway(self) -> None:
        self._in(
            GATEWAY,
            *up("lo", "p1", "p2", INSIDE, OUTSIDE),
            f"link set p1 master {INSIDE}",
            f"link set p2 master {INSIDE}",
            *addresses_of(INSIDE, GATEWAY_INSIDE, (24, 64)),
            *addresses_of(OUTSIDE, GATEWAY_OUTSIDE, (24, 64)),
            *(f"route add default via {address}" for address in ROUTER),
        )
        self._sysctl(GATEWAY, "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")

    def _set_up_internet(self) -> None:
        back = zip(LAN, GATEWAY_OUTSIDE, strict=True)
        self._in(
            INTERNET,
            *up("lo", "eth0"),
            *addresses_of("eth0", ROUTER, (24, 64)),
            *addresses_of("lo", WEB, (32, 128)),
            *(f"route add {network} via {gateway}" for network, gateway in back),
        )

    def _set_up_pupil(self, place: str, addresses: tuple[str, str]) -> None:
        self._in(
            place,
            *up("lo", "eth0"),
            *addresses_of("eth0", addresses, (24, 64)),
            *(f"route add default via {address}" for address in GATEWAY_INSIDE),
        )

    def _in(self, place: str, *lines: str) -> None:
        _batch("\n".join(lines) + "\n", "-n", self.namespace(place))

    def _sysctl(self, place: str, *values: str) -> None:
        _ip("netns", "exec", self.namespace(place), "sysctl", "-qw", *values)

    def _write_hosts(self, place: str) -> None:
        """Written in place: running processes have the file itself laid over theirs."""
        folder = self.etc(place)
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["127.0.0.1 localhost", "::1 localhost"]
        lines += [f"{address} {host}" for host, addresses in self.hosts.items() for address in addresses]
        (folder / "hosts").write_text("\n".join(lines) + "\n")
        (folder / "nsswitch.conf").write_text("hosts: files\n")
        (folder / "resolv.conf").write_text("# names are in the hosts file\n")


def up(*links: str) -> list[str]:
    return [f"link set {link} up" for link in links]


def addresses_of(link: str, addresses: Sequence[str], lengths: Sequence[int]) -> list[str]:
    pairs = zip(addresses, lengths, strict=True)
    return [f"address add {address}/{length} dev {link}" for address, length in pairs]


def _ip(*arguments: str, stdin: str = "") -> str:
    argv = ["ip", *arguments]
    done = subprocess.run(argv, input=stdin, capture_output=True, text=True, timeout=10, check=False)
    if done.returncode:
        raise NotReadyError(f"{' '.join(argv)}: {done.stderr.strip()}")
    return done.stdout


def _batch(lines: str, *options: str) -> None:
    _ip(*options, "-batch", "-", stdin=lines)


def end(process: subprocess.Popen[bytes], patience: float = 5.0) -> None:
    """SIGTERM, and SIGKILL for what does not listen."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(patience)


def wait_for(what: str, true: Callable[[], bool], *, seconds: float = 20.0, why: Callable[[], str] = str) -> None:
    """Raises NotReadyError that says what was waited for."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise NotReadyError(f"not within {seconds:.0f} seconds: {what}\n{why()}")
        time.sleep(0.02)


def remove_leftovers() -> None:
    """Namespaces, their processes and files of runs whose process is gone."""
    names = {line.split()[0] for line in _ip("netns", "list").splitlines() if line}
    for name in _abandoned(_NAMESPACE, names | _names(_ETC_NETNS)):
        _remove(name)
    folders = Path(tempfile.gettempdir())
    for name in _abandoned(_FOLDER, _names(folders)):
        shutil.rmtree(folders / name, ignore_errors=True)


def _abandoned(ours: re.Pattern[str], names: Iterable[str]) -> list[str]:
    """Those that hold the number of a process that is gone."""
    found = (ours.fullmatch(name) for name in names)
    return [match[0] for match in found if match and not Path(f"/proc/{match[1]}").exists()]


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def _remove(namespace: str) -> None:
    """The namespace is ours, so what still runs in it was started by us."""
    if (Path("/run/netns") / namespace).exists():
        for pid in _ip("netns", "pids", namespace).split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        _ip("netns", "delete", namespace)
    shutil.rmtree(_ETC_NETNS / namespace, ignore_errors=True)
