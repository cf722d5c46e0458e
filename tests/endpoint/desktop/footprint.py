"""(root) What the whole desktop helper takes: `python -m tests.endpoint.desktop.footprint [PYTHON CODE]`.

A box, an X server with a window manager, the real service and the real part in the session, with the first-run page
put away; a child that types and changes windows for a minute. PYTHON and CODE are those of an installed helper that a
pupil may read; else this process's own are used, and the session runs as the same user.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from appliance.helpers.protocol import Health, LoggedOn, Order, SendThumbnails, Typed
from tests.endpoint.desktop.service.box import Box, School

UID = 54_399
DISPLAY = ":7399"
REST, USE = 30.0, 60.0
WRITER = (
    "import tkinter; w = tkinter.Tk(); w.title('Story'); t = tkinter.Text(w); t.pack(); t.focus_force(); w.mainloop()"
)


def started(*command: str, uid: int, **environment: str) -> subprocess.Popen[bytes]:
    inherited = {"PATH": os.environ["PATH"], "DISPLAY": DISPLAY, "HOME": "/tmp"}  # noqa: S108  # a pupil's without a home
    return subprocess.Popen(
        command,
        env=inherited | environment,
        user=uid,
        group=uid,
        extra_groups=[],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )


@contextlib.contextmanager
def desktop(uid: int) -> Iterator[None]:
    socket().unlink(missing_ok=True)  # of one that was killed
    with contextlib.ExitStack() as stack:
        for command, user in (
            (("Xvfb", DISPLAY, "-screen", "0", "1920x1080x24", "-ac", "-nolisten", "tcp"), 0),
            (("openbox",), uid),
            ((sys.executable, "-c", WRITER), 0),
        ):
            process = started(*command, uid=user)
            stack.callback(process.wait)
            stack.callback(process.kill)
            if command[0] == "Xvfb":
                wait_for_x()
        yield


def wait_for_x() -> None:
    for _ in range(100):
        if socket().exists():
            return
        subprocess.run(["sleep", "0.1"], check=True)


def socket() -> Path:
    return Path(f"/tmp/.X11-unix/X{DISPLAY[1:]}")  # noqa: S108  # where X puts it


class Use:
    """Memory and processor time of a process and all that it started."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._before = self._seconds()

    def told(self, name: str, seconds: float) -> None:
        spent = {pid: now - self._before.get(pid, 0.0) for pid, now in self._seconds().items()}
        print(f"{name}: {100 * sum(spent.values()) / seconds:.2f} % of a core")  # noqa: T201  # for whoever measures
        for one in self._all():
            memory = one.memory_full_info()
            sizes = f"{memory.rss / 2**20:6.1f} MB resident, {memory.pss / 2**20:6.1f} its share"
            what = " ".join(one.cmdline()[1:5])[-50:]
            print(f"  {what:50} {100 * spent.get(one.pid, 0) / seconds:.2f} %, {sizes}")  # noqa: T201
        self._before = self._seconds()

    def _all(self) -> list[psutil.Process]:
        return [self._root, *self._root.children(recursive=True)]

    def _seconds(self) -> dict[int, float]:
        return {one.pid: sum(one.cpu_times()[:2]) for one in self._all()}


def main(python: str, code: str, uid: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        asyncio.run(run(Path(folder), python, code, uid))


async def run(place: Path, python: str, code: str, uid: int) -> None:
    box = Box(School(place, "elm"))
    async with box.serving():
        config = place / "helper.toml"
        config.write_text(
            f'address = "127.0.0.1"\nport = {box.port}\nca = "{box.school.ca}"\ncode = "{box.school.code}"\n'
            f'state = "{place}/state"\n',
            encoding="utf-8",
        )
        with desktop(uid):
            service = await asyncio.create_subprocess_exec(
                *(python, "-P", "-m", "endpoint.desktop.service", str(config)),
                env={"PYTHONPATH": code, "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
                cwd="/",
            )
            try:
                await measure(box, service.pid)
            finally:
                service.terminate()
                await service.wait()


async def measure(box: Box, pid: int) -> None:
    await box.first(Health)
    await box.first(LoggedOn, lambda one: one.user != "")
    await asyncio.sleep(15)
    await xdotool("key", "Escape")  # the first-run page is read
    await xdotool("search", "--name", "^Story$", "windowactivate", "--sync")
    await asyncio.sleep(5)
    use = Use(pid)
    await asyncio.sleep(REST)
    use.told("in rest", REST)
    await work(USE)
    use.told("in use", USE)
    print(f"  {len(box.all(Typed))} messages of words; the last: {[one.text for one in box.all(Typed)][-1:]}")  # noqa: T201
    await box.tell(Order(id="watch", within=5.0, do=SendThumbnails(every=3.0, seconds=USE + 5)))
    await work(USE)
    use.told("in use, with a thumbnail each 3 s", USE)


async def work(seconds: float) -> None:
    """A child that types two characters a second, and looks at something else now and then."""
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        await xdotool("type", "--delay", "400", "once upon a time there was a dragon ")
        await xdotool("key", "Return")


async def xdotool(*words: str) -> None:
    process = await asyncio.create_subprocess_exec(
        "xdotool", *words, env={"DISPLAY": DISPLAY, "PATH": os.environ["PATH"]}
    )
    await process.wait()


if __name__ == "__main__":
    if len(sys.argv) == 3:
        main(sys.argv[1], sys.argv[2], UID)
    else:
        main(sys.executable, str(Path(__file__).parents[3]), os.getuid() or UID)
