"""Whom somebody may do something to."""

from collections.abc import Iterator

import pytest
from flask import Flask, g

from appliance.config import Home
from appliance.model import Right, Sight, Viewer
from appliance.store import Store
from tests.webui.conftest import NOW
from tests.webui.planted import Planted, plant
from webui.security import SignedIn
from webui.whom import Whom, devices, is_beside, out_of_sight, rooms_of

SIGHT = Sight(groups=("class-3b",), rooms=("Library",))


@pytest.fixture
def planted(store: Store, home: Home) -> Planted:
    return plant(store, home, NOW)


@pytest.fixture
def asked(app: Flask, planted: Planted) -> Iterator[Planted]:
    """By somebody who sees 3B and the library."""
    looks = Viewer(account=1, name="Lena", rights=frozenset({Right.CAPTURES, Right.PAUSE}), sight=SIGHT)
    with app.test_request_context():
        g.signed_in = SignedIn(viewer=looks, session=1, token="t", csrf="c")
        yield planted


def test_a_person_in_sight(asked: Planted) -> None:
    assert out_of_sight(Whom(person=asked.ids["amy"])) == ""
    for hidden in (asked.ids["eve"], asked.ids["ada"], "p999", "Amy Ash"):
        assert out_of_sight(Whom(person=hidden)) == "There is nobody of that name whom you may pause."


def test_a_device_in_a_room_of_theirs(asked: Planted) -> None:
    assert out_of_sight(Whom(device="zzqdevicekai")) == ""
    for hidden in ("zzqdeviceamy", "10.0.0.99", "nothing"):
        assert out_of_sight(Whom(device=hidden))
    assert devices() == ("zzqdevicekai",)
    assert list(rooms_of("10.0.0.99")) == [""], "an address that nobody knows stands nowhere"
    assert list(rooms_of("tablet-3")) == ["Room 4"]


def test_beside_the_capture_that_is_about_them(asked: Planted) -> None:
    amy = Whom(person=asked.ids["amy"])
    assert is_beside(amy, asked.captures["amy"])
    assert not is_beside(amy, asked.captures["kai"])
    assert not is_beside(Whom(person=asked.ids["eve"]), asked.captures["eve"]), "out of sight"
    assert not is_beside(Whom(device="zzqdeviceamy"), asked.captures["amy"]), "it is about a person"
    assert not is_beside(amy, 0)
