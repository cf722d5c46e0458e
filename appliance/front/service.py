"""The attached screen: drawn anew when something else is to be said, for as long as the box runs."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from appliance.config import Home, Settings, load
from appliance.errors import ConfigError, LollipopError
from appliance.front.telling import Front, screen, troubles
from appliance.gauges import clock, gauges
from appliance.network.kernel import own4
from appliance.wire import AskFirstLink, AskStatus, Call, FirstLink, Status

LOOK_SECONDS, AGAIN_SECONDS = 5.0, 60.0
_CLEAR, _HIDE_CURSOR = "\x1b[H\x1b[2J\x1b[3J", "\x1b[?25l"
_SMALLEST = (80, 25)
_USUAL = {"http": 80, "https": 443}
_LINKS = Path("/sys/class/net")


class Screen:
    """`write` takes what is drawn; `size` gives columns and rows."""

    def __init__(self, home: Home, write: Callable[[str], None], size: Callable[[], tuple[int, int]]) -> None:
        self._home = home
        self._write = write
        self._size = size
        self._shown, self._drawn_at = "", float("-inf")

    async def run(self) -> None:
        """For ever. Now and then it is drawn anew in any case: the kernel writes there, too."""
        while True:
            now = await asyncio.to_thread(look, self._home)
            self.show(now, asyncio.get_running_loop().time())
            await asyncio.sleep(LOOK_SECONDS)

    def show(self, now: Front, at: float) -> None:
        text = screen(now, *self._size())
        if text != self._shown or at - self._drawn_at >= AGAIN_SECONDS:
            self._shown, self._drawn_at = text, at
            self._write(f"{_HIDE_CURSOR}{_CLEAR}{text.replace('\n', '\r\n')}")


def look(home: Home) -> Front:
    """Whatever is away: the screen says something."""
    try:
        settings = load(home)
    except ConfigError as error:
        return Front(school="", name="lollipop", address="", mode="", troubles=(str(error),))
    status, token = _asked(home)
    address = address_of(settings, addresses())
    found = troubles(status, settings.proxy.workers, clock(), gauges(home.root))
    return Front(
        school=settings.school.name,
        name=settings.portal.names[0],
        address=address,
        first=f"{address}/sign-in/{token}" if address and token else "",
        mode=settings.network.mode if settings.network.inside else "",
        troubles=found,
    )


def address_of(settings: Settings, own: tuple[str, ...]) -> str:
    """Of the console. The first address that the box has, where it is not kept to the box itself."""
    console = settings.console
    listen, port = ("", console.tls_port) if console.tls_port else (console.listen, console.port)
    everywhere = listen in {"", "::", "0.0.0.0"}  # noqa: S104  # as settings write it
    host = next(iter(own), "") if everywhere else listen
    if not host:
        return ""
    scheme = "https" if console.tls_port else "http"
    return f"{scheme}://{host}" + ("" if port == _USUAL[scheme] else f":{port}")


def addresses(links: Path = _LINKS) -> tuple[str, ...]:
    """The box's own, of real ports and bridges; the one that leads to the school's router comes first by its name."""
    names = sorted(path.name for path in links.iterdir() if path.name != "lo")
    return tuple(str(address) for name in names for address in own4(name))


def _asked(home: Home) -> tuple[Status | None, str]:
    """How things are, and the token of the first link."""
    with contextlib.suppress(LollipopError), Call(home.core_socket, "front") as call:
        status, first = call.ask(AskStatus()), call.ask(AskFirstLink())
        call.hang_up()
        return (
            status if isinstance(status, Status) else None,
            first.token if isinstance(first, FirstLink) else "",
        )
    return None, ""


async def serve(home: Home) -> None:
    """On the standard output, until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    drawing = asyncio.create_task(Screen(home, _write, _size).run())
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({drawing, stopped}, return_when=asyncio.FIRST_COMPLETED)
    drawing.cancel()
    stopped.cancel()
    for task in done:
        if not task.cancelled() and (error := task.exception()):
            raise error


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _size() -> tuple[int, int]:
    try:
        found = os.get_terminal_size(sys.stdout.fileno())
    except OSError:
        return _SMALLEST
    return (found.columns or _SMALLEST[0], found.lines or _SMALLEST[1])
