from datetime import date

import msgspec
import pytest

from appliance.confide.front import Front, Reader
from appliance.languages.choosing import SchoolWords

KEY = b"k" * 32
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("first", "last", "away"),
    [
        (None, None, False),
        (date(2026, 11, 20), date(2026, 11, 20), True),
        (date(2026, 11, 18), date(2026, 11, 20), True),
        (None, date(2026, 11, 20), True),
        (date(2026, 11, 21), date(2026, 11, 25), False),
        (date(2026, 11, 10), date(2026, 11, 19), False),
        (date(2026, 11, 18), None, False),
    ],
)
def test_somebody_is_away_from_the_first_to_the_last_day(first: date | None, last: date | None, away: bool) -> None:
    assert Reader(account=1, name="Ms Oak", key=KEY, away_from=first, away_until=last).is_away(TODAY) is away


def test_what_core_wrote_is_read_as_it_was() -> None:
    front = Front(school=SchoolWords(name="Oak"), readers=(Reader(account=1, name="Ms Oak", key=KEY, lead=True),))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(front), type=Front) == front


@pytest.mark.parametrize("key", [b"", b"k" * 31, b"k" * 33])
def test_a_key_of_another_length_is_none(key: bytes) -> None:
    written = msgspec.msgpack.encode(Front(school=SchoolWords(), readers=(Reader(account=1, name="x", key=key),)))
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(written, type=Front)


def test_confide_is_closed_until_somebody_opens_it() -> None:
    assert not Front(school=SchoolWords()).is_open
