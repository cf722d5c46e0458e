"""The helper as it is on Windows, laid out and run under Wine on a screen of its own."""

import asyncio
import contextlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from endpoint.desktop.package import windows
from tests.endpoint.desktop.windows.desk import Desk, desk

PYTHON, TK = "LOLLIPOP_WINDOWS_PYTHON", "LOLLIPOP_WINDOWS_TK"
NEEDED = ("wine", "wineserver", "wixl", "msibuild", "Xvfb", "openbox", "xdotool")
MISSING = [name for name in (PYTHON, TK) if not os.environ.get(name)] or [
    name for name in NEEDED if shutil.which(name) is None
]
needs_wine = pytest.mark.skipif(bool(MISSING), reason=f"`make wine-test` runs these; missing: {', '.join(MISSING)}")
_SECONDS = 90


class Wine:
    """`program` is the helper's folder, `screen` where its windows are."""

    def __init__(self, folder: Path, screen: Desk) -> None:
        self.folder, self.screen = folder, screen
        self.program = folder / "program"
        self.environment = os.environ | {
            "DISPLAY": screen.display,
            "WINEPREFIX": str(folder / "prefix"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=",
        }

    def run(self, *words: str, seconds: float = _SECONDS) -> subprocess.CompletedProcess[str]:
        """A program of Windows, to its end."""
        return subprocess.run(
            ["wine", *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def python(self, code: str, *words: str) -> str:
        """What the helper's Python prints. It must not fail."""
        done = self.run(str(self.program / windows.PROGRAM), "-B", "-c", code, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @asynccontextmanager
    async def started(self, *words: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """A program of Windows that goes on until it is left."""
        process = await asyncio.create_subprocess_exec(
            "wine",
            *words,
            env=self.environment | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            _, said = await process.communicate()
            print(said.decode(errors="replace"))  # noqa: T201 - where a test fails, it says why

    def end(self) -> None:
        """All of this prefix, and no other."""
        subprocess.run(["wineserver", "-k"], env=self.environment, timeout=30, check=False)


def outside(path: Path) -> str:
    """A path here, as Windows has it."""
    return "Z:" + str(path).replace("/", "\\")


@contextmanager
def laid_out(folder: Path) -> Iterator[Wine]:
    wheels = folder / "wheels"
    windows.fetch_wheels(wheels)
    with desk(folder) as screen:
        wine = Wine(folder, screen)
        windows.lay_out(wine.program, Path(os.environ[PYTHON]), Path(os.environ[TK]), wheels)
        (wine.program / "_wmi.pyd").unlink()  # Wine has no such service, and waits for it for long
        try:
            assert wine.run("wineboot", "-i", seconds=180).returncode == 0
            yield wine
        finally:
            wine.end()
