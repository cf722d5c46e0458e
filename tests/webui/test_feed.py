import time

from appliance.config import Home
from appliance.store import Store
from appliance.wire import Follow, Goodbye, Hello
from tests.running import wait_for
from tests.webui.parts import SmallCore, captured
from webui.feed import Feed


def test_it_rings_for_each_capture(home: Home, core: SmallCore) -> None:
    feed = Feed(home.core_socket)
    feed.start()
    first = feed.wait(0, 2)
    assert first == 1
    core.capture(captured(at=time.time()))
    assert feed.wait(first, 2) == 2
    feed.stop()


def test_it_comes_back_to_a_core_that_was_away(home: Home, store: Store) -> None:
    feed = Feed(home.core_socket)
    feed.start()
    assert feed.wait(0, 0.3) == 0
    for _ in range(2):
        with SmallCore(home, store):
            wait_for(lambda: feed.connected, "the feed to connect")
        wait_for(lambda: not feed.connected, "the feed to notice")
    assert feed.version == 4, "a ring for each time that core came and went"
    feed.stop()


def test_it_takes_leave(home: Home, core: SmallCore) -> None:
    feed = Feed(home.core_socket)
    feed.start()
    wait_for(lambda: feed.connected, "the feed to connect")
    feed.stop()
    wait_for(lambda: Goodbye() in core.asked, "the goodbye")
    assert [type(message) for message in core.asked[:2]] == [Hello, Follow]


def test_listeners_are_freed_at_the_end(home: Home) -> None:
    feed = Feed(home.core_socket)
    feed.stop()
    started = time.monotonic()
    assert feed.wait(0, 30) == 0
    assert time.monotonic() - started < 1
