"""A real screen with a window manager, and a program behind that hears keys: what a child sits in front of."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import mss
from PIL import Image

from endpoint.desktop.windows.wire import Said, Show, Shown, line_of, said_in
from tests.running import ROOT, wait_for

NEEDED = ("Xvfb", "openbox", "xdotool", "xrandr")
MISSING = [program for program in NEEDED if shutil.which(program) is None]

_BEHIND = """
import sys, tkinter as tk
root = tk.Tk(className="Behind")
root.title("behind")
root.geometry("500x300+100+100")
root.configure(bg="#ff00ff")
def key(event):
    sys.stdout.write(event.keysym + chr(10)); sys.stdout.flush()
root.bind("<Key>", key)
root.bind("<Button>", lambda event: key(type("click", (), {"keysym": "click"})))
root.mainloop()
"""


class Desk:
    """`display` is its name; two monitors side by side where it was asked for."""

    def __init__(self, display: str, folder: Path) -> None:
        self.display, self.folder = display, folder
        self._heard = folder / "heard"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DISPLAY": self.display,
            "XDG_RUNTIME_DIR": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "PYTHONPATH": str(ROOT),
        }

    def xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, timeout=20, check=False
        )
        return done.stdout.strip()

    def heard(self) -> list[str]:
        """The keys that reached the program behind."""
        return self._heard.read_text().split()

    def type_until_heard(self, key: str) -> None:
        """The program behind has the keyboard."""

        def reaches() -> bool:
            before = self.heard().count(key)
            self.xdotool("key", key)
            wait_a_little()
            return self.heard().count(key) > before

        wait_for(reaches, "a key to reach the program behind")

    def picture(self) -> Image.Image:
        with mss.MSS(display=self.display) as grabber:
            shot = grabber.grab(grabber.monitors[0])
        return Image.frombytes("RGB", shot.size, shot.bgra, "raw", "BGRX")

    def part_behind(self) -> float:
        """How much of the screen is the program behind, which is magenta."""
        picture = self.picture()
        colours = picture.getcolors(maxcolors=picture.width * picture.height) or []
        return sum(count for count, colour in colours if colour == (255, 0, 255)) / (picture.width * picture.height)

    @contextmanager
    def program_behind(self) -> Iterator[None]:
        with self._heard.open("wb") as heard:
            behind = self._seen_behind(heard)
            try:
                self.xdotool("search", "--sync", "--name", "^behind$", "windowfocus", "--sync")
                yield
            finally:
                _end(behind)

    def _seen_behind(self, heard: BinaryIO) -> "subprocess.Popen[bytes]":
        """A window manager that has only just started may lose a window: then it is opened once more."""
        for _ in range(5):
            behind = subprocess.Popen([sys.executable, "-c", _BEHIND], env=self.environment, stdout=heard)
            try:
                wait_for(lambda: self.part_behind() > 0, "the program behind", 12)
            except BaseException as error:
                _end(behind)
                if not isinstance(error, AssertionError):
                    raise
            else:
                return behind
        raise AssertionError("the program behind was never seen")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()


def wait_a_little() -> None:
    """As long as a key takes to arrive."""
    time.sleep(0.1)


@contextmanager
def desk(folder: Path, size: str = "1280x800", monitors: Mapping[str, str] | None = None) -> Iterator[Desk]:
    read, write = os.pipe()
    with (folder / "xvfb.log").open("wb") as log:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=(write,),
            stdout=log,
            stderr=log,
        )
    os.close(write)
    try:
        with os.fdopen(read) as said:
            desk = Desk(f":{said.readline().strip()}", folder)
        for name, geometry in (monitors or {}).items():
            output = "screen" if name == next(iter(monitors or {})) else "none"
            subprocess.run(
                ["xrandr", "--setmonitor", name, geometry, output], env=desk.environment, check=True, timeout=10
            )
        with _window_manager(desk):
            yield desk
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def _window_manager(desk: Desk) -> Iterator[None]:
    with (desk.folder / "openbox.log").open("wb") as log:
        manager = subprocess.Popen(["openbox"], env=desk.environment, stdout=log, stderr=log)
    try:
        wait_for(lambda: desk.xdotool("get_num_desktops"), "the window manager")
        yield
    finally:
        manager.terminate()
        manager.wait(10)


def until[T](probe: Callable[[], T], what: str) -> T:
    return wait_for(probe, what, 15)


class Process:
    """A window's process, as the keeper sees it."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process

    def tell(self, show: Show) -> None:
        assert self.process.stdin
        self.process.stdin.write(line_of(show))
        self.process.stdin.flush()

    def said(self) -> Said:
        assert self.process.stdout
        return said_in(self.process.stdout.readline())

    def let_go(self) -> None:
        """Whoever started it is gone."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()

    def gone(self) -> bool:
        return self.process.poll() is not None


@contextmanager
def window(desk: Desk, show: Show) -> Iterator[Process]:
    """On screen, when this is entered."""
    which = str(show.__struct_config__.tag)
    process = subprocess.Popen(
        [sys.executable, "-m", "endpoint.desktop.windows", which],
        env=desk.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        try:
            running = Process(process)
            running.tell(show)
            assert running.said() == Shown()
            yield running
        finally:
            process.kill()


def press_until(desk: Desk, key: str, probe: Callable[[], object], what: str) -> None:
    """Press a key until something has come of it: a window takes none in its first second."""

    def pressed() -> object:
        desk.xdotool("key", key)
        wait_a_little()
        return probe()

    wait_for(pressed, what, 15)


def all_of(picture: Image.Image, box: tuple[int, int, int, int], colour: str) -> float:
    """How much of a part of the picture has this colour."""
    part = picture.crop(box)
    wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    colours = part.getcolors(maxcolors=part.width * part.height) or []
    return sum(count for count, found in colours if found == wanted) / (part.width * part.height)
