"""Which processes are worth a look."""

import os
import subprocess

import psutil

from endpoint.desktop.service.processes import Fresh, end, existing


def test_a_process_is_looked_at_when_it_is_new_and_all_now_and_then() -> None:
    fresh = Fresh()
    assert os.getpid() in fresh.round()
    fresh.round()
    fresh.round()
    assert os.getpid() not in fresh.round()
    with subprocess.Popen(["sleep", "60"]) as new:
        assert [new.pid in fresh.round() for _ in range(4)] == [True, True, True, False]
        new.kill()
    assert any(os.getpid() in fresh.round() for _ in range(15))


def test_one_that_ends_in_between_is_passed_over() -> None:
    with subprocess.Popen(["true"]) as gone:
        pass
    assert [one.pid for one in existing([gone.pid, os.getpid()])] == [os.getpid()]


def test_one_that_will_not_end_is_ended() -> None:
    stubborn = subprocess.Popen(
        ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"], stdout=subprocess.PIPE
    )
    with stubborn:
        assert stubborn.stdout
        stubborn.stdout.readline()
        assert end(existing([stubborn.pid]), patience=0.3) == []
        assert psutil.Process(stubborn.pid).status() == psutil.STATUS_ZOMBIE
