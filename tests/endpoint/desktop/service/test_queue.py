"""What waits for the box."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.errors import StorageError
from appliance.helpers.protocol import Picture, Told, Typed, from_device, picture_in
from appliance.model import Notice
from endpoint.desktop.service.moments import Moment
from endpoint.desktop.service.queue import Queue, Weight
from endpoint.desktop.service.sealed import Seal

START = Moment(wall=1_700_000_000.0, steady=100.0, boot="a")
STILL = Picture(number=0, order="o1", kind="still", ago=0.0, format="webp", width=4, height=3)


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> Moment:
        return self.at

    def later(self, seconds: float) -> None:
        self.at = replace(self.at, wall=self.at.wall + seconds, steady=self.at.steady + seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(tmp_path: Path, seal: Seal, clock: Clock) -> Callable[..., Queue]:
    def queue(**bounds: int) -> Queue:
        return Queue(tmp_path / "waiting", seal, clock=clock, **bounds)

    return queue


def words(text: str = "x") -> Typed:
    return Typed(number=0, ago=0.0, application="Writer", text=text)


def told(frame: str | bytes | None) -> Typed:
    assert isinstance(frame, str)
    message = from_device(frame)
    assert isinstance(message, Typed)
    return message


def test_numbers_count_up_from_the_clock_and_over_restarts(opened: Callable[..., Queue], clock: Clock) -> None:
    queue = opened()
    first, second = queue.put(words()), queue.put(words())
    assert (first, second) == (1_700_000_000_001, 1_700_000_000_002)
    queue.forget()
    clock.at = replace(clock.at, wall=0.0)  # the machine lost its clock
    assert opened().put(words()) > second


def test_what_waits_says_for_how_long_and_is_there_after_a_restart(opened: Callable[..., Queue], clock: Clock) -> None:
    number = opened().put(replace(words("hello"), ago=5.0))
    clock.later(10.0)
    assert told(opened().frame(number)) == replace(words("hello"), number=number, ago=15.0)


def test_a_picture_waits_whole(opened: Callable[..., Queue], clock: Clock) -> None:
    number = opened().put_picture(STILL, b"\0image" * 1000)
    clock.later(2.0)
    frame = opened().frame(number)
    assert isinstance(frame, bytes)
    assert picture_in(frame) == (replace(STILL, number=number, ago=2.0), b"\0image" * 1000)


def test_what_was_taken_is_gone_for_good(opened: Callable[..., Queue]) -> None:
    queue = opened()
    number = queue.put(words())
    queue.taken([number, 7])
    assert queue.frame(number) is None
    assert len(opened()) == 0


def test_nothing_is_readable_on_the_disk(opened: Callable[..., Queue], tmp_path: Path) -> None:
    opened().put(words("a secret of mine"))
    for path in (tmp_path / "waiting").iterdir():
        assert b"secret" not in path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600


def test_over_the_bound_the_least_grave_goes_first_and_the_oldest_of_it(opened: Callable[..., Queue]) -> None:
    queue = opened(most=3)
    frame = queue.put_picture(replace(STILL, kind="frame"), b"f")
    notice = queue.put(Told(number=0, ago=0.0, what=Notice.USB_SEEN))
    still = queue.put_picture(STILL, b"s")
    typed = queue.put(words())
    assert queue.waiting() == {notice: Weight.NOTICE, still: Weight.STILL, typed: Weight.WORDS}
    later = queue.put(words())
    assert queue.waiting().keys() == {notice, typed, later}
    last = queue.put(words())
    assert queue.waiting().keys() == {notice, later, last}
    assert queue.dropped == 3
    assert frame not in queue
    assert opened().waiting() == queue.waiting()


def test_its_bytes_are_bounded_too(opened: Callable[..., Queue], tmp_path: Path) -> None:
    queue = opened(most_bytes=10_000)
    for _ in range(20):
        queue.put_picture(STILL, bytes(2_000))
    assert sum(path.stat().st_size for path in (tmp_path / "waiting").glob("*.1")) <= 10_000
    assert len(queue) == 4


def test_half_a_file_and_a_damaged_one_are_passed_over(opened: Callable[..., Queue], tmp_path: Path) -> None:
    queue = opened()
    good, bad = queue.put(words("good")), queue.put(words("bad"))
    (tmp_path / "waiting" / f"{bad:016}.2").write_bytes(b"nonsense of another kind, long enough to look like one")
    (tmp_path / "waiting" / f".{good + 5:016}.2.draft").write_bytes(b"half")
    again = opened()
    assert again.waiting().keys() == {good, bad}
    assert told(again.frame(good)).text == "good"
    assert again.frame(bad) is None
    assert again.dropped == 1
    assert not list((tmp_path / "waiting").glob(".*"))


def test_a_disk_that_takes_nothing_is_an_error(opened: Callable[..., Queue], tmp_path: Path) -> None:
    queue = opened()
    queue.put(words())
    for path in (tmp_path / "waiting").iterdir():
        path.unlink()
    (tmp_path / "waiting").rmdir()
    with pytest.raises(StorageError, match="kept for the box"):
        queue.put(words())
