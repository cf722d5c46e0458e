"""Makers, by MAC."""

import pytest

from appliance.network.watch.devices import is_random
from appliance.network.watch.makers import maker


@pytest.mark.parametrize(
    ("mac", "name"),
    [
        ("a4:83:e7:00:00:01", "Apple"),
        ("00:15:5d:00:00:01", "Microsoft"),
        ("dc:a6:32:00:00:01", "Raspberry"),
    ],
)
def test_a_maker_is_known_by_the_first_bytes(mac: str, name: str) -> None:
    assert maker(mac).startswith(name)
    assert not is_random(mac)


@pytest.mark.parametrize("mac", ["da:a1:19:00:00:01", "02:00:00:00:00:01", "a6:83:e7:00:00:01", "fe:83:e7:00:00:01"])
def test_an_address_that_a_phone_made_up_tells_no_maker(mac: str) -> None:
    assert maker(mac) == ""
    assert is_random(mac)


def test_nobody_knows_every_maker() -> None:
    assert maker("f8:f8:f8:00:00:01") == ""
