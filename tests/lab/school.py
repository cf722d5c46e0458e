"""The lab with Lollipop in it, as its users see it: what a pupil's device gets, what the console would show."""

import time
from collections.abc import Callable
from typing import Self

import msgspec

from appliance.model import Frozen
from appliance.store.rows import CaptureDetail, CaptureRow
from tests.lab import internet
from tests.lab.box import PROXY_PORT, Box
from tests.lab.topology import GATEWAY_INSIDE, Topology

TRANSPARENT: tuple[str, ...] = ()
EXPLICIT = ("--proxy", f"http://{GATEWAY_INSIDE[0]}:{PROXY_PORT}")
EXPLICIT6 = ("--proxy", f"http://[{GATEWAY_INSIDE[1]}]:{PROXY_PORT}")


class Fetched(Frozen):
    """What curl got: `status` is 0 when there was no answer, and then `error` says why; `text` is header and body."""

    status: int
    version: str
    text: str
    error: str
    seconds: float
    connect_status: int


class _Written(msgspec.Struct):
    """What we read of curl's `%{json}`."""

    http_code: int
    http_version: str
    http_connect: int
    time_total: float
    errormsg: str | None


class School:
    """Use it in a `with`: everything runs inside, nothing is left after it. `more` is TOML for the settings, `parts` as
    of `Box`."""

    def __init__(self, more: str = "", lab: Topology | None = None, parts: tuple[str, ...] = ()) -> None:
        self.lab = lab or Topology()
        self._more = more
        self._parts = parts

    def __enter__(self) -> Self:
        self.lab.__enter__()
        try:
            internet.start(self.lab)
            self.box = Box(self.lab, more=self._more, parts=self._parts)
            self.box.start()
        except BaseException:
            self.lab.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.lab.__exit__()

    def fetch(self, place: str, url: str, *options: str, seconds: float = 10.0) -> Fetched:
        """Fetch with curl, trusting the school's certificate alone."""
        done = self.lab.run(
            place,
            *("curl", "-sSi", "--suppress-connect-headers", "--max-time", str(seconds), "-w", "\n%{json}"),
            *("--cacert", str(self.box.home.certificate)),
            *options,
            url,
            timeout=seconds + 5,
        )
        text, _, last = done.stdout.rpartition("\n")
        written = msgspec.json.decode(last, type=_Written)
        return Fetched(
            status=written.http_code,
            version=written.http_version,
            text=text,
            error=written.errormsg or "",
            seconds=written.time_total,
            connect_status=written.http_connect,
        )

    def new_capture(self, act: Callable[[], object], seconds: float = 5.0) -> CaptureDetail:
        """The capture that came in, or was added to, because of what `act` did: `hits[0]`. Raises NotReadyError."""
        before = {(row.id, row.count) for row in self.box.captures()}
        act()
        found: list[CaptureRow] = []

        def came() -> bool:
            found[:] = [row for row in self.box.captures() if (row.id, row.count) not in before]
            return bool(found)

        self.lab.wait_for("a capture", came, log="worker-1", seconds=seconds)
        return self.box.capture(found[0].id)

    def measure_bans(self, device: str, times: int) -> list[float]:
        """Milliseconds from asking to in force everywhere, as the one who asks sees it; sorted."""
        taken = []
        for _ in range(times):
            started = time.monotonic()
            self.box.ban(device, 60)
            taken.append((time.monotonic() - started) * 1000)
            self.box.lift(device)
        return sorted(taken)
