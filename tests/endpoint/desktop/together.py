"""Everything at once, for `test_together`: a school's box in its own processes, and a pupil at a computer with the
whole helper. The pupil has an id of their own, and a Python that such a one may read."""

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from appliance import ca
from appliance.config import Home
from appliance.model import Role, the_box
from appliance.people.roster import Roster, RosterPerson, plan
from appliance.store import Store
from appliance.store.seen import Seen
from endpoint.desktop.service import service as module
from endpoint.desktop.service.desks import Desk as Sitting
from endpoint.desktop.service.desks import Desks
from endpoint.desktop.service.service import Service
from endpoint.desktop.service.usb import Usb
from tests.core.samples import running_core
from tests.endpoint.desktop.session.pupil import _PROGRAM
from tests.endpoint.desktop.windows.desk import Desk, desk
from tests.running import ROOT, free_ports

UID = 40_000 + os.getpid() % 10_000  # nobody else's, also where the same tests run twice
LONGEST = 30.0


class School:
    """A box: a store, a real core, and the process that helpers connect to, which can be killed and started."""

    def __init__(self, home: Home, store: Store) -> None:
        self.home, self.store = home, store
        (self.port,) = free_ports(1)
        self._hub: subprocess.Popen[bytes] | None = None
        home.settings.write_text(f"[helpers]\nport = {self.port}\n", encoding="utf-8")
        ca.ensure(home, "School", datetime.now(UTC))

    @property
    def seen(self) -> Seen:
        return self.store.seen_by(the_box("test"))

    def configure(self, folder: Path) -> Path:
        code, _ = self.store.helpers.add_code("Suite", time.time() + 600, 1, "office", time.time())
        (folder / "school.pem").write_text(ca.export(self.home, datetime.now(UTC)), encoding="ascii")
        path = folder / "helper.toml"
        path.write_text(
            f'address = "127.0.0.1"\nport = {self.port}\nca = "{folder}/school.pem"\n'
            f'code = "{code}"\nstate = "{folder}/state"\n',
            encoding="utf-8",
        )
        return path

    def start(self) -> None:
        environment = os.environ | {"LOLLIPOP_HOME": str(self.home.root)}
        with (self.home.root / "helpers.log").open("ab") as log:
            self._hub = subprocess.Popen(
                [sys.executable, "-m", "appliance.helpers"], env=environment, cwd=ROOT, stderr=log
            )

    def kill(self) -> None:
        if self._hub:
            self._hub.kill()
            self._hub.wait()
            self._hub = None


@contextmanager
def school(home: Home) -> Iterator[School]:
    """With one pupil, known by the name that their computer has for them."""
    with Store.open(home) as store:
        store.migrate()
        pupil = RosterPerson(source_id="1", given="Amy", family="Bell", role=Role.PUPIL, year=3, username=str(UID))
        listed = Roster(source="pupils.csv", people=(pupil,), groups=())
        store.people.apply(plan(store.people.known(), listed), "office", 1.0)
        box = School(home, store)
        with running_core(home):
            box.start()
            try:
                yield box
            finally:
                box.kill()


