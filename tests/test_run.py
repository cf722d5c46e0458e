"""`make run`, as someone new uses it: the greeting, the one line to try, the capture, a ban, a stop."""

import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.model import the_box
from appliance.store import Store
from tests.running import PRACTICE, Box, running, wait_for

ELSEWHERE = "https://elsewhere.invalid/"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running(tmp_path_factory.mktemp("home"), '[school]\nname = "Elm Primary"\n') as started:
        yield started


def captures(box: Box) -> list[object]:
    with Store.open(box.home, read_only=True) as store:
        return list(store.seen_by(the_box("test")).captures.latest())


def test_the_greeting_says_where_everything_is(box: Box) -> None:
    assert re.search(rf"Console +http://127\.0\.0\.1:{box.console_port}/sign-in/\S{{20,}}", box.said)
    assert re.search(rf"Proxy +http://127\.0\.0\.1:{box.proxy_port}$", box.said, re.MULTILINE)
    certificate = re.search(r"Certificate +(\S+)", box.said)
    assert certificate
    assert b"BEGIN CERTIFICATE" in Path(certificate[1]).read_bytes()


def test_the_line_to_try_makes_a_capture(box: Box) -> None:
    line = re.search(r"^  curl (.+)$", box.said, re.MULTILINE)
    assert line
    answer = box.curl(PRACTICE)
    assert answer.returncode == 0, answer.stderr
    assert "<html" in answer.stdout
    capture = wait_for(lambda: captures(box), "a capture")[0]
    assert capture.category == "Self-harm"
    assert capture.host == "practice.lollipop.test"
    assert capture.device == "127.0.0.1"
    assert capture.title


def test_thirty_children_open_the_practice_page_and_it_folds(box: Box) -> None:
    before = sum(capture.count for capture in captures(box))
    for _ in range(6):
        box.curl(PRACTICE)
    wait_for(lambda: sum(capture.count for capture in captures(box)) == before + 6, "six more hits")
    assert len(captures(box)) == 1


def test_a_ban_shows_its_page_and_is_lifted(box: Box) -> None:
    said = box.cli("ban", "127.0.0.1", "--minutes", "5", "--reason", "Let us talk first.")
    assert said.returncode == 0, said.stderr
    assert "In force after" in said.stdout
    page = box.curl("--include", ELSEWHERE).stdout
    assert "403" in page.splitlines()[0] or "403" in page
    assert "Let us talk first." in page
    assert "Let us talk first." not in box.curl(PRACTICE).stdout, "the box's own pages stay open"
    assert "127.0.0.1" in box.cli("ban").stdout
    assert box.cli("ban", "127.0.0.1", "--lift").returncode == 0
    assert "Let us talk first." not in box.curl(ELSEWHERE).stdout


def test_a_device_that_is_no_address_and_has_no_name_is_refused_in_a_sentence(box: Box) -> None:
    said = box.cli("ban", "nobody's tablet")
    assert said.returncode == 1
    assert "nobody's tablet" in said.stderr
    assert "Traceback" not in said.stderr


def test_keys_and_sockets_are_closed_to_others(box: Box) -> None:
    for path in box.home.root.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o007 == 0 or not reachable(path, box.home.root), path
    keys = [path for path in box.home.ca.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()]
    assert keys
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in keys)


def reachable(path: Path, top: Path) -> bool:
    """Could another user reach it? Not behind a folder that is closed to others."""
    between = [parent for parent in path.parents if parent == top or top in parent.parents]
    return all(stat.S_IMODE(folder.stat().st_mode) & 0o001 for folder in between)


def test_a_second_lollipop_says_which_setting_to_change(box: Box) -> None:
    said = box.cli("run")
    assert said.returncode == 1
    assert "Is Lollipop running already?" in said.stderr


def test_doctor_finds_nothing_to_mend(box: Box) -> None:
    said = box.cli("doctor")
    assert said.returncode == 0, said.stdout


def test_it_stops_at_once_and_starts_again_with_what_it_had(tmp_path: Path) -> None:
    box = Box(Home(tmp_path / "home"))
    box.start()
    box.curl(PRACTICE)
    wait_for(lambda: captures(box), "a capture")
    began = time.monotonic()
    assert box.stop() == 0
    assert time.monotonic() - began < 6
    (box.home.root / "log").unlink()
    certificate = box.cli("ca", "export").stdout
    box.start()
    try:
        assert len(captures(box)) == 1
        assert box.cli("ca", "export").stdout == certificate
    finally:
        box.stop()
