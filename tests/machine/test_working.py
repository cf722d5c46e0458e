"""One long work at a time, told as it goes on and kept past the end of the process."""

import asyncio
from pathlib import Path

import pytest

from appliance.errors import MachineError
from appliance.machine.commands import Begun
from appliance.machine.working import BROKEN, CUT_SHORT, Tell, Working


async def test_it_goes_on_behind_the_answer_and_tells_how_far_it_is(tmp_path: Path) -> None:
    working, may_end = Working(tmp_path, clock=lambda: 7.0), asyncio.Event()

    async def job(tell: Tell) -> str:
        tell(0.5, "half of it")
        await may_end.wait()
        return "all of it"

    assert working.now is None
    assert working.begin("update", job, "It begins.") == Begun(text="It begins.")
    await asyncio.sleep(0)
    assert working.now
    assert (working.now.share, working.now.said, working.now.done_at) == (0.5, "half of it", None)
    for refused in (working.must_be_idle, lambda: working.begin("backup", job, "x")):
        with pytest.raises(MachineError, match="wait until the update that is under way has ended"):
            refused()
    may_end.set()
    await working.done()
    working.must_be_idle()
    assert (working.now.said, working.now.failed, working.now.done_at) == ("all of it", "", 7.0)
    assert Working(tmp_path).now == working.now


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(MachineError("No room."), "No room."), (OSError("gone"), "gone"), (KeyError("x"), BROKEN)],
)
async def test_a_failure_is_a_sentence(tmp_path: Path, error: Exception, sentence: str) -> None:
    async def job(_tell: Tell) -> str:
        raise error

    working = Working(tmp_path)
    working.begin("backup", job, "It begins.")
    await working.done()
    assert working.now
    assert working.now.failed == sentence
    assert working.now.done_at


async def test_one_that_was_cut_short_is_told_as_such(tmp_path: Path) -> None:
    async def job(_tell: Tell) -> str:
        await asyncio.Event().wait()
        return ""

    working = Working(tmp_path)
    working.begin("restore", job, "It begins.")
    await asyncio.sleep(0)
    after_power_cut = Working(tmp_path).now
    assert after_power_cut
    assert (after_power_cut.what, after_power_cut.failed) == ("restore", CUT_SHORT)
    await working.end()
    assert working.now
    assert working.now.failed == CUT_SHORT


async def test_a_disk_that_takes_nothing_and_a_file_of_nonsense(tmp_path: Path) -> None:
    async def job(_tell: Tell) -> str:
        return "done"

    working = Working(tmp_path / "missing")
    working.begin("backup", job, "It begins.")
    await working.done()
    assert working.now
    assert working.now.said == "done"
    (tmp_path / "work.json").write_text("[]")
    assert Working(tmp_path).now is None
