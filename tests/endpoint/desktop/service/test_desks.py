"""Who sits where, by real processes."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from endpoint.desktop.service.desks import Desks, user_name

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to run something as others")

ADA = 40_000 + os.getpid() % 10_000 * 2  # nobody else's, also where the same tests run twice
BEN = ADA + 1


@contextlib.contextmanager
def process(uid: int, **environment: str) -> Iterator[int]:
    with subprocess.Popen(["/bin/sleep", "300"], env=environment, user=uid, group=uid, extra_groups=[]) as running:
        try:
            yield running.pid
        finally:
            running.kill()


@pytest.fixture
def desks(tmp_path: Path) -> Desks:
    return Desks(range(ADA, BEN + 1), seat=tmp_path / "seat0")


def look(desks: Desks, *own: int) -> list[tuple[int, str]]:
    return [(desk.uid, desk.display) for desk in desks.look(psutil.pids(), own) if desk.uid in {ADA, BEN}]


def test_a_session_is_there_as_long_as_something_of_it_runs(desks: Desks) -> None:
    with process(ADA, DISPLAY=":71", XAUTHORITY="/a"):
        with process(ADA, DISPLAY=":71"):
            assert look(desks) == [(ADA, ":71")]
        assert look(desks) == [(ADA, ":71")]
        assert dict(desks.here[0].environment)["DISPLAY"] == ":71"
    assert look(desks) == []


def test_what_has_no_display_or_is_the_systems_is_none(desks: Desks) -> None:
    with process(ADA), process(0, DISPLAY=":71"):
        assert look(desks) == []


def test_our_own_part_is_no_session(desks: Desks) -> None:
    with subprocess.Popen(
        ["/bin/sleep", "300"], env={"DISPLAY": ":71"}, user=ADA, group=ADA, extra_groups=[], start_new_session=True
    ) as part:
        assert look(desks, part.pid) == []
        part.kill()


def test_nothing_but_where_the_session_is_is_taken_from_a_pupil(desks: Desks) -> None:
    with process(ADA, DISPLAY=":71", LD_PRELOAD="/tmp/evil.so", PYTHONPATH="/tmp", PATH="/tmp"):  # noqa: S108
        look(desks)
        assert {name for name, _ in desks.here[0].environment} == {"DISPLAY"}


def test_many_displays_of_one_pupil_are_two_and_leave_room_for_others(desks: Desks) -> None:
    with contextlib.ExitStack() as stack:
        for number in range(10):
            stack.enter_context(process(ADA, DISPLAY=f":{80 + number}"))
        stack.enter_context(process(BEN, DISPLAY=":71"))
        assert look(desks) == [(ADA, ":80"), (ADA, ":81"), (BEN, ":71")]


def test_in_front_is_whom_the_seat_names_or_the_last(desks: Desks, tmp_path: Path) -> None:
    assert desks.front() is None
    with process(ADA, DISPLAY=":71"), process(BEN, DISPLAY=":72"):
        look(desks)
        front = desks.front()
        assert front
        assert front.uid == BEN
        (tmp_path / "seat0").write_text(f"IS_SEAT0=1\nACTIVE=c1\nACTIVE_UID={ADA}\n", encoding="ascii")
        front = desks.front()
        assert front
        assert front.uid == ADA


def test_a_user_without_a_name_has_a_number() -> None:
    assert user_name(0) == "root"
    assert user_name(ADA) == str(ADA)
