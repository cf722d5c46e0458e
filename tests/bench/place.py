"""Where it is measured: three network namespaces (client, box, internet), and every process that runs in them.

The machine's cores are shared out the same way for every peer: what is measured has the last core for itself, and
the clients, the origin and `core` share the first. So a peer can neither borrow a core from the load generator nor
lose one to it, and a figure is one core's worth.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

CLIENT, BOX, INTERNET = "client", "box", "internet"
CLIENT_ADDRESSES = ("10.77.0.2", "10.77.0.3")
MANY_CLIENTS = "10.77.8.0/22"
BOX_ADDRESS = "10.77.0.1"
ORIGIN_ADDRESS = "203.0.113.10"

ALL_CORES = sorted(os.sched_getaffinity(0))
LOAD_CORES = ALL_CORES[:1]
PROXY_CORES = ALL_CORES[-1:]


class Place:
    """Use it in a `with`: at the end, and after a failure, its processes are ended and its namespaces are gone."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lollipop-bench-"))
        self._tag = f"lb{os.getpid()}"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._logs: list[IO[bytes]] = []

    def __enter__(self) -> "Place":
        self.folder.chmod(0o755)  # Squid leaves root and reads its files there
        try:
            self._make_network()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            end(process)
        for log in self._logs:
            log.close()
        for name in (CLIENT, BOX, INTERNET):
            subprocess.run(["ip", "netns", "delete", self.space(name)], capture_output=True, check=False)
            shutil.rmtree(self._overlay(name), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def space(self, name: str) -> str:
        return f"{self._tag}{name}"

    def name_hosts(self, hosts: Sequence[str]) -> None:
        """Make the hosts known in every namespace: `ip netns exec` lays these files over /etc."""
        lines = ["127.0.0.1 localhost", *(f"{ORIGIN_ADDRESS} {host}" for host in hosts)]
        lines += [f"{address} client-{address}" for address in CLIENT_ADDRESSES]  # Squid asks for its clients' names
        for name in (CLIENT, BOX, INTERNET):
            self._overlay(name).mkdir(parents=True, exist_ok=True)
            (self._overlay(name) / "hosts").write_text("\n".join(lines) + "\n")

    @property
    def hosts_file(self) -> Path:
        return self._overlay(BOX) / "hosts"

    def start(
        self, name: str, command: Sequence[str], *, cores: Sequence[int], log: str, env: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a process that ends with us, whatever ends us."""
        output = (self.folder / f"{log}.log").open("ab")
        self._logs.append(output)
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *self._inside(name, cores), *command],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, env={**os.environ, **(env or {})},
        )  # fmt: skip
        self._processes.append(process)
        return process

    def run(
        self, name: str, command: Sequence[str], *, timeout: float, stdin: str = "", cwd: Path | None = None,
        pinned: bool = True,
    ) -> str:  # fmt: skip
        """Run a command of the load's side to its end; its output. Raises RuntimeError, TimeoutExpired."""
        done = subprocess.run(
            [*self._inside(name, LOAD_CORES if pinned else ALL_CORES), *command],
            input=stdin, capture_output=True, text=True, timeout=timeout, check=False, cwd=cwd,
        )  # fmt: skip
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()
            raise RuntimeError(f"{command[0]} ended with {done.returncode} and said: {said[-1]}")
        return done.stdout

    def last_line(self, log: str) -> str:
        return (self.folder / f"{log}.log").read_text().splitlines()[-1]

    def log_tails(self, lines: int = 12) -> str:
        """The end of what every process said, for whoever has to find out what went wrong."""
        logs = {path.name: path.read_text(errors="replace").splitlines() for path in self.folder.glob("*.log")}
        return "\n".join(f"--- {name}\n" + "\n".join(said[-lines:]) for name, said in sorted(logs.items()) if said)

    def redirect(self, ports: tuple[int, ...]) -> None:
        """Turn the clients' HTTPS to one port, or to two by even and odd addresses; with none it is only routed."""
        rules = ["flush chain inet bench turn"]
        if ports:
            shares = ", ".join(f"0.0.0.{n} : {port}" for n, port in enumerate((ports * 2)[:2]))
            where = f"ip saddr & 0.0.0.1 map {{ {shares} }}"
            rules.append(f"add rule inet bench turn iifname inside tcp dport 443 redirect to :{where}")
        self.run(BOX, ["nft", "-f", "-"], stdin="\n".join(rules) + "\n", timeout=10)

    def _inside(self, name: str, cores: Sequence[int]) -> list[str]:
        return ["taskset", "-c", ",".join(map(str, cores)), "ip", "netns", "exec", self.space(name)]

    def _overlay(self, name: str) -> Path:
        return Path("/etc/netns") / self.space(name)

    def _make_network(self) -> None:
        for name in (CLIENT, BOX, INTERNET):
            _ip("netns", "add", self.space(name))
            _ip("-n", self.space(name), "link", "set", "lo", "up")
        self._join(CLIENT, "up0", [f"{address}/24" for address in CLIENT_ADDRESSES], "inside", f"{BOX_ADDRESS}/24")
        self._join(INTERNET, "up0", [f"{ORIGIN_ADDRESS}/24"], "outside", "203.0.113.1/24")
        _ip("-n", self.space(CLIENT), "route", "add", "default", "via", BOX_ADDRESS)
        _ip("-n", self.space(CLIENT), "route", "add", "local", MANY_CLIENTS, "dev", "lo")
        _ip("-n", self.space(BOX), "route", "add", MANY_CLIENTS, "via", CLIENT_ADDRESSES[0])
        _ip("-n", self.space(INTERNET), "route", "add", "default", "via", "203.0.113.1")
        for name in (CLIENT, BOX):  # tens of thousands of short connections from one address to one port
            self.run(name, ["sysctl", "-qw", "net.ipv4.ip_local_port_range=1024 65000"], timeout=10)
        self.run(BOX, ["sysctl", "-qw", "net.ipv4.ip_forward=1"], timeout=10)
        table = "table inet bench { chain turn { type nat hook prerouting priority dstnat; }; }\n"
        self.run(BOX, ["nft", "-f", "-"], stdin=table, timeout=10)

    def _join(self, name: str, far: str, addresses: Sequence[str], near: str, near_address: str) -> None:
        box = self.space(BOX)
        _ip("-n", box, "link", "add", near, "type", "veth", "peer", "name", far, "netns", self.space(name))
        for space, link, mine in ((self.space(name), far, addresses), (box, near, [near_address])):
            for address in mine:
                _ip("-n", space, "address", "add", address, "dev", link)
            _ip("-n", space, "link", "set", link, "up")


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


@contextlib.contextmanager
def terminated_as_exit() -> Iterator[None]:
    """A SIGTERM to the bench unwinds it like Ctrl-C, so that nothing is left behind."""

    def leave(*_: object) -> None:
        raise SystemExit(143)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def wait_until(ready: object, what: str, patience: float = 20.0) -> None:
    """Poll `ready()` until it is true. Raises TimeoutError."""
    until = time.monotonic() + patience
    while not ready():  # type: ignore[operator]  # any callable
        if time.monotonic() > until:
            raise TimeoutError(f"{what} did not come up in {patience:.0f} s")
        time.sleep(0.05)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)
