"""Is the box well? Asked of a whole Lollipop that runs, and of one in which a part is missing."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.health import Found
from appliance.machine import healthy
from appliance.machine.healthy import look, look_until_well, near, not_well
from appliance.model import the_box
from appliance.store import Store
from tests.running import Box, running, wait_for


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running(tmp_path_factory.mktemp("home")) as started:
        yield started


def told(found: tuple[Found, ...]) -> dict[bool, list[str]]:
    return {ok: [one.text for one in found if one.ok is ok] for ok in (True, False)}


def _with_children(pid: int) -> list[int]:
    return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def captures(box: Box) -> int:
    with Store.open(box.home, read_only=True) as store:
        return sum(one.count for one in store.seen_by(the_box("test")).captures.latest())


def test_a_box_that_is_well(box: Box) -> None:
    found = told(look_until_well(box.home, 60))
    assert found[False] == []
    page, console, portal, core, capture = found[True]
    assert page == "A page through worker 1: it came"
    assert "The console answers" in console
    assert "Pupils’ pages answer" in portal
    assert core == "What records answers"
    assert "A practice capture arrived after" in capture
    assert captures(box) >= 1


def test_no_capture_is_made_where_none_is_wanted(box: Box) -> None:
    before = captures(box)
    assert told(look(box.home, practise=False))[False] == []
    assert captures(box) == before


@pytest.mark.parametrize(
    ("process", "part", "says"),
    [
        ("proxy_addons", "worker@1", "A page through worker 1: "),
        ("webui", "web", "The console: "),
        ("webui.portal", "portal", "Pupils’ pages: "),
        ("appliance.core", "core", "What records: "),
    ],
)
def test_a_part_that_hangs_is_named(
    box: Box, process: str, part: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(healthy, "_ASK_SECONDS", 1.0)
    wait_for(lambda: not told(look(box.home, practise=False))[False], "all is well")
    hang = _with_children(box.pid(process))
    for pid in hang:
        os.kill(pid, signal.SIGSTOP)
    try:
        found = look(box.home, practise=False)
        assert not_well(found) == (part,), found
        assert any(one.text.startswith(says) for one in found if one.part == part)
    finally:
        for pid in hang:
            os.kill(pid, signal.SIGCONT)


def test_core_that_hangs_is_seen_by_the_capture_that_never_comes(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(healthy, "_CAPTURE_SECONDS", 1.0)
    core = box.pid("appliance.core")
    os.kill(core, signal.SIGSTOP)
    try:
        assert told(look(box.home))[False][-1] == "A practice capture did not arrive"
    finally:
        os.kill(core, signal.SIGCONT)
    wait_for(lambda: not told(look(box.home))[False], "it is well again")


def test_nothing_runs(home: Home) -> None:
    found = told(look(home))
    assert found[True] == []
    assert [text.partition(":")[0] for text in found[False]] == [
        "A page through worker 1",
        "The console",
        "Pupils’ pages",
        "What records",
        "A practice capture",
    ]


def test_what_does_not_listen_yet_is_not_ended(home: Home) -> None:
    """Else a machine that is slower than the probe is patient would never come up."""
    found = look(home, practise=False)
    assert not any(one.ok for one in found)
    assert not_well(found) == ()


def test_settings_that_cannot_be_read_are_nobodys_fault(home: Home) -> None:
    """No part is named: a fresh start would mend nothing."""
    home.settings.write_text("[proxy]\nworkers = -1\n")
    (one,) = look(home)
    assert (one.ok, one.part) == (False, "")
    assert "workers" in one.text


def test_it_is_asked_until_it_is_well_and_no_longer(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(healthy, "_EVERY", 0.01)
    ill, well = (Found(ok=False, text="not yet"),), (Found(ok=True, text="well"),)
    answers = iter([ill, ill, well])
    assert look_until_well(home, 30, look=lambda *_, **__: next(answers)) == well
    began = time.monotonic()
    assert look_until_well(home, 0.1, look=lambda *_, **__: ill) == ill
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("listens", "address"),
    [
        ("", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),  # noqa: S104  # read, not listened on
        ("::", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("10.0.0.1", "10.0.0.1"),
    ],
)
def test_where_it_is_reached_from_here(listens: str, address: str) -> None:
    assert near(listens) == address
