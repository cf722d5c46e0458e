"""Words that are typed while the box is away."""

import pytest
from msgspec.structs import replace

from appliance.errors import WireError
from appliance.helpers.libraries import packed
from appliance.helpers.protocol import Typed
from appliance.match.terms import load_terms
from endpoint.desktop.service.moments import Moment
from endpoint.desktop.service.offline import ENOUGH, EVERY, MOST, Passage, Unread, found_in

START = Moment(wall=1_000_000.0, steady=100.0, boot="a")


def passage(text: str) -> Passage:
    return Passage(START, Typed(number=0, ago=0.0, application="Writer", text=text))


def after(seconds: float) -> Moment:
    return replace(START, wall=START.wall + seconds, steady=START.steady + seconds)


def test_they_are_read_after_a_time_or_when_there_are_enough() -> None:
    unread = Unread()
    assert not unread.due(after(EVERY))
    unread.add(passage("one"))
    assert not unread.due(after(EVERY - 1))
    assert unread.due(after(EVERY))
    for _ in range(ENOUGH):
        unread.add(passage("more"))
    assert unread.due(START)
    assert len(unread.all()) == ENOUGH + 1
    assert unread.all() == ()


def test_only_so_many_wait() -> None:
    unread = Unread()
    for number in range(MOST + 5):
        unread.add(passage(str(number)))
    waiting = unread.all()
    assert (len(waiting), waiting[0].typed.text) == (MOST, "5")


@pytest.mark.slow
async def test_a_process_finds_what_the_box_would() -> None:
    passages = tuple(
        map(passage, ("I like cheese", "i want to kill myself tonight", "the tower of London", "k1ll urself"))
    )
    found = await found_in(passages, packed(load_terms()))
    assert [one.typed.text for one in found] == ["i want to kill myself tonight", "k1ll urself"]


async def test_libraries_that_are_none_are_an_error() -> None:
    with pytest.raises(WireError, match="could not be read"):
        await found_in((passage("x"),), b"nonsense")
