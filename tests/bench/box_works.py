"""What is measured against a bound: memory over many requests, how soon a capture is stored, how soon a ban holds."""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from appliance.config import Home
from appliance.errors import CoreAwayError
from appliance.model import the_box
from appliance.store.store import Store
from appliance.wire import AskBan, AskLift, Call, Done
from tests.bench import site
from tests.bench.figures import Figure, percentile, within
from tests.bench.peers import REPOSITORY, Ours
from tests.bench.place import CLIENT, LOAD_CORES, Place, end
from tests.bench.works import CONNECTIONS, Length, memory

DEVICE = "bench-tablet"
REQUESTS = 50_000
# Most requests are small; every tenth is a page never seen before, every hundredth one after which the client hangs up.
MIX = """
local n = 0
request = function()
  n = n + 1
  if n % 100 == 0 then return wrk.format("GET", "/json", {["Connection"] = "close"}) end
  if n % 10 == 0 then return wrk.format("GET", "/new") end
  return wrk.format("GET", "/json?n=" .. n)
end
"""


def memory_over_time(place: Place, ours: Ours, length: Length) -> Figure:
    """Samples the worker between bursts of requests until it has answered `REQUESTS`."""
    script = place.folder / "mix.lua"
    script.write_text(MIX)
    ours.turn()
    wanted, done = (1_000 if length.quick else REQUESTS), 0
    samples: list[tuple[int, float, float]] = []
    while done < wanted:
        done += _burst(place, script.name, 1 if length.quick else 4)
        samples.append((done, *memory(ours.processes[0].pid)))
    rose = _rise(samples)
    last, most = samples[-1], max(resident for _, resident, _ in samples)
    return Figure(
        work="memory of a worker after 50,000 requests",
        must="≤ 130 MB, and flat over the second half",
        ok=most <= 130 and rose <= 3,
        unit="MB",
        how=f"{done:,} requests, a tenth of them never-seen pages; resident size, {len(samples)} looks; unshared "
        f"{last[2]:.1f} MB; mean of the last quarter less that of the third {rose:+.1f} MB (flat: within 3 MB)",
        **within(last[1], 130, [resident for _, resident, _ in samples]),
    )


def _burst(place: Place, script: str, seconds: int) -> int:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "--timeout", "20", "-s", script]
    output = place.run(CLIENT, [*command, f"https://{site.MAIN_HOST}"], timeout=seconds + 40, cwd=place.folder)
    if "Non-2xx" in output:
        raise ValueError(output)
    return int(output.split(" requests in ")[0].split()[-1])


def _rise(samples: Sequence[tuple[int, float, float]]) -> float:
    total = samples[-1][0]
    third = [resident for done, resident, _ in samples if total / 2 < done <= total * 3 / 4]
    fourth = [resident for done, resident, _ in samples if done > total * 3 / 4]
    return sum(fourth) / len(fourth) - sum(third) / len(third) if third and fourth else 0.0


def capture_stored(place: Place, ours: Ours, length: Length) -> Figure:
    """From the client's request to a reader of the store seeing that very hit, 50 times a second."""
    ours.turn()
    seconds = 2 if length.quick else 10
    late: list[float] = []
    for number in range(length.rounds):
        begin = number * 100_000 + 1
        with Reader(ours) as reader:
            command = ["pace", f"https://{site.MAIN_HOST}/term/", "50", str(seconds), str(begin)]
            sent: dict[str, float] = json.loads(_talk(place, *command, timeout=seconds + 60))
            stored = reader.wait_for(set(sent), patience=10)
        late += [(stored[path] - at) * 1000 for path, at in sent.items()]
    p99 = percentile(late, 0.99)
    return Figure(
        work="response seen → capture stored",
        must="p99 ≤ 300 ms at 50 requests a second",
        ok=p99 <= 300,
        unit="ms",
        how=f"p99 of {len(late)} captures, 50 devices, {length.rounds} × {seconds} s; the clock runs from the client "
        "sending its request, so the fetch is in it, to another process reading the hit from the store; "
        f"median {percentile(late, 0.5):.1f} ms, most {max(late):.1f} ms",
        **within(p99, 300, late),
    )


