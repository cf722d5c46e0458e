"""Debian's programs, run without a shell and within a time."""

import asyncio
import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from appliance.errors import MachineError

_LONGEST_LINE = 500
_LAST_LINES = 5
_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}


class ToolError(MachineError):
    """A program did not do it. `said` are the last lines that it wrote, for whoever knows the program."""

    def __init__(self, program: str, said: str) -> None:
        super().__init__(f"{program} could not do it: {said or 'it said nothing'}")
        self.said = said


async def call(*argv: str, seconds: float, text: str = "", more: Mapping[str, str] | None = None) -> str:
    """What it wrote on its standard output. `text` is its input, `more` its environment beside the usual. Raises
    ToolError."""
    name = Path(argv[0]).name
    process = await _start(argv, more)
    try:
        out, err = await asyncio.wait_for(process.communicate(text.encode()), seconds)
    except TimeoutError as error:
        raise ToolError(name, f"it did not end within {seconds:.0f} seconds") from error
    finally:
        await _end(process)
    if process.returncode:
        raise ToolError(name, _last(err) or _last(out))
    return out.decode(errors="replace")


async def follow(
    *argv: str, seconds: float, each: Callable[[str], None], more: Mapping[str, str] | None = None
) -> None:
    """For what takes minutes: `each` is told every line as it is written, on either output. Raises ToolError."""
    name, said = Path(argv[0]).name, b""
    process = await _start(argv, more, joined=True)
    assert process.stdout is not None and process.stdin is not None  # noqa: S101,PT018  # both are pipes
    try:
        process.stdin.close()
        async with asyncio.timeout(seconds):
            async for line in process.stdout:
                said = (said + line)[-_LAST_LINES * _LONGEST_LINE :]
                each(line.decode(errors="replace").strip())
            await process.wait()
    except TimeoutError as error:
        raise ToolError(name, f"it did not end within {seconds / 60:.0f} minutes") from error
    except ValueError as error:  # a line of more than 64 KB
        raise ToolError(name, "it wrote what is no text") from error
    finally:
        await _end(process)
    if process.returncode:
        raise ToolError(name, _last(said))


async def _start(
    argv: tuple[str, ...], more: Mapping[str, str] | None, *, joined: bool = False
) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    try:
        return await asyncio.create_subprocess_exec(
            *argv,
            stdin=pipe,
            stdout=pipe,
            stderr=asyncio.subprocess.STDOUT if joined else pipe,
            env={**os.environ, **_ENVIRONMENT, **(more or {})},
        )
    except OSError as error:
        raise ToolError(Path(argv[0]).name, f"it cannot be run: {error.strerror}") from error


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _last(said: bytes) -> str:
    """The last lines in one, printable and bounded."""
    wrote = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    joined = " · ".join(line[:_LONGEST_LINE] for line in wrote[-_LAST_LINES:])
    return "".join(letter if letter.isprintable() else " " for letter in joined)
