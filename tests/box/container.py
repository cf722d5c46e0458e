"""A box in namespaces: Debian 13 with its own systemd as process 1, provisioned by `provisioning/site.yml`.

    with provisioned() as box:
        box.run("systemctl", "is-active", "lollipop-core")
        (box.root / "data/lollipop/lollipop.toml").read_text()

Each container is a stack of folders under an overlay whose top lies in memory, so a start takes seconds and nothing
that happens inside is left on this machine. `layers.py` makes the folders. It has no kernel of its own: the clock,
modules and sysctls outside `net` are shut to it, and limits of memory are accepted there, not enforced.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from tests.box import layers

_BOOT = Path(__file__).parent / "boot.sh"
_RECAP = re.compile(
    r"ok=(?P<ok>\d+)\s+changed=(?P<changed>\d+)\s+unreachable=(?P<unreachable>\d+)\s+failed=(?P<failed>\d+)"
)
_CHANGED = re.compile(r"^changed: \[")
START_SECONDS = 90.0  # a quiet machine needs four
PROVISION_SECONDS = 900.0
APP, TOOLS = "/opt/lollipop/app", "/opt/lollipop/tools"
PLAYBOOK = "/opt/lollipop/tools/bin/ansible-playbook"


class ContainerError(Exception):
    """It did not start, or a command in it failed; the text holds what it said."""


class Provisioned:
    """What a run of `site.yml` said. `changed_tasks` are names of tasks, in their order."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.text = done.stdout + done.stderr
        recap = _RECAP.search(self.text)
        if recap is None:
            raise ContainerError(self.text[-4000:])
        self.changed, self.failed = int(recap["changed"]), int(recap["failed"]) + int(recap["unreachable"])
        self.changed_tasks = tuple(_changed_tasks(self.text.splitlines()))