class Reader:
    """Follows `core` and looks into the store at each change, as the console does; keeps when it first saw a path."""

    def __init__(self, ours: Ours) -> None:
        self._home = Home(ours.home)
        self._seen: dict[str, float] = {}
        self._ready, self._over = threading.Event(), threading.Event()

    def __enter__(self) -> "Reader":
        threading.Thread(target=self._follow, daemon=True).start()
        self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()  # the thread sees it at the next change, or goes when core does

    def _follow(self) -> None:
        with (
            contextlib.suppress(CoreAwayError),
            Store.open(self._home, read_only=True) as store,
            Call(self._home.core_socket, "web", None) as call,
        ):
            self._ready.set()
            for change in call.follow():
                detail = store.seen_by(the_box("test")).captures.get(change.id)
                now = time.time()
                for hit in detail.hits if detail else ():
                    self._seen.setdefault(hit.url.removeprefix(f"https://{hit.host}"), now)
                if self._over.is_set():
                    return

    def wait_for(self, paths: set[str], patience: float) -> dict[str, float]:
        """When each was first seen in the store. Raises TimeoutError when one never was: a lost capture."""
        until = time.monotonic() + patience
        while missing := paths - self._seen.keys():
            if time.monotonic() > until:
                raise TimeoutError(f"{len(missing)} of {len(paths)} captures were not in the store, as {min(missing)}")
            time.sleep(0.05)
        return self._seen


def ban_in_force(place: Place, ours: Ours, length: Length) -> Figure:
    """`ours` has two workers, and a device with an address at each of them."""
    ours.turn()
    times = 3 if length.quick else 60
    span = times * 0.6 + 3
    poller = place.start(
        CLIENT,
        [sys.executable, "-m", "tests.bench.talk", "poll", f"https://{site.MAIN_HOST}/json", str(span)],
        cores=LOAD_CORES, log="poll", env={"PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip
    time.sleep(1.5)
    bans = [_ban_and_lift(Home(ours.home)) for _ in range(times)]
    poller.wait(span + 30)
    end(poller)
    seen = json.loads(place.last_line("poll"))
    told = [in_force for _, _, in_force in bans]
    outside = [_last_success(seen, asked, lifted) for asked, lifted, _ in bans]
    worst = max(percentile(told, 0.99), percentile(outside, 0.99))
    return Figure(
        work="ban asked for → in force everywhere",
        must="p99 ≤ 250 ms",
        ok=worst <= 250,
        unit="ms",
        how=f"{times} bans of a device with an address at each of two workers: p99 {percentile(told, 0.99):.1f} ms as "
        "core tells it; as seen by clients that ask every 5 ms over open connections, the last request to get through "
        f"was sent at most {max(outside):.1f} ms after the ban was asked for; the figure is the worse of the two",
        **within(worst, 250, told),
    )


def _ban_and_lift(home: Home) -> tuple[float, float, float]:
    """When it was asked for, when it was lifted again, and what core says it took in ms."""
    with Call(home.core_socket, "cli") as call:
        asked = time.time()
        answer = call.ask(AskBan(device=DEVICE, seconds=60, reason="Measuring", by="bench"))
        if not isinstance(answer, Done) or answer.missing:
            raise ValueError(f"the ban was not done: {answer}")
        time.sleep(0.25)
        lifted = time.time()
        call.ask(AskLift(device=DEVICE, by="bench"))
        time.sleep(0.25)
    return asked, lifted, answer.in_force_ms


def _last_success(seen: Sequence[tuple[float, float, bool]], asked: float, lifted: float) -> float:
    """Milliseconds from the ban to the sending of the last request that still got through.

    One that ends after the ban was lifted again says nothing: it may have waited for that.
    """
    during = [(sent, good) for sent, ended, good in seen if asked < sent and ended < lifted]
    if not any(not good for _, good in during):
        raise ValueError("a ban did not stop a device that was asking all the time")
    return max(((sent - asked) * 1000 for sent, good in during if good), default=0.0)


def _talk(place: Place, *arguments: str, timeout: float) -> str:
    command = [sys.executable, "-m", "tests.bench.talk", *arguments]
    try:
        return place.run(CLIENT, command, timeout=timeout, cwd=REPOSITORY)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"the client {arguments[0]} did not end in {timeout:.0f} s") from error
