"""A school with twelve faces and three readers, served by the real process."""

import contextlib
import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import psutil
from nacl.public import PrivateKey
from PIL import Image

from appliance.confide.front import Face, Front, Reader, StaffMember
from appliance.config import Home
from appliance.languages.choosing import SchoolWords
from appliance.store.confide import ConfideStore
from tests.running import ROOT, free_ports

FACES = 12
READERS = 3
_LOOK_SECONDS = 2.0  # to look costs the processor as well
_START_SECONDS = 40
_MB = 1024 * 1024


class School:
    """The process with all that it starts. `most_memory` is in MB: what is shared between them counts once."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self._process = process
        self._ends = threading.Event()
        self.port = port
        self.most_memory = 0.0

    def __enter__(self) -> Self:
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._looking.join()

    def used(self) -> float:
        """Seconds of a processor so far, with those of each process that ended."""
        total = 0.0
        for one in self._long_lived():
            with contextlib.suppress(psutil.Error):
                total += sum(one.cpu_times()[:4])
        return total

    def _long_lived(self) -> list[psutil.Process]:
        top = psutil.Process(self._process.pid)
        return [top, *top.children()]

    def _look(self) -> None:
        while not self._ends.wait(_LOOK_SECONDS):
            with contextlib.suppress(psutil.Error):
                everyone = [self._long_lived()[0], *self._long_lived()[0].children(recursive=True)]
                self.most_memory = max(self.most_memory, sum(map(_share, everyone)) / _MB)


def _share(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.Error):
        return float(process.memory_full_info().pss)
    return 0.0


@contextlib.contextmanager
def running_school() -> Iterator[School]:
    with tempfile.TemporaryDirectory(prefix="lollipop-confide-", dir="/var/tmp") as folder:  # on disk
        home = Home(Path(folder))
        home.make()
        port, tls_port = free_ports(2)
        home.settings.write_text(f"[confide]\nport = {port}\ntls_port = {tls_port}\n", encoding="utf-8")
        _publish(home)
        core = ConfideStore.open(home)  # keeps it open on a box, so that no page is the last to close it
        core.front()
        process = subprocess.Popen(
            [sys.executable, "-m", "webui.confide"], cwd=ROOT, env=os.environ | {"LOLLIPOP_HOME": folder}
        )
        try:
            _wait_for(port, process)
            with School(process, port) as school:
                yield school
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
            core.close()


def _publish(home: Home) -> None:
    store = ConfideStore.open(home)
    try:
        photos = [store.put_photo(_photo(number)) for number in range(FACES)]
        store.publish(_front(photos))
    finally:
        store.close()


def _front(photos: list[str]) -> Front:
    readers = tuple(
        Reader(account=number, name=f"Reader {number}", key=bytes(PrivateKey.generate().public_key), lead=number == 1)
        for number in range(1, READERS + 1)
    )
    faces = tuple(
        Face(id=f"f{number}", account=number % READERS + 1, name=f"Teacher {number}", line="Class 3", photo=photo)
        for number, photo in enumerate(photos)
    )
    staff = tuple(StaffMember(id=f"p{number}", name=f"Teacher {number}", head=number == 0) for number in range(FACES))
    return Front(
        school=SchoolWords(name="St Aidan’s Primary", talk_to="Mrs Oak in the office"),
        is_open=True,
        readers=readers,
        faces=faces,
        staff=staff,
    )


def _photo(number: int) -> bytes:
    """Some 10 KB, as a face is."""
    noise = random.Random(number).randbytes(48 * 48 * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (48, 48), noise).resize((256, 256)).save(file, "JPEG", quality=80)
    return file.getvalue()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it listens and has ended nothing of its own."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if any(one.laddr.port == port for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN):
            return
        time.sleep(0.2)
    raise TimeoutError("Confide did not start")
