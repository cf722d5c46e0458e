"""What core said holds, and holds still after a restart without core; but who is where is not remembered."""

import time

from appliance.access.rules import AccessPolicy
from appliance.config import Home, Settings
from appliance.helper_wire import HelperNews
from appliance.helpers.holding import Holding
from appliance.helpers.protocol import Watch
from appliance.languages.choosing import SchoolWords
from appliance.model import Ban, Device, Helper, HelperKind, Lock
from appliance.policy.school import Off, SchoolPolicy
from appliance.wire import AccessNews, Bans, School, Seats
from tests.helpers.core import TERMS

HELPER = Helper(id="h-1", kind=HelperKind.DESKTOP, name="pc-7", key=bytes(32))
PC = Device(name="Room 3, left", addresses=("10.0.0.7",))


def holding(home: Home) -> Holding:
    (home.spool / "helpers").mkdir(exist_ok=True)
    return Holding(home, Settings(), TERMS)


def test_what_was_heard_is_held_and_recalled(home: Home) -> None:
    now = time.time()
    ban = Ban(id="b", device="pc-7", addresses=("10.0.0.7",), since=now, until=now + 600, reason="A word.", by="a term")
    lock = Lock(id="l", device="pc-7", since=now, until=now + 600, reason="Eyes on me.", by="Mr Bell")
    words, off = SchoolWords(name="Ysgol"), SchoolPolicy(off=(Off(term="self-harm/1"),))
    first = holding(home)
    first.recall()
    assert first.held.news is None
    first.hear(Bans(version=1, bans=(ban,)))
    first.hear(School(version=2, policy=off, words=words))
    first.hear(AccessNews(version=3, policy=AccessPolicy()))
    first.hear(Seats(version=4, devices=(PC,)))
    first.hear(HelperNews(version=5, school="s", helpers=(HELPER,), locks=(lock,), watch=Watch(usb="block")))
    assert first.held.policy.devices == {"10.0.0.7": PC}

    again = holding(home)
    again.recall()
    held = again.held
    assert "pc-7" in held.policy.access.bans
    assert held.words == words
    assert "self-harm/1" in held.policy.rules.off
    assert held.helpers == {"h-1": HELPER}
    assert [one.id for one in held.locks] == ["l"]
    assert held.news
    assert held.news.watch.usb == "block"
    assert not held.policy.devices


def test_a_file_that_is_broken_is_forgotten(home: Home) -> None:
    made = holding(home)
    (home.spool / "helpers/known").write_bytes(b"no message")
    made.recall()
    assert made.held.news is None


def test_news_takes_the_place_of_what_was_before(home: Home) -> None:
    made = holding(home)
    for helpers in ((HELPER,), ()):
        made.hear(HelperNews(version=1, school="s", helpers=helpers, locks=(), watch=Watch()))
    assert made.held.helpers == {}
