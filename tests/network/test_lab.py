"""The lab itself: its tour, and that nothing of it stays, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.lab.topology import PUPIL1, Topology, remove_leftovers

pytestmark = pytest.mark.network

ROOT = Path(__file__).parents[2]


def start(*arguments: str) -> "subprocess.Popen[str]":
    """It hears Ctrl+C also where these tests run in the background of a shell."""
    command = ["env", "--default-signal=INT", sys.executable, "-u", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def remains_of(pid: int) -> list[str]:
    places = (Path("/run/netns"), Path("/etc/netns"), Path("/tmp"))  # noqa: S108  # where the lab makes its own folder
    return [str(path) for place in places if place.exists() for path in place.glob(f"*lab{pid}*-*")]


def test_the_tour_goes_well_and_leaves_nothing() -> None:
    tour = start("-m", "tests.lab", "--try")
    said, trouble = tour.communicate(timeout=60)
    assert tour.returncode == 0, said + trouble
    assert said.count("  ok  ") == 5
    assert remains_of(tour.pid) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_how_to_use_it_and_a_signal_takes_it_away(number: signal.Signals) -> None:
    lab = start("-m", "tests.lab")
    assert lab.stdout is not None
    said = ""
    while "Ctrl+C" not in said:
        line = lab.stdout.readline()
        assert line, said
        said += line
    assert "/sign-in/" in said
    assert remains_of(lab.pid)
    lab.send_signal(number)
    _, trouble = lab.communicate(timeout=20)
    assert (lab.returncode, trouble) == (0, "")
    assert remains_of(lab.pid) == []


def test_what_a_killed_run_left_behind_goes_at_the_next_start() -> None:
    script = (
        "import sys, time; from tests.lab.topology import *\n"
        "with Topology() as lab:\n"
        "    lab.spawn('pupil1', 'sleep', '60', log='sleep'); print('up'); time.sleep(60)"
    )
    run = start("-c", script)
    assert run.stdout is not None
    assert run.stdout.readline() == "up\n"
    run.send_signal(signal.SIGKILL)
    run.communicate(timeout=5)
    assert remains_of(run.pid)
    remove_leftovers()
    assert remains_of(run.pid) == []


def test_another_run_is_left_alone() -> None:
    with Topology() as lab:
        remove_leftovers()
        assert lab.run(PUPIL1, "true").returncode == 0
        assert remains_of(os.getpid())


def test_processes_end_with_the_topology() -> None:
    with Topology() as lab:
        sleeper = lab.spawn(PUPIL1, "sleep", "60", log="sleep")
        started = time.monotonic()
    assert sleeper.poll() is not None
    assert time.monotonic() - started < 5
