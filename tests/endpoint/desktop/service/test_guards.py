"""What is told of sticks; programs are tried in `test_service.py`."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.helpers.protocol import State, Watch
from appliance.model import Notice
from endpoint.desktop.service.guards import Guards
from endpoint.desktop.service.usb import Usb
from tests.endpoint.desktop.service.test_usb import USB, plug

STATE = State(version=1, school="Elm", talk_to="Ms Hart", language="en", confide="")


class Said:
    def __init__(self) -> None:
        self.told: list[tuple[Notice, str]] = []
        self.shown: list[str] = []

    def tell(self, what: Notice, detail: str, _: str) -> None:
        self.told.append((what, detail))

    async def show(self, text: str) -> None:
        self.shown.append(text)


@pytest.fixture
def said() -> Said:
    return Said()


async def rounds(guards: Guards, how: str, times: int = 2) -> None:
    for _ in range(times):
        await guards.look((), replace(STATE, watch=Watch(usb=how)), ())  # type: ignore[arg-type]
    for task in tuple(guards._tasks):
        await task


async def test_a_stick_is_told_once_where_the_school_wants_to_know(tmp_path: Path, said: Said) -> None:
    plug(tmp_path, "sdb", USB)
    guards = Guards(Usb(tmp_path), said.tell, said.show)
    await rounds(guards, "allow")
    assert not said.told
    await rounds(guards, "say")
    assert said.told == [(Notice.USB_SEEN, "SanDisk Ultra, 8.1 GB")]
    assert not said.shown


async def test_a_stick_that_is_blocked_is_taken_off_and_the_pupil_told(tmp_path: Path, said: Said) -> None:
    device = plug(tmp_path, "sdb", USB)
    await rounds(Guards(Usb(tmp_path), said.tell, said.show), "block")
    assert (device / "delete").read_text(encoding="ascii") == "1"
    assert said.told == [(Notice.USB_BLOCKED, "SanDisk Ultra, 8.1 GB")]
    assert len(said.shown) == 1


async def test_one_that_cannot_be_blocked_is_said_to_be_there(tmp_path: Path, said: Said) -> None:
    device = plug(tmp_path, "sdb", USB)
    (device / "delete").unlink()
    await rounds(Guards(Usb(tmp_path), said.tell, said.show), "block")
    assert said.told == [(Notice.USB_SEEN, "SanDisk Ultra, 8.1 GB; it could not be blocked")]
