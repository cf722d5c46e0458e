"""A pupil at a real screen: programs with windows that show and take text, and a service that hears of it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from appliance.helpers.protocol import Answer, Do, FromDevice, Order, State, Watch
from endpoint.desktop import link
from tests.endpoint.desktop.windows.desk import Desk, until

_PROGRAM = """
import sys, threading, tkinter as tk
root = tk.Tk(className=sys.argv[1].capitalize())
root.title(sys.argv[2])
root.geometry(sys.argv[3])
text = tk.Text(root, bg=sys.argv[4])
text.pack(fill="both", expand=True)
def told():
    for line in sys.stdin:
        what, _, rest = line.rstrip(chr(10)).partition(" ")
        root.after(0, {"title": root.title, "colour": lambda c: text.configure(bg=c)}[what], rest)
threading.Thread(target=told, daemon=True).start()
def key(_):
    sys.stdout.write(repr(text.get("1.0", "end-1c")) + chr(10)); sys.stdout.flush()
text.bind("<KeyRelease>", key)
text.focus_set()
root.mainloop()
"""


class Program:
    """A window with a field for text."""

    def __init__(self, desk: Desk, name: str, process: subprocess.Popen[str], said: Path) -> None:
        self._desk, self._name, self._process, self._said = desk, name, process, said

    @property
    def windows(self) -> list[str]:
        return self._desk.xdotool("search", "--onlyvisible", "--class", f"^{self._name}$").split()

    @property
    def text(self) -> str:
        """What stands in it."""
        lines = self._said.read_text().splitlines()
        return str(eval(lines[-1])) if lines else ""  # noqa: S307 - our own `repr`

    def tell(self, what: str, rest: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{what} {rest}\n")
        self._process.stdin.flush()

    def to_front(self) -> None:
        until(lambda: self.windows, f"the window of {self._name}")  # another that goes may hide it for a moment
        self._desk.xdotool("windowactivate", "--sync", self.windows[-1])


@contextmanager
def program(
    desk: Desk, name: str = "writer", title: str = "My story", at: str = "600x400+50+50", colour: str = "#ffffff"
) -> Iterator[Program]:
    """`name` is what the task list calls it."""
    executable, said = desk.folder / name, desk.folder / f"{name}.said"
    executable.unlink(missing_ok=True)
    executable.symlink_to(os.path.realpath(sys.executable))
    with said.open("w") as output:
        process = subprocess.Popen(
            [str(executable), "-c", _PROGRAM, name, title, at, colour],
            env=desk.environment | {"PYTHONHOME": sys.base_prefix, "LANG": "C.UTF-8"},
            stdin=subprocess.PIPE,
            stdout=output,
            text=True,
            encoding="utf-8",
        )
        one = Program(desk, name, process, said)
        try:
            one.to_front()
            yield one
        finally:
            process.kill()
            process.communicate()


WATCHING = State(version=1, school="Ysgol Bryn", talk_to="Mrs Jones", language="en", confide="", watch=Watch())


class Service:
    """The other end of the line."""

    def __init__(self) -> None:
        self.heard: list[FromDevice] = []
        self.pictures: list[link.Pictured] = []
        self._line: link.ServiceLine | None = None
        self._orders = 0

    async def handle(self, line: link.ServiceLine) -> None:
        self._line = line
        while message := await line.receive():
            if isinstance(message, link.Pictured):
                self.pictures.append(message)
            else:
                self.heard.append(message)

    @property
    def here(self) -> bool:
        return self._line is not None

    async def say(self, message: State | Order) -> None:
        assert self._line
        await self._line.send(message)

    async def order(self, do: Do, within: float = 30.0, order: str = "") -> Answer:
        self._orders += 1
        name = order or f"order {self._orders}"
        before = len(self._answers(name))
        await self.say(Order(id=name, within=within, do=do))
        await eventually(lambda: len(self._answers(name)) > before, f"an answer to {do}", within + 5)
        return self._answers(name)[-1]

    def all[T](self, kind: type[T]) -> list[T]:
        return [message for message in self.heard if isinstance(message, kind)]

    def _answers(self, order: str) -> list[Answer]:
        return [answer for answer in self.all(Answer) if answer.order == order]


async def eventually[T](probe: Callable[[], T], what: str, seconds: float = 20.0) -> T:
    try:
        async with asyncio.timeout(seconds):
            while not (found := probe()):  # noqa: ASYNC110 - what is waited for is in another process
                await asyncio.sleep(0.05)
            return found
    except TimeoutError:
        raise AssertionError(f"waited {seconds} seconds for {what}") from None


@asynccontextmanager
async def service(folder: Path) -> AsyncIterator[Service]:
    one = Service()
    server = await link.listen(one.handle, folder / "line")
    try:
        yield one
    finally:
        server.close()


@asynccontextmanager
async def gathered[T](told: AsyncIterator[T]) -> AsyncIterator[list[T]]:
    """What is told, as it comes."""
    all_of_it: list[T] = []

    async def gather() -> None:
        async for one in told:
            all_of_it.append(one)  # noqa: PERF401 - it never ends

    gathering = asyncio.create_task(gather())
    try:
        yield all_of_it
    finally:
        gathering.cancel()
        await asyncio.gather(gathering, return_exceptions=True)


async def typed(desk: Desk, *keys: str) -> None:
    """Keys as xdotool names them, such as `a`, `shift+2`, `Return`, one after the other."""
    await asyncio.to_thread(desk.xdotool, "key", "--delay", "30", *keys)
