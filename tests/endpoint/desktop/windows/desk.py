"""A real screen with a window manager, and a program behind that hears keys: what a child sits in front of."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import mss
from PIL import Image

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
            behind = subprocess.Popen([sys.executable, "-c", _BEHIND], env=self.environment, stdout=heard)
            try:
                wait_for(lambda: self.part_behind() > 0, "the program behind")
                self.xdotool("search", "--sync", "--name", "^behind$", "windowfocus", "--sync")
                yield
            finally:
                behind.kill()
                behind.wait()


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
