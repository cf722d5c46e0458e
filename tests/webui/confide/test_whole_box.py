"""What a child wrote, on a whole box that runs: in no process's memory, and in no file but sealed."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest

from appliance.confide.model import Report
from tests.running import Box, running, wait_for
from tests.webui.confide.given import LEAD, publish, told
from tests.webui.confide.process import WALK, Confide, children, memory

MARKER = "periwinkle-anteater-78"
FORMS = tuple(MARKER.encode(code) for code in ("utf-8", "utf-16-le", "utf-32-le"))


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running(tmp_path_factory.mktemp("home")) as started:
        yield started


def processes(pid: int) -> list[int]:
    """All that a process started, and what they did."""
    return [pid, *(each for child in children(pid) for each in processes(child))]


def test_it_is_nowhere_but_in_the_sealed_report(box: Box) -> None:
    publish(box.home)
    confide = Confide.of(box.home, box.confide_port, box.confide_tls_port)
    sent = confide.post(urlencode(WALK | {"q2": "ab" * 16, "q6": f"I am sad {MARKER}"}).encode())
    assert 'name="q12"' in sent.text
    (report,) = (one for one in told(box.home, LEAD) if isinstance(one, Report))
    assert MARKER in report.words
    wait_for(lambda: not children(children(box.pid("webui.confide"))[0]), "the end of the page")
    looked = {pid: memory(pid) for pid in processes(box.process.pid)}
    assert sum(len(held) > 10_000_000 for held in looked.values()) >= 7, "their memory could not be read"
    for pid, held in looked.items():
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        assert not any(form in held for form in FORMS), command
    for path in box.home.root.rglob("*"):
        with suppress(FileNotFoundError):
            assert not path.is_file() or MARKER.encode() not in path.read_bytes(), path
