import subprocess
import sys

import pytest

from appliance.helpers.protocol import ShowMessage
from endpoint.desktop.windows import process
from endpoint.desktop.windows.wire import Around, ShowMark, ShowNote, line_of
from tests.endpoint.desktop.windows.desk import Desk, until, wait_a_little, window


def started(desk: Desk, which: str, told: bytes) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "endpoint.desktop.windows", which],
        env=desk.environment,
        input=told,
        capture_output=True,
        timeout=30,
        check=False,
    )


def test_there_is_a_window_for_all_that_can_be_told() -> None:
    assert set(process.KINDS) == {"lock", "message", "rules", "notice", "watched", "mark", "menu"}


@pytest.mark.parametrize(
    ("which", "told"),
    [
        pytest.param("door", b"", id="no such window"),
        pytest.param("lock", b"", id="nobody tells it anything"),
        pytest.param("lock", b"rubbish\n{}\n", id="nothing that it knows"),
        pytest.param("lock", line_of(ShowMark(around=Around())), id="for another window"),
    ],
)
def test_what_is_not_for_it_shows_nothing(desk: Desk, which: str, told: bytes) -> None:
    done = started(desk, which, told)
    assert done.returncode == 2
    assert done.stdout == b""


def test_rubbish_on_its_line_changes_nothing(desk: Desk) -> None:
    show = ShowNote(around=Around(), left=60, text="Hello", sender="Mrs Jones")
    with window(desk, show) as shown:
        assert shown.process.stdin
        shown.process.stdin.write(b"\xff{]\n" + b"x" * 200_000 + b"\n")
        shown.process.stdin.flush()
        wait_a_little()
        shown.tell(ShowNote(around=Around(), left=0, text=ShowMessage(text="x", sender="y").text, sender="y"))
        until(shown.gone, "its end")
