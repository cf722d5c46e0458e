"""A recorded capture is not lost (DESIGN: promise 1): processes killed under load, a full disk, a locked store.

A page that a device received whole counts as recorded: its capture must be in the store afterwards, exactly once.
"""

import http.client
import itertools
import os
import re
import signal
import ssl
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from appliance.store import Store
from appliance.store._sqlite import SqliteFile
from tests.running import Box, running, wait_for

pytestmark = pytest.mark.slow


class Pupil(threading.Thread):
    """Opens the practice page about thirty times a second, each time with a number, and remembers which arrived."""

    def __init__(self, box: Box) -> None:
        super().__init__()
        self._box = box
        self._trust = ssl.create_default_context(cafile=str(box.home.certificate))
        self._stop = threading.Event()
        self.arrived: list[int] = []
        self.failed = 0

    def run(self) -> None:
        for number in itertools.count():
            if self._stop.wait(0.02):
                return
            try:
                self._open(number)
            except (OSError, http.client.HTTPException):
                self.failed += 1

    def _open(self, number: int) -> None:
        line = http.client.HTTPSConnection("127.0.0.1", self._box.proxy_port, timeout=15, context=self._trust)
        line.set_tunnel("practice.lollipop.test")
        try:
            line.request("GET", f"/?n={number}")
            answer = line.getresponse()
            if b"</html>" in answer.read() and answer.status == 200:
                self.arrived.append(number)
        finally:
            line.close()

    def stop(self) -> None:
        self._stop.set()
        self.join()


@contextmanager
def pupil_online(box: Box) -> Iterator[Pupil]:
    pupil = Pupil(box)
    pupil.start()
    try:
        wait_for(lambda: len(pupil.arrived) > 10, "pages to arrive", 20)
        yield pupil
    finally:
        pupil.stop()


def stored(box: Box) -> Counter[int]:
    """How often each numbered page stands in the store."""
    with closing(cases(box)) as file:
        urls = [row["url"] for row in file.rows("SELECT url FROM hits")]
    return Counter(int(found[1]) for url in urls if (found := re.search(r"\?n=(\d+)$", url)))


def cases(box: Box) -> SqliteFile:
    return SqliteFile(box.home.store / "cases.db", "FULL", read_only=False, busy_seconds=10)


def nothing_is_missing(box: Box, pupil: Pupil) -> None:
    wait_for(lambda: set(pupil.arrived) <= stored(box).keys(), "every page that arrived to be stored", 20)
    assert max(stored(box).values()) == 1, "a capture was stored twice"


def incidents(box: Box) -> str:
    with Store.open(box.home, read_only=True) as store:
        return "\n".join(incident.text for incident in store.incidents.recent(50))


def health_page(box: Box) -> str:
    """The health page as a signed-in adult sees it."""
    link = box.cli("sign-in").stdout.strip()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    form = browser.open(link).read().decode()
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    origin = link.partition("/sign-in")[0]
    answer = urllib.parse.urlencode(fields).encode()
    browser.open(urllib.request.Request(link, answer, {"Origin": origin}))  # noqa: S310  # the console's own link
    return str(browser.open(f"{origin}/health").read().decode())


def keeps_going(box: Box, pupil: Pupil) -> None:
    before = len(pupil.arrived)
    wait_for(lambda: len(pupil.arrived) > before + 10, "pages to arrive again", 20)


@pytest.mark.parametrize("module", ["appliance.core", "proxy_addons", "webui"])
def test_killed_under_load(tmp_path: Path, module: str) -> None:
    with running(tmp_path / "home") as box:
        with pupil_online(box) as pupil:
            for _ in range(2):
                os.kill(box.pid(module), signal.SIGKILL)
                wait_for(lambda: answers(box, module), f"{module} to come back", 20)
                keeps_going(box, pupil)
        nothing_is_missing(box, pupil)
        name = {"appliance.core": "core", "proxy_addons": "worker-1", "webui": "web"}[module]
        wait_for(lambda: name in incidents(box), f"an incident that names {name}")
        wait_for(lambda: name in health_page(box), f"a health page that names {name}")


def answers(box: Box, module: str) -> bool:
    try:
        return bool(box.pid(module))
    except LookupError:
        return False


def test_a_locked_store_delays_and_loses_nothing(tmp_path: Path) -> None:
    with running(tmp_path / "home") as box:
        with pupil_online(box) as pupil:
            with closing(cases(box)) as other, other.transaction():
                time.sleep(10)
                assert len(pupil.arrived) > 20, "pages went on arriving"
            keeps_going(box, pupil)
        nothing_is_missing(box, pupil)
        wait_for(lambda: "could not be written" in health_page(box), "a health page that says so")


def can_mount() -> bool:
    return os.geteuid() == 0 and not subprocess.run(["unshare", "-m", "true"], check=False).returncode


@pytest.mark.skipif(not can_mount(), reason="needs root, to make a small disk")
def test_a_full_disk_delays_and_loses_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "home"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(disk)], check=True)
    try:
        with running(disk) as box:
            with pupil_online(box) as pupil:
                filler = fill(disk)
                time.sleep(3)
                filler.unlink()
                keeps_going(box, pupil)
            nothing_is_missing(box, pupil)
            wait_for(lambda: "disk is full" in health_page(box), "a health page that says so")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Use up every byte that is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return filler
