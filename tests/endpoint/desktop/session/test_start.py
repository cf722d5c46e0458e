"""The process in the session, started as the service starts it."""

import asyncio
import contextlib
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from msgspec.structs import replace

from appliance.errors import WireError
from appliance.helpers.protocol import Locked, LoggedOn
from endpoint.desktop.session import start
from tests.endpoint.desktop.session.pupil import WATCHING, eventually, service
from tests.endpoint.desktop.windows.desk import Desk
from tests.running import ROOT


def started(desk: Desk) -> subprocess.Popen[bytes]:
    environment = desk.environment | {"LOLLIPOP_HELPER_LINE": str(desk.folder / "line")}
    with said(desk).open("ab") as log:  # no pipe, for windows that stay would hold it open
        return subprocess.Popen(
            [sys.executable, "-m", "endpoint.desktop.session"], env=environment, cwd=ROOT, stderr=log
        )


def said(desk: Desk) -> Path:
    return desk.folder / "session.log"


@pytest.mark.parametrize("end", ["by the service", "with its line"])
async def test_it_comes_and_goes(screen: Desk, end: str) -> None:
    async with service(screen.folder) as other_end:
        process = started(screen)
        try:
            await eventually(lambda: other_end.all(LoggedOn), "the session")
            await other_end.say(WATCHING)
            if end == "by the service":
                process.terminate()
            else:
                assert other_end._line
                other_end._line.close()
            await asyncio.to_thread(process.wait, 20)
        finally:
            process.kill()
            process.wait()
    assert process.returncode == 0
    assert "Traceback" not in said(screen).read_text()


async def test_without_a_service_it_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_TRY_SECONDS", 0.01)  # ten seconds otherwise
    with pytest.raises(WireError, match="does not answer"):
        await start._connected(tmp_path / "line")


def test_without_a_display_it_says_so() -> None:
    process = subprocess.run(
        [sys.executable, "-m", "endpoint.desktop.session"],
        env={"DISPLAY": ":4123", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert process.returncode == 1
    assert "there is no X display" in process.stderr


async def test_a_lock_stays_when_its_process_ends(screen: Desk) -> None:
    lock = Locked(left=60, reason="Stop and talk", talk_to="Mrs Jones")
    async with service(screen.folder) as other_end:
        process = started(screen)
        try:
            await eventually(lambda: other_end.all(LoggedOn), "the session")
            await other_end.say(replace(WATCHING, lock=lock))
            await eventually(lambda: locks(screen), "the lock")
            process.terminate()
            await asyncio.to_thread(process.wait, 20)
            assert locks(screen)
            again = started(screen)
        finally:
            process.kill()
            process.wait()
        try:
            await eventually(lambda: len(other_end.all(LoggedOn)) == 2, "the next process")
            await other_end.say(WATCHING)
            await eventually(lambda: not locks(screen), "the end of the lock")
        finally:
            again.terminate()
            await asyncio.to_thread(again.wait, 20)


def locks(desk: Desk) -> list[int]:
    """Processes of lock windows on this display."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            is_lock = process.cmdline()[-2:] == ["endpoint.desktop.windows", "lock"]
            if is_lock and process.environ().get("DISPLAY") == desk.display:
                found.append(process.pid)
    return found