class Container:
    """Use it in a `with`. `folders` are layers, the uppermost first; `netns` is a named network namespace to live in,
    else it has an empty one of its own. `keep` is a folder that takes what was written, instead of memory."""

    def __init__(self, folders: Sequence[Path], *, netns: str = "", keep: Path | None = None) -> None:
        self._folders = folders
        self._netns = netns
        self._keep = keep
        self._pid = 0

    def __enter__(self) -> Self:
        self._scratch = Path(tempfile.mkdtemp(prefix="lollipop-box-"))
        self._log = (self._scratch / "console.log").open("wb")
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Ends process 1 and with it every process and mount of the container."""
        with contextlib.suppress(ProcessLookupError):  # unshare waits for process 1, and then ends itself
            os.kill(self._pid or self._unshare.pid, signal.SIGKILL)
        self._unshare.wait(20)
        self._log.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    @property
    def pid(self) -> int:
        """Of its process 1, as this machine counts."""
        return self._pid

    @property
    def root(self) -> Path:
        """Its `/`, to read and write files from outside. Absolute links in it lead astray."""
        return Path(f"/proc/{self._pid}/root")

    def argv(self, *command: str, env: Mapping[str, str] | None = None) -> list[str]:
        """The command line that runs `command` inside, as root; it ends when the caller is killed."""
        given = [f"{name}={value}" for name, value in {**_ENVIRONMENT, **(env or {})}.items()]
        inside = ["nsenter", "-t", str(self._pid), "-m", "-p", "-n", "-u", "-i", "-C"]
        # Namespaces do not part the clock and the kernel's modules: what enters gets no right to them either.
        shut = [f"--bounding-set={_NOT_OURS}", f"--inh-caps={_NOT_OURS}"]
        return ["setpriv", "--pdeathsig", "KILL", *shut, *inside, "env", "-i", *given, *command]

    def run(
        self, *command: str, timeout: float = 60.0, stdin: str = "", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, whatever its status."""
        return subprocess.run(
            self.argv(*command, env=env),
            input=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )

    def say(self, *command: str, timeout: float = 60.0, stdin: str = "") -> str:
        """Its standard output, without the last line's end. Raises ContainerError where the command fails."""
        done = self.run(*command, timeout=timeout, stdin=stdin)
        if done.returncode:
            raise ContainerError(f"{' '.join(command)}: {done.returncode}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
        return done.stdout.rstrip("\n")

    def spawn(self, *command: str, log: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a process inside that goes on; it ends with the container at the latest."""
        with (self._scratch / f"{log}.log").open("ab") as output:
            return subprocess.Popen(
                self.argv(*command, env=env), stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )

    def as_user(self, user: str, *command: str, timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Run a command as one of the box's users, with the groups that it has."""
        return self.run("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *command, timeout=timeout)

    def provision(
        self, *options: str, given: Mapping[str, object] | None = None, timeout: float = PROVISION_SECONDS
    ) -> Provisioned:
        """Run `site.yml` inside. `given` are variables; `--check` is an option."""
        more = ["--extra-vars", json.dumps(given)] if given else []
        done = self.run(
            PLAYBOOK,
            "--connection=local",
            "--inventory=localhost,",
            *more,
            *options,
            f"{APP}/provisioning/site.yml",
            timeout=timeout,
            env={"ANSIBLE_CONFIG": f"{APP}/provisioning/ansible.cfg"},
        )
        return Provisioned(done)

    def lollipop(self, *arguments: str, timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
        """`lollipop …` as somebody at the box's keyboard would, which is as root."""
        return self.run("/usr/local/bin/lollipop", *arguments, timeout=timeout)

    def journal(self, unit: str = "", lines: int = 60) -> str:
        chosen = ["--unit", unit] if unit else []
        return self.run("journalctl", "--no-pager", "--quiet", "-o", "cat", "-n", str(lines), *chosen).stdout

    def wait_for(self, what: str, *command: str, seconds: float = 60.0, unit: str = "") -> None:
        """Until the command succeeds. Raises ContainerError with what it said last and the end of the journal."""
        until = time.monotonic() + seconds
        while (done := self.run(*command)).returncode:
            if time.monotonic() > until:
                raise ContainerError(f"waited for {what}: {done.stdout}{done.stderr}\n{self.journal(unit)}")
            time.sleep(0.2)

    def wait_until_up(self, seconds: float = START_SECONDS) -> str:
        """`running`, or `degraded` where a unit failed."""
        return self.run("systemctl", "is-system-running", "--wait", timeout=seconds).stdout.strip()

    def wait_until_down(self, seconds: float = START_SECONDS) -> None:
        """Until it has switched itself off, or would start anew: then another may start with its disk."""
        self._unshare.wait(seconds)

    def failed_units(self) -> tuple[str, ...]:
        shown = self.say("systemctl", "list-units", "--state=failed", "--plain", "--no-legend", "--no-pager")
        return tuple(line.split()[0] for line in shown.splitlines())

    def _start(self) -> None:
        network = ["nsenter", f"--net=/run/netns/{self._netns}"] if self._netns else ["unshare", "--net"]
        keep = str(self._keep) if self._keep else ""
        lower = ":".join(map(str, self._folders))
        self._unshare: subprocess.Popen[bytes] = subprocess.Popen(
            [
                *("setpriv", "--pdeathsig", "KILL"),
                *network,
                *("unshare", "-m", "-p", "-u", "-i", "-C", "--fork", "--kill-child"),
                *("bash", str(_BOOT), lower, str(self._scratch), keep),
            ],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        self._pid = self._first_process()
        until = time.monotonic() + START_SECONDS
        while not _has_systemd(self._pid) or self.run("systemctl", "is-system-running").stdout.strip() in _EARLY:
            if self._unshare.poll() is not None or time.monotonic() > until:
                raise ContainerError(f"no systemd came up:\n{self.console()}")
            time.sleep(0.05)

    def console(self) -> str:
        """The end of what process 1 said while it started."""
        return (self._scratch / "console.log").read_text(errors="replace")[-4000:]

    def _first_process(self) -> int:
        children = Path(f"/proc/{self._unshare.pid}/task/{self._unshare.pid}/children")
        until = time.monotonic() + START_SECONDS
        while True:
            if time.monotonic() > until or self._unshare.poll() is not None:
                raise ContainerError(f"nothing started:\n{self.console()}")
            if found := children.read_text().split():
                return int(found[0])
            time.sleep(0.01)


_NOT_OURS = "-sys_time,-sys_module,-sys_rawio"  # as in boot.sh
_EARLY = {"", "offline", "initializing"}
_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "SYSTEMD_PAGER": "",
}


@contextlib.contextmanager
def bare(*, netns: str = "", keep: Path | None = None) -> Iterator[Container]:
    """Plain Debian 13 with the release and its packages laid in, and not yet a box."""
    with Container([layers.release(), layers.packages(), layers.base()], netns=netns, keep=keep) as container:
        container.wait_until_up()
        yield container


@contextlib.contextmanager
def provisioned(*, netns: str = "") -> Iterator[Container]:
    """A box."""
    with Container(layers_of_a_box(), netns=netns) as container:
        container.wait_until_up()
        yield container


def layers_of_a_box() -> list[Path]:
    """What `site.yml` did is kept for as long as `provisioning/` does not change."""
    done = layers.kept("provisioned", layers.provisioning_files(), _provision)
    return [layers.release(), done, layers.packages(), layers.base()]


def _provision(into: Path) -> None:
    with bare(keep=into) as container:
        if (run := container.provision()).failed:
            raise ContainerError(run.text[-6000:])
        container.run("systemctl", "stop", "lollipop.target", timeout=120)
        container.run("sync")


def _changed_tasks(lines: Iterable[str]) -> Iterator[str]:
    task = ""
    for line in lines:
        if line.startswith(("TASK [", "RUNNING HANDLER [")):
            task = line.split("[", 1)[1].rsplit("]", 1)[0]
        elif _CHANGED.match(line):
            yield task


def _has_systemd(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == "systemd"
    except OSError:
        return False


def why_not() -> str:
    """Why no container can be started here; empty where one can."""
    if os.geteuid() != 0:
        return "needs root, because a box is started in namespaces"
    return layers.why_not()
