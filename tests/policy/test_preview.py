import pytest

from appliance.errors import LibraryError
from appliance.model import Channel, Text
from appliance.policy.preview import MOST_EXAMPLES, Past, preview
from tests.match.given import term

GANG = term(1, "oak lane lot", channels=(Channel.SEARCH, Channel.TYPED))


def past(words: str, channel: Channel = Channel.SEARCH, at: float = 1.0, times: int = 1) -> Past:
    return Past(at=at, device="iPad", texts=(Text(channel=channel, text=words),), times=times)


def test_what_would_have_been_caught_is_counted_and_shown() -> None:
    seen = preview(
        GANG, [past("meet the Oak Lane lot now", at=9.0, times=3), past("volcanoes", times=5), past("oak lane lot")]
    )
    assert (seen.times, seen.looked_at) == (4, 9)
    first, second = seen.examples
    assert (first.before, first.text, first.after) == ("meet the ", "Oak Lane lot", " now")
    assert (first.at, first.device, first.channel, first.times) == (9.0, "iPad", Channel.SEARCH, 3)
    assert second.text == "oak lane lot"


def test_what_stood_elsewhere_would_not() -> None:
    assert preview(GANG, [past("oak lane lot", Channel.PAGE), past("oak lane lot", Channel.TITLE)]).times == 0


def test_something_that_says_it_twice_is_caught_once() -> None:
    assert preview(GANG, [past("oak lane lot, oak lane lot")]).times == 1


def test_only_the_newest_are_shown() -> None:
    seen = preview(GANG, [past("oak lane lot", at=100.0 - number) for number in range(50)])
    assert seen.times == 50
    assert [one.at for one in seen.examples] == [100.0 - number for number in range(MOST_EXAMPLES)]


def test_a_pattern_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(LibraryError):
        preview(term(1, "(x"), [])
