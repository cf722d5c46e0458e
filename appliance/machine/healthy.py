"""Does the box do what it is there for? Asked from outside of every process, as a pupil's browser and a teacher's would
ask: by the boot unit after a start, each minute by the probe, and by whoever types `lollipop healthy`."""

import http.client
import ipaddress
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from msgspec.structs import replace

from appliance.config import Home, Settings, load
from appliance.errors import LollipopError
from appliance.health import Found
from appliance.model import the_box
from appliance.store import Store
from appliance.store.seen.practice import PRACTICE_HOST
from appliance.wire import AskStatus, Call, Status

WITHIN = 300.0
_EVERY = 2.0
_ASK_SECONDS = 10.0
_CAPTURE_SECONDS = 20.0
_MOST_BYTES = 1 << 20
_SERVER_ERROR = 500
_NOT_THERE = (ConnectionRefusedError, FileNotFoundError)


def look(home: Home, *, practise: bool = True) -> tuple[Found, ...]:
    """Each thing once. What cannot be looked at is not well."""
    try:
        settings = load(home)
    except LollipopError as error:
        return (Found(ok=False, text=str(error)),)
    return tuple(_tried(what, check, home, settings) for what, check in _checks(settings, practise=practise))


def look_until_well(
    home: Home, within: float = WITHIN, *, practise: bool = True, look: Callable[..., tuple[Found, ...]] = look
) -> tuple[Found, ...]:
    """Again and again until all is well, or the seconds are over: a box takes its time to start."""
    until = time.monotonic() + within
    while True:
        found = look(home, practise=practise)
        if all(one.ok for one in found) or time.monotonic() + _EVERY > until:
            return found
        time.sleep(_EVERY)


def not_well(found: Iterable[Found]) -> tuple[str, ...]:
    """The parts that hang, and are to start anew. Pupils' pages ask core, and wait with it where it hangs."""
    parts = tuple(one.part for one in found if one.part and not one.ok)
    return tuple(part for part in parts if part != "portal") if "core" in parts else parts


def _checks(settings: Settings, *, practise: bool) -> Iterator[tuple[str, Callable[[Home, Settings], Found]]]:
    """What each is called where it cannot be carried out, with the part that is asked."""
    for number in range(1, settings.proxy.workers + 1):
        yield f"worker@{number}", partial(_page, number)
    yield "web", _console
    yield "portal", _portal
    yield "core", _core
    if practise:
        yield "", _capture


def _tried(part: str, check: Callable[[Home, Settings], Found], home: Home, settings: Settings) -> Found:
    try:
        return replace(check(home, settings), part=part)
    except (LollipopError, OSError, http.client.HTTPException) as error:
        return Found(ok=False, text=f"{_in_words(part)}: {error}", part="" if _is_not_there(error) else part)


def _is_not_there(error: Exception) -> bool:
    """Nobody listens: it is still starting, or systemd starts it anew by itself. To end it now would keep it, on a slow
    machine, from ever coming up."""
    return isinstance(error, _NOT_THERE) or isinstance(error.__cause__, _NOT_THERE)


def _in_words(part: str) -> str:
    name, _, number = part.partition("@")
    return f"{_WORDS[name]} {number}".rstrip()


def _page(number: int, _home: Home, settings: Settings) -> Found:
    """Through each worker by itself, so that one which hangs is seen."""
    proxy = settings.proxy
    line = http.client.HTTPConnection(near(proxy.listen), proxy.port + number - 1, timeout=_ASK_SECONDS)
    status, body = _asked(line, f"http://{PRACTICE_HOST}/ready")
    well = status == http.client.OK and body == b"ready"
    return Found(ok=well, text=f"A page through worker {number}: {'it came' if well else f'status {status}'}")


def _console(_home: Home, settings: Settings) -> Found:
    return _served("The console", settings.console.listen, settings.console.port)


def _portal(_home: Home, settings: Settings) -> Found:
    return _served("Pupils’ pages", settings.portal.listen, settings.portal.port)


def _served(what: str, listens: str, port: int) -> Found:
    status, _ = _asked(http.client.HTTPConnection(near(listens), port, timeout=_ASK_SECONDS), "/")
    verb = "answer" if what.endswith("s") else "answers"
    return Found(ok=status < _SERVER_ERROR, text=f"{what} {verb} (status {status})")


def _core(home: Home, _settings: Settings) -> Found:
    """It looks in the store for this."""
    with Call(home.core_socket, "cli", timeout=_ASK_SECONDS) as core:
        answer = core.ask(AskStatus())
    return Found(ok=isinstance(answer, Status), text="What records answers")


def _capture(home: Home, settings: Settings) -> Found:
    """The practice page holds words that make a capture, and by HTTPS the school's own authority is tried with it."""
    began = time.time()
    trust = ssl.create_default_context(cafile=str(home.certificate))
    proxy = settings.proxy
    line = http.client.HTTPSConnection(near(proxy.listen), proxy.port, timeout=_ASK_SECONDS, context=trust)
    line.set_tunnel(PRACTICE_HOST, 443)
    status, _ = _asked(line, "/")
    if status != http.client.OK:  # the school's own rules may say no to whoever asks from here
        return Found(ok=status < _SERVER_ERROR, text=f"A practice capture: not tried, the page was refused ({status})")
    took = _arrives(home, began)
    text = "did not arrive" if took is None else f"arrived after {took:.1f} s"
    return Found(ok=took is not None, text=f"A practice capture {text}")


def _arrives(home: Home, began: float) -> float | None:
    """Seconds until the capture is in the store; None where it never comes."""
    with Store.open(home, read_only=True) as store:
        while time.time() < began + _CAPTURE_SECONDS:
            if store.seen_by(the_box("health")).practice.newest(began):
                return time.time() - began
            time.sleep(0.1)
    return None


def _asked(line: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    """Status and what came, bounded. Raises OSError and HTTPException."""
    try:
        line.request("GET", path, headers={"User-Agent": "Lollipop looks whether it is well"})
        answer = line.getresponse()
        return answer.status, answer.read(_MOST_BYTES)
    finally:
        line.close()


def near(listens: str) -> str:
    """Where something is reached from here that listens there; on everything, by loopback."""
    try:
        everywhere = ipaddress.ip_address(listens).is_unspecified
    except ValueError:
        everywhere = not listens
    return "127.0.0.1" if everywhere else listens


_WORDS = {
    "worker": "A page through worker",
    "web": "The console",
    "portal": "Pupils’ pages",
    "core": "What records",
    "": "A practice capture",
}
