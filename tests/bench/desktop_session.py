"""What the helper's part in a session takes of a computer: `python -m tests.bench.desktop_session [seconds]`.

A screen of 1920 × 1080 without a person: a window that scrolls all the time, and a script that types and clicks.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from appliance.helpers.protocol import SendThumbnails, TakePicture, TakeRecording, Typed
from tests.endpoint.desktop.session.pupil import WATCHING, Service, eventually, program, service
from tests.endpoint.desktop.windows.desk import Desk, desk

_SCROLLING = """
import random, tkinter as tk
root = tk.Tk(className="Reader"); root.title("A long story"); root.geometry("1200x900+700+50")
text = tk.Text(root, font=("DejaVu Sans", 11)); text.pack(fill="both", expand=True)
random.seed(1)
for _ in range(3000):
    text.insert("end", " ".join("".join(random.choices("abcdefghijklmnop", k=6)) for _ in range(30)) + chr(10))
def scroll():
    text.yview_scroll(1, "units"); root.after(150, scroll)
root.after(500, scroll); root.mainloop()
"""
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with tempfile.TemporaryDirectory() as folder, desk(Path(folder), "1920x1080") as one:
        asyncio.run(_measure(one, seconds))


async def _measure(one: Desk, seconds: float) -> None:
    async with service(one.folder) as other_end, _session(one, other_end) as pid:
        with program(one, "writer") as writer:
            await asyncio.sleep(5)
            await _said("nobody there", pid, seconds)
            reader = _started(one, "-c", _SCROLLING)
            typing = asyncio.create_task(_type(one))
            try:
                await asyncio.sleep(5)
                writer.to_front()
                await _said("in use", pid, seconds)
                await other_end.order(SendThumbnails(every=3, seconds=seconds + 5))
                await _said("in use, a thumbnail each 3 s", pid, seconds)
                began = time.monotonic()
                recording = asyncio.create_task(other_end.order(TakeRecording(), within=60))
                await _said("in use, a recording of 30 s with 10 before", pid, 20)
                await recording
                frames = [one for one in other_end.pictures if one.header.kind == "frame"]
                size = sum(len(one.image) for one in frames) / 1e6
                _say(f"the recording: {len(frames)} frames, {size:.1f} MB, {time.monotonic() - began:.0f} s")
                began = time.monotonic()
                await other_end.order(TakePicture())
                _say(f"a picture: {time.monotonic() - began:.2f} s, {len(other_end.pictures[-1].image) / 1e3:.0f} KB")
                await _said("in use, afterwards", pid, 10)
                _say(f"passages: {len(other_end.all(Typed))}")
            finally:
                typing.cancel()
                reader.kill()
                reader.wait()


@asynccontextmanager
async def _session(one: Desk, other_end: Service) -> AsyncIterator[int]:
    process = _started(one, "-m", "endpoint.desktop.session")
    try:
        await eventually(lambda: other_end.here, "the session")
        await other_end.say(WATCHING)
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


def _started(one: Desk, *arguments: str) -> subprocess.Popen[bytes]:
    environment = one.environment | {"LOLLIPOP_HELPER_LINE": str(one.folder / "line")}
    return subprocess.Popen([sys.executable, *arguments], env=environment)


async def _type(one: Desk) -> None:
    while True:
        await asyncio.to_thread(one.xdotool, "type", "--delay", "150", "once upon a time there was a fox, ")
        await asyncio.to_thread(one.xdotool, "mousemove", "300", "300", "click", "1")


async def _said(what: str, pid: int, seconds: float) -> None:
    before, most, began = _cpu(pid), 0.0, time.monotonic()
    while time.monotonic() - began < seconds:
        await asyncio.sleep(0.2)
        most = max(most, _resident(pid))
    share = (_cpu(pid) - before) / (time.monotonic() - began)
    memory = f"{_resident(pid):.0f} MB resident (at most {most:.0f}), {_own(pid):.0f} MB of its own"
    _say(f"{what}: {share:.2%} of a core, {memory}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _own(pid: int) -> float:
    """What other processes do not use too."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) * 1024 / 1e6


if __name__ == "__main__":
    main()
