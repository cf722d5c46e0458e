"""The last seconds of the screens."""

from endpoint.desktop.session.ring import Ring
from endpoint.desktop.session.screens import Shot


def shot(image: bytes, screen: int = 0) -> Shot:
    return Shot(image, "jpeg", 1920, 1080, screen)


def images(ring: Ring, at: float) -> list[bytes]:
    return [one.image for moment in ring.since(at) for one in moment.shots]


def test_it_has_what_was_on_screen_from_a_time_on() -> None:
    ring = Ring(seconds=12)
    for at, image in enumerate((b"a", b"b", b"c")):
        ring.add([shot(image)], at * 5.0)
    assert images(ring, 0) == [b"a", b"b", b"c"]
    assert images(ring, 5) == [b"b", b"c"]
    assert images(ring, 7) == [b"b", b"c"], "b was still on screen"
    assert images(ring, 100) == [b"c"]
    assert [moment.at for moment in ring.after(5)] == [10]


def test_what_stays_as_it_was_is_kept_once_for_each_screen() -> None:
    ring = Ring()
    ring.add([shot(b"a", 0), shot(b"b", 1)], 0)
    ring.add([shot(b"a", 0), shot(b"c", 1)], 1)
    ring.add([shot(b"a", 0), shot(b"c", 1)], 2)
    assert images(ring, 0) == [b"a", b"b", b"c"]
    assert ring.bytes == 3


def test_old_ones_go_but_the_one_that_was_on_screen_when_the_time_began() -> None:
    ring = Ring(seconds=12)
    for at in range(0, 60, 2):
        ring.add([shot(str(at).encode())], at)
    assert [moment.at for moment in ring.since(0)] == list(range(46, 60, 2))
    ring.add([shot(b"last")], 500)
    assert [moment.at for moment in ring.since(0)] == [58, 500]


def test_it_holds_no_more_than_its_share_of_memory() -> None:
    ring = Ring(most=1000)
    for at in range(50):
        ring.add([shot(bytes([at]) * 300)], at / 10)
    assert ring.bytes <= 1000
    assert len(ring) == 3


def test_empty_is_empty() -> None:
    ring = Ring()
    ring.add([shot(b"a")], 0)
    ring.empty()
    assert (len(ring), ring.bytes, images(ring, 0)) == (0, 0, [])
    ring.add([shot(b"a")], 1)
    assert images(ring, 0) == [b"a"]
