"""Does the box do what it is there for? Asked from outside of every process, as a pupil's browser and a teacher's would
ask: by the boot unit after a start, and by whoever types `lollipop healthy`."""

import http.client
import ipaddress
import ssl
import time
from collections.abc import Callable, Iterator

from appliance.config import Home, Settings, load
from appliance.errors import LollipopError
from appliance.health import Found
from appliance.model import the_box
from appliance.store import Store
from appliance.store.seen.practice import PRACTICE_HOST

WITHIN = 300.0
_EVERY = 2.0
_ASK_SECONDS = 10.0
_CAPTURE_SECONDS = 20.0
_MOST_BYTES = 1 << 20
_SERVER_ERROR = 500


def look(home: Home, *, practise: bool = True) -> tuple[Found, ...]:
    """Each thing once. What cannot be looked at is not well."""
    checks = (_pages, _console, _capture) if practise else (_pages, _console)
    return tuple(found for check in checks for found in _each(check, home))


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


def _each(check: Callable[[Home, Settings], Iterator[Found]], home: Home) -> Iterator[Found]:
    try:
        yield from check(home, load(home))
    except (LollipopError, OSError, http.client.HTTPException) as error:
        yield Found(ok=False, text=f"{_WORDS[check.__name__]}: {error}")


def _pages(_home: Home, settings: Settings) -> Iterator[Found]:
    """Of every worker, so that one which hangs is seen."""
    proxy = settings.proxy
    for number in range(proxy.workers):
        line = http.client.HTTPConnection(near(proxy.listen), proxy.port + number, timeout=_ASK_SECONDS)
        status, body = _asked(line, f"http://{PRACTICE_HOST}/ready")
        well = status == http.client.OK and body == b"ready"
        yield Found(ok=well, text=f"A page through worker {number + 1}: {'it came' if well else f'status {status}'}")


def _console(_home: Home, settings: Settings) -> Iterator[Found]:
    console = settings.console
    status, _ = _asked(http.client.HTTPConnection(near(console.listen), console.port, timeout=_ASK_SECONDS), "/")
    yield Found(ok=status < _SERVER_ERROR, text=f"The console answers (status {status})")


def _capture(home: Home, settings: Settings) -> Iterator[Found]:
    """The practice page holds words that make a capture, and by HTTPS the school's own authority is tried with it."""
    began = time.time()
    trust = ssl.create_default_context(cafile=str(home.certificate))
    proxy = settings.proxy
    line = http.client.HTTPSConnection(near(proxy.listen), proxy.port, timeout=_ASK_SECONDS, context=trust)
    line.set_tunnel(PRACTICE_HOST, 443)
    status, _ = _asked(line, "/")
    if status != http.client.OK:  # the school's own rules may say no to whoever asks from here
        yield Found(ok=status < _SERVER_ERROR, text=f"A practice capture: not tried, the page was refused ({status})")
        return
    took = _arrives(home, began)
    text = "did not arrive" if took is None else f"arrived after {took:.1f} s"
    yield Found(ok=took is not None, text=f"A practice capture {text}")


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


_WORDS = {"_pages": "A page through the box", "_console": "The console", "_capture": "A practice capture"}
