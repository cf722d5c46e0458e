"""`lollipop run`: the box's processes for one user, without root. On a box, systemd starts the same modules.

A process that ends is started again, at once the first time and then more slowly, because the promise is that the box
comes back by itself. When the supervisor ends, by a signal or killed, its children end too.
"""

import asyncio
import ctypes
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from appliance.config import Home, Settings
from appliance.errors import ConfigError, LollipopError
from appliance.model import Frozen

STOP_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
STEADY_SECONDS = 10.0
READY_SECONDS = 120.0  # a small computer that has much else to do
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Program(Frozen):
    """One process: its name in messages, and the arguments that start it."""

    name: str
    argv: tuple[str, ...]


def programs(settings: Settings) -> tuple[Program, ...]:
    """Everything that `make run` starts: core first, because the others look for it."""
    workers = range(1, settings.proxy.workers + 1)
    return (
        _module("core", "appliance.core"),
        _module("web", "webui"),
        _module("portal", "webui.portal"),
        _module("confide", "webui.confide"),
        _module("mail", "appliance.mail"),
        _module("helpers", "appliance.helpers"),
        *(_module(f"worker-{number}", "proxy_addons", str(number)) for number in workers),
    )


def _module(name: str, module: str, *arguments: str) -> Program:
    return Program(name=name, argv=(sys.executable, "-m", module, *arguments))


def endpoints(settings: Settings) -> dict[str, tuple[str, int]]:
    """Setting → the address that must be free before the start and answers after it."""
    proxy = settings.proxy
    ports = {
        "console.port": (settings.console.listen, settings.console.port),
        "portal.port": (settings.portal.listen, settings.portal.port),
        "confide.port": (settings.confide.listen, settings.confide.port),
        "confide.tls_port": (settings.confide.listen, settings.confide.tls_port),
        "helpers.port": (settings.helpers.listen, settings.helpers.port),
    }
    for number in range(proxy.workers):
        ports[f"proxy.port + {number}" if number else "proxy.port"] = (proxy.listen, proxy.port + number)
    return ports


def require_free(ports: Mapping[str, tuple[str, int]], home: Home) -> None:
    """Raises ConfigError that says which setting to change when a port is taken."""
    for setting, (host, port) in ports.items():
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise ConfigError(
                    f"{host}:{port} cannot be used ({error.strerror}). Is Lollipop running already? "
                    f"If another program needs it, give {setting} another number in {home.settings}."
                ) from error


def backoff(pause: float, ran_for: float) -> float:
    """Seconds to wait before the next start, from the last pause and how long the process ran."""
    return FIRST_PAUSE if ran_for >= STEADY_SECONDS else min(pause * 2, LONGEST_PAUSE)


async def supervise(wanted: Sequence[Program], home: Home, when_ready: Callable[[], None], settings: Settings) -> None:
    """Run the programs until SIGINT or SIGTERM; `when_ready` is called once all of them answer."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with asyncio.TaskGroup() as group:
        keepers = [group.create_task(_keep(program, home)) for program in wanted]
        greeter = group.create_task(_greet(settings, home, when_ready))
        await stop.wait()
        for task in (*keepers, greeter):
            task.cancel()


async def _keep(program: Program, home: Home) -> None:
    pause = FIRST_PAUSE
    environment = os.environ | {"LOLLIPOP_HOME": str(home.root)}
    while True:
        started = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *program.argv,
            env=environment,
            cwd=Path(__file__).parent.parent,
            start_new_session=True,  # Ctrl+C reaches the supervisor alone, which ends its children in order
            preexec_fn=_end_with_parent,
        )
        try:
            status = await process.wait()
        except asyncio.CancelledError:
            await _stop(process)
            raise
        print(f"{program.name} ended ({_status(status)}); starting it again", file=sys.stderr)  # noqa: T201  # the terminal is this command's screen
        await asyncio.sleep(pause)
        pause = backoff(pause, time.monotonic() - started)


def _status(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"status {code}"


def _end_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _stop(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _greet(settings: Settings, home: Home, when_ready: Callable[[], None]) -> None:
    try:
        async with asyncio.timeout(READY_SECONDS):
            await _answers(partial(asyncio.open_unix_connection, str(home.core_socket)))
            for host, port in endpoints(settings).values():
                await _answers(partial(asyncio.open_connection, host, port))
    except TimeoutError:
        raise LollipopError(
            f"Lollipop did not start within {READY_SECONDS:.0f} seconds; the lines above say why."
        ) from None
    when_ready()


async def _answers(connect: Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]) -> None:
    while True:
        try:
            _, writer = await connect()
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