def python_for_pupils(folder: Path) -> tuple[str, ...]:
    """The command for this Python with this one's packages, at a place that anybody may read."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    own, theirs = Path(sys.base_prefix), folder / "python"
    left_out = shutil.ignore_patterns("site-packages", "test", "idlelib", "__pycache__", "config-*")
    shutil.copytree(own / "lib" / version, theirs / "lib" / version, ignore=left_out, copy_function=_linked)
    for library in (own / "lib").glob("libpython3*.so*"):
        _linked(library, theirs / "lib" / library.name)
    (theirs / "bin").mkdir()
    _linked(Path(sys.executable).resolve(), theirs / "bin" / version)
    packages = theirs / "lib" / version / "site-packages"
    packages.mkdir()
    (packages / "these.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return ("/usr/bin/env", f"LD_LIBRARY_PATH={theirs}/lib", str(theirs / "bin" / version))


def _linked(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)


class Pupil:
    """Somebody at the computer, with a window to write in."""

    def __init__(self, screen: Desk, python: tuple[str, ...]) -> None:
        self.screen = screen
        self.python = python
        self._running: list[subprocess.Popen[bytes]] = []

    @property
    def folder(self) -> Path:
        return self.screen.folder

    def starts(self, *command: str) -> "subprocess.Popen[bytes]":
        environment = {
            "DISPLAY": self.screen.display,
            "XDG_RUNTIME_DIR": str(self.folder / "pupil"),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
        }
        process = subprocess.Popen(
            command,
            env=environment,
            user=UID,
            group=UID,
            extra_groups=[],
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        self._running.append(process)
        return process

    async def opens_a_window(self) -> None:
        self.starts(*self.python, "-c", _PROGRAM, "writer", "My story", "600x400+50+50", "#ffffff")
        await eventually(self._windows, "the window to write in")
        self.screen.xdotool("windowactivate", "--sync", self._windows()[-1])

    def starts_program(self, name: str) -> "subprocess.Popen[bytes]":
        program = self.folder / name
        shutil.copy("/bin/sleep", program)
        program.chmod(0o755)
        return self.starts(str(program), "600")

    async def types(self, words: str, each: int = 20) -> None:
        """A key each so many milliseconds, and Enter at the end."""
        await asyncio.to_thread(self.screen.xdotool, "type", "--delay", str(each), words)
        await asyncio.to_thread(self.screen.xdotool, "key", "Return")

    async def presses(self, keys: tuple[str, ...], until: Callable[[], object], what: str) -> None:
        """Until something has come of it: a window takes none in its first second."""

        def pressed() -> object:
            if not until():
                self.screen.xdotool("key", *keys)
            return until()

        await eventually(pressed, what, every=0.7)

    def windows(self, which: str) -> bool:
        """Is one of the helper's of this kind there? Its process belongs to the pupil."""
        wanted = f"-m\0endpoint.desktop.windows\0{which}\0".encode()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if process.stat().st_uid == UID and (process / "cmdline").read_bytes().endswith(wanted):
                    return True
        return False

    def ends(self) -> None:
        for process in self._running:
            process.kill()
            process.communicate()

    def _windows(self) -> list[str]:
        return self.screen.xdotool("search", "--onlyvisible", "--class", "^writer$").split()


@asynccontextmanager
async def pupil(folder: Path) -> AsyncIterator[Pupil]:
    (folder / "pupil").mkdir()
    os.chown(folder / "pupil", UID, UID)
    with desk(folder, "1280x800") as screen:
        one = Pupil(screen, python_for_pupils(folder))
        try:
            await one.opens_a_window()
            yield one
        finally:
            one.ends()


@asynccontextmanager
async def helper(config: Path, one: Pupil, logged_off: Callable[[Sitting], None]) -> AsyncIterator[Service]:
    """The service, with the real part in the pupil's session. Whom it would log off is told instead: this machine is
    not the pupil's."""
    folder = config.parent

    async def log_off(sitting: Sitting) -> str:
        logged_off(sitting)
        return ""

    line = f"LOLLIPOP_HELPER_LINE={folder}/line"
    service = Service(
        config,
        session=(one.python[0], line, *one.python[1:], "-m", "endpoint.desktop.session"),
        line=folder / "line",
        desks=Desks(range(UID, UID + 1), seat=folder / "no-seat"),
        usb=Usb(folder / "sys"),
    )
    module.log_off, before = log_off, module.log_off
    running = asyncio.create_task(service.run())
    try:
        yield service
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        module.log_off = before


async def eventually[T](probe: Callable[[], T], what: str, seconds: float = LONGEST, every: float = 0.05) -> T:
    """Beside the loop, on which the service runs."""
    end = time.monotonic() + seconds
    while not (found := await asyncio.to_thread(probe)):
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        await asyncio.sleep(every)
    return found
