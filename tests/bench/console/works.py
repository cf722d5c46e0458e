"""Opens the console's screens as people do, and takes the time of each answer, from the question to its last byte."""

import http.client
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from appliance.config import Home
from appliance.duties import Assignment, Duty
from appliance.store import Store
from tests.bench.figures import percentile
from tests.bench.log import made_up

PEOPLE, BOUND = 10, 200
CLASS = made_up.class_of(3)
PUPIL = made_up.person(7)
SCREENS = (
    "/today", "/today/part", "/captures", "/captures?pile=newest", "/captures?pile=settled", "/captures/199990",
    "/captures/199990/fix", "/captures/words", "/log", "/log?text=volcano", f"/log?person={PUPIL}",
    "/log?site=google.com", f"/log?group={CLASS}&kinds=search", "/bans", "/reports", "/reports/weekly",
    "/reports/risk", "/reports/trend", "/reports/pupils", "/reports/terms", "/reports/sites", "/reports/searches",
    "/reports/cloud", "/reports/applications", "/reports/filter", "/reports/false-alarms", "/reports/governors",
    f"/reports/pupil?person={PUPIL}", "/lesson", f"/lesson?who=group:{CLASS}", "/requests", "/people",
    f"/people/{PUPIL}", "/people/groups", f"/people/groups/{CLASS}", "/people/guests", "/people/rules",
    "/people/rules/answers", "/devices", "/devices/02:00:00:00:00:01", "/devices/rooms", "/keywords", "/keywords/own",
    "/keywords/ignored", "/keywords/groups", "/keywords/pauses", "/keywords/libraries", "/keywords/pilot",
    "/keywords/search?q=hurt", "/keywords/category/gambling", "/sites", "/sites/categories", "/timetable", "/alerts",
    "/alerts/mail", "/duties", "/letters", "/school", "/health", "/changes", "/accounts", "/audit", "/help", "/account",
)  # fmt: skip
_PAUSE = (1.0, 3.0)  # seconds, as people look at what they opened
_TIMES = 5
_SEE_ALL = 7  # of the people

type Times = dict[str, list[float]]


class Console:
    """The real server on a store, with ten people signed in: seven who see all, and three class teachers."""

    def __init__(self, home: Home) -> None:
        self._home = home
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        home.settings.write_text(f"[console]\nport = {self._port}\n", encoding="utf-8")
        with Store.open(home) as store:
            store.migrate()
            self._sessions = [_somebody(store, number) for number in range(PEOPLE)]

    def __enter__(self) -> Self:
        environment = os.environ | {"LOLLIPOP_HOME": str(self._home.root)}
        self._server = subprocess.Popen([sys.executable, "-m", "webui"], cwd=Path(__file__).parents[3], env=environment)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=2).close()
            except OSError:
                time.sleep(0.2)
            else:
                return self
        raise TimeoutError("the console did not start")

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait()

    def alone(self) -> Times:
        """Each screen by one person, some times one after another."""
        return {path: [self._open(0, path)[1] for _ in range(_TIMES)] for path in SCREENS}

    def together(self, seconds: float) -> Times:
        """All people for so long, each one screen after another with pauses."""
        end = time.monotonic() + seconds
        with ThreadPoolExecutor(PEOPLE) as people:
            visits = people.map(lambda number: list(self._stroll(number, end)), range(PEOPLE))
        times: Times = {}
        for path, spent in (one for visit in visits for one in visit):
            times.setdefault(path, []).append(spent)
        return times

    def _stroll(self, number: int, end: float) -> Iterable[tuple[str, float]]:
        chance = random.Random(number)
        while time.monotonic() < end:
            for path in chance.sample(SCREENS, len(SCREENS)):
                if time.monotonic() > end:
                    return
                status, spent = self._open(number, path)
                if status == http.HTTPStatus.OK:
                    yield path, spent
                    time.sleep(chance.uniform(*_PAUSE))

    def _open(self, number: int, path: str) -> tuple[int, float]:
        """The status and ms."""
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        begin = time.monotonic()
        line.request("GET", path, headers={"Cookie": f"lollipop={self._sessions[number]}"})
        answer = line.getresponse()
        answer.read()
        spent = (time.monotonic() - begin) * 1000
        line.close()
        return answer.status, spent


def summary(times: Times) -> str:
    """What the figure says of all screens together, and which are over the bound."""
    spent = [one for those in times.values() for one in those]
    slow = sorted(path for path, those in times.items() if percentile(those, 0.95) > BOUND)
    return (
        f"{len(spent)} screens opened: median {percentile(spent, 0.5):.0f} ms, p95 {percentile(spent, 0.95):.0f} ms, "
        f"slowest {max(spent):.0f} ms; over {BOUND} ms at p95: {', '.join(slow) or 'none'}"
    )


def _somebody(store: Store, number: int) -> str:
    """A session of an account of its own."""
    now = time.time()
    held = Assignment(duty=Duty.DSL) if number < _SEE_ALL else Assignment(duty=Duty.TEACHER, scope=(CLASS,))
    account = store.accounts.add(f"Person {number}", f"{number}-{now}@school.test", "bench", now)
    store.accounts.assign(account, (held,), "bench", now)
    store.accounts.name_for(account, (), number < _SEE_ALL, number < _SEE_ALL, "bench", now)
    store.proofs.set_app(account, b"sealed", 0, "bench", now)
    return store.sign_in.begin(account, now)
