"""What is measured beside the peers: W1 to W5.

The peers take turns within each round, so that what the machine does meanwhile meets all of them; the figure is the
median of the rounds.
"""

import json
import re
import statistics
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.bench import site
from tests.bench.figures import Figure, Samples, beside
from tests.bench.peers import DIRECT, OURS, REPOSITORY, SQUID, STOCK, Peer
from tests.bench.place import CLIENT, Place

CONNECTIONS = 16
PINNED = "the proxy has a core for itself; client, origin and the process core share the other"
Peers = Mapping[str, Peer]


class Length:
    """How long to measure: whole for a verdict, quick to see that everything works."""

    def __init__(self, quick: bool) -> None:
        self.quick = quick
        self.rounds = 1 if quick else 5
        self.seconds = 1 if quick else 3
        self.connections = 40 if quick else 400
        self.page_loads = 1 if quick else 3


def take_turns(peers: Iterable[Peer], length: Length, measure: Callable[[Peer], float]) -> Samples:
    """One warm-up each where the verdict counts, then round by round."""
    samples: dict[str, list[float]] = defaultdict(list)
    several = list(peers)
    for number in range(length.rounds + (not length.quick)):
        for peer in several:
            peer.turn()
            try:
                value = measure(peer)
            except (ValueError, RuntimeError) as error:
                raise ValueError(f"{peer.name}: {error}") from error
            if number or length.quick:
                samples[peer.name].append(value)
    return samples


def new_pages(place: Place, peers: Peers, length: Length) -> Figure:
    samples = take_turns(peers.values(), length, lambda _: requests_per_second(place, "/new", length))
    return Figure(
        work="W1 94 KB HTML page over keep-alive HTTPS, 16 connections, one worker, never-seen pages",
        must="≥ 1.5 × stock",
        ok=_ratio(samples, STOCK) >= 1.5,
        unit="pages/s",
        how=f"wrk, {length.seconds} s a turn; each paragraph of each answer has a fresh mark; not compressed; {PINNED}",
        **beside(samples, STOCK),
    )


def same_page(place: Place, peers: Peers, length: Length) -> Figure:
    samples = take_turns(peers.values(), length, lambda _: requests_per_second(place, "/same", length))
    return Figure(
        work="W1b the same page again",
        must="≥ 2.5 × stock",
        ok=_ratio(samples, STOCK) >= 2.5,
        unit="pages/s",
        how=f"as W1 with the marks fixed: wrk, {length.seconds} s a turn; {PINNED}",
        **beside(samples, STOCK),
    )


def small_json(place: Place, peers: Peers, length: Length) -> Figure:
    samples = take_turns(peers.values(), length, lambda _: requests_per_second(place, "/json", length))
    return Figure(
        work="W2 small JSON, keep-alive, one worker",
        must="≥ 1.6 × stock",
        ok=_ratio(samples, STOCK) >= 1.6,
        unit="requests/s",
        how=f"7 bytes of JSON, {CONNECTIONS} connections: wrk, {length.seconds} s a turn; {PINNED}",
        **beside(samples, STOCK),
    )


def new_connections(place: Place, peers: Peers, length: Length) -> Figure:
    samples = take_turns(peers.values(), length, lambda _: connections_per_second(place, length))
    squid = _ratio(samples, SQUID)
    return Figure(
        work="W3 new TLS connections, one worker",
        must="≥ 1.5 × stock, and ahead of Squid",
        ok=_ratio(samples, STOCK) >= 1.5 and squid > 1,
        unit="connections/s",
        how=f"curl, {length.connections} requests a turn, {CONNECTIONS} at once, each with a full handshake (the "
        f"client resumes no session), closed after one small JSON; {squid:.2f} × Squid; {PINNED}",
        **beside(samples, STOCK),
    )


