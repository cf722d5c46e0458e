import os
import time
from pathlib import Path

import pytest

from appliance.machine.tools import ToolError, call, follow


async def test_what_it_wrote_and_what_it_was_told() -> None:
    assert await call("cat", seconds=10, text="naïve\n") == "naïve\n"
    assert await call("sh", "-c", "echo $WORD", seconds=10, more={"WORD": "more"}) == "more\n"


async def test_lines_come_as_they_are_written() -> None:
    seen: list[str] = []
    await follow("sh", "-c", "echo one; echo two >&2; printf three", seconds=10, each=seen.append)
    assert seen == ["one", "two", "three"]


async def test_the_last_words_of_a_failure_are_kept_in_one_printable_line() -> None:
    script = "for n in 1 2 3 4 5 6 7; do echo word $n; done; printf '\\033[31mred' >&2; exit 3"
    with pytest.raises(ToolError) as told:
        await follow("sh", "-c", script, seconds=10, each=lambda _: None)
    assert told.value.said == "word 4 · word 5 · word 6 · word 7 ·  [31mred"
    with pytest.raises(ToolError, match="sh could not do it: no room"):
        await call("sh", "-c", "echo no room >&2; exit 1", seconds=10)


async def test_silence_is_bounded_and_nothing_is_left_running(tmp_path: Path) -> None:
    script = f"echo $$ > {tmp_path}/pid; exec sleep 60"
    for work in (
        call("sh", "-c", script, seconds=1),
        follow("sh", "-c", script, seconds=1, each=lambda _: None),
    ):
        began = time.monotonic()
        with pytest.raises(ToolError, match="did not end within"):
            await work
        assert time.monotonic() - began < 30
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)


async def test_what_is_not_installed() -> None:
    with pytest.raises(ToolError, match="no-such-program could not do it: it cannot be run"):
        await call("no-such-program", seconds=1)


async def test_a_line_without_an_end() -> None:
    with pytest.raises(ToolError, match="no text"):
        await follow("head", "-c", "300000", "/dev/zero", seconds=10, each=lambda _: None)
