"""What we read ourselves is what psutil reads."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from endpoint.desktop.service import procfs
from tests.running import wait_for


@pytest.fixture
def process() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(["sleep", "300"], env={"DISPLAY": ":71", "ODD": "a=b\n"}) as started:
        try:
            wait_for(lambda: psutil.Process(started.pid).name() == "sleep", "it is that program")
            yield started
        finally:
            started.kill()


def test_a_process_is_as_psutil_sees_it(process: "subprocess.Popen[bytes]") -> None:
    ours, theirs = procfs.Process(process.pid), psutil.Process(process.pid)
    assert (ours.name(), ours.exe(), ours.environ()) == (theirs.name(), theirs.exe(), theirs.environ())
    assert ours.environ() == {"DISPLAY": ":71", "ODD": "a=b\n"}
    assert ours.uids().real == os.getuid()
    assert procfs.boot_time() + ours.create_time() == pytest.approx(theirs.create_time(), abs=2.0)
    assert process.pid in procfs.pids()
    assert process.pid in {one.pid for one in procfs.process_iter()}


def test_it_is_stopped_and_ended(process: "subprocess.Popen[bytes]") -> None:
    ours = procfs.Process(process.pid)
    assert ours.status() == procfs.STATUS_OTHER
    psutil.Process(process.pid).suspend()
    wait_for(lambda: ours.status() == procfs.STATUS_STOPPED, "it is stopped")
    ours.kill()
    assert procfs.wait_procs([ours], timeout=10) == ([ours], [])
    process.wait()
    assert not procfs.pid_exists(process.pid)
    with pytest.raises(procfs.Error):
        procfs.Process(process.pid)
    with pytest.raises(procfs.Error):
        ours.terminate()


def test_one_that_goes_on_is_told(process: "subprocess.Popen[bytes]") -> None:
    ours = procfs.Process(process.pid)
    assert procfs.wait_procs([ours], timeout=0.0) == ([], [ours])


def test_a_name_may_be_long_or_odd(tmp_path: Path) -> None:
    program = tmp_path / "a rather) long (name of a program"
    program.symlink_to(Path(sys.executable).resolve())
    with subprocess.Popen([str(program), "-S", "-c", "input()"], stdin=subprocess.PIPE) as started:
        ours = wait_for(lambda: procfs.Process(started.pid), "it")
        wait_for(lambda: ours.name() == program.name, "its name")
        assert ours.status() == procfs.STATUS_OTHER
        started.kill()


def test_the_machine_is_as_psutil_sees_it() -> None:
    memory = procfs.virtual_memory()
    assert memory.total == psutil.virtual_memory().total
    assert 0 < memory.available <= memory.total
    assert procfs.boot_time() == pytest.approx(psutil.boot_time(), abs=5.0)
    cards = psutil.net_if_addrs().values()
    assert procfs.macs() >= {one.address for card in cards for one in card if one.family == psutil.AF_LINK}


def test_a_battery_is_read(tmp_path: Path) -> None:
    assert procfs.sensors_battery(tmp_path) is None
    (tmp_path / "BAT0").mkdir()
    (tmp_path / "BAT0" / "capacity").write_text("81\n")
    assert procfs.sensors_battery(tmp_path) == procfs.Battery(81.0)