def page_load(place: Place, peers: Peers, length: Length) -> Figure:
    """`peers` here have two workers each."""

    def measure(_: Peer) -> float:
        command = [sys.executable, "-m", "tests.bench.talk", "page", str(length.page_loads)]
        times = json.loads(place.run(CLIENT, command, timeout=120, cwd=REPOSITORY, pinned=False))
        return statistics.median(times) * 1000

    samples = take_turns([peers[name] for name in (DIRECT, SQUID, OURS)], length, measure)
    return Figure(
        work="W4 a page load: one document and 60 parts over 8 hosts, 6 connections a host, two workers, scanning on",
        must="time ≤ Squid's",
        ok=_ratio(samples, SQUID) <= 1,
        unit="ms",
        how="two devices, one a worker, load at the same time over fresh connections; 3 hosts are read, 5 are on the "
        "do-not-decrypt list (Squid splices them); two workers, or two Squids, share both cores with client and origin",
        **beside(samples, SQUID),
    )


def download(place: Place, peers: Peers, length: Length) -> Figure:
    growth: list[float] = []

    def measure(peer: Peer) -> float:
        with Watch(peer.processes[0].pid if peer.name == OURS else None) as watch:
            speed = _download(place)
        if peer.name == OURS:
            growth.append(watch.growth)
        return speed

    samples = take_turns(peers.values(), length, measure)
    return Figure(
        work="W5 200 MB download",
        must="≥ 60 % of Squid's speed, and ≤ 20 MB more memory",
        ok=_ratio(samples, SQUID) >= 0.6 and max(growth) <= 20,
        unit="MB/s",
        how=f"curl to /dev/null; the worker's memory grew by {max(growth):.1f} MB at most during a download; {PINNED}",
        **beside(samples, SQUID),
    )


def _download(place: Place) -> float:
    command = ["curl", "-sSkf", "--http1.1", "-o", "/dev/null", "-w", "%{speed_download} %{size_download}"]
    speed, size = place.run(CLIENT, [*command, f"https://{site.MAIN_HOST}/large"], timeout=120).split()
    if float(size) != site.LARGE_BYTES:
        raise ValueError(f"only {size} bytes came through")
    return float(speed) / 1e6


def requests_per_second(place: Place, path: str, length: Length, script: str = "") -> float:
    """wrk's rate. Raises ValueError when any request failed: an error page is quick to serve."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{length.seconds}", "--timeout", "20"]
    command += ["-s", script] if script else []
    output = place.run(CLIENT, [*command, f"https://{site.MAIN_HOST}{path}"], timeout=length.seconds + 40)
    if trouble := re.search(r"Non-2xx.*|Socket errors: connect [1-9].*", output):
        raise ValueError(trouble.group())
    found = re.search(r"Requests/sec: +([\d.]+)", output)
    if not found or not float(found.group(1)):
        raise ValueError("no request was answered")
    return float(found.group(1))


def connections_per_second(place: Place, length: Length) -> float:
    """wrk resumes its sessions, so curl it is: libcurl does 700 full handshakes a second on one core."""
    command = ["curl", "-sSkf", "-Z", "--parallel-max", str(CONNECTIONS), "--no-sessionid", "--http1.1"]
    command += ["-o", "/dev/null", "-H", "Connection: close", f"https://{site.MAIN_HOST}/json?[1-{length.connections}]"]
    begin = time.perf_counter()
    place.run(CLIENT, command, timeout=120)
    return length.connections / (time.perf_counter() - begin)


def memory(pid: int) -> tuple[float, float]:
    """Resident and unshared memory of a process, in MB."""
    fields = dict(line.split(":") for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    sizes = {name: int(value.split()[0]) * 1024 / 1e6 for name, value in fields.items() if "kB" in value}
    return sizes["Rss"], sizes["Private_Clean"] + sizes["Private_Dirty"]


class Watch:
    """By how many MB a process's memory rises above where it began, looked at ten times a second."""

    def __init__(self, pid: int | None) -> None:
        self._pid = pid
        self._over = threading.Event()
        self.growth = 0.0

    def __enter__(self) -> "Watch":
        self._thread = threading.Thread(target=self._look)
        if self._pid:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._pid:
            self._thread.join()

    def _look(self) -> None:
        assert self._pid
        begin, _ = memory(self._pid)
        while not self._over.wait(0.1):
            self.growth = max(self.growth, memory(self._pid)[0] - begin)


def _ratio(samples: Samples, peer: str) -> float:
    return statistics.median(samples[OURS]) / statistics.median(samples[peer])
