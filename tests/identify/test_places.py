"""Which device is at which address."""

import pytest

from appliance.identify.places import MOST_PLACES, UNSEEN_SECONDS, Place, Places, Sign

AMYS, BENS, ROUTER = "02:00:00:00:00:0a", "02:00:00:00:00:0b", "02:00:00:00:00:ff"
FOUR, OTHER, SIX = "10.0.0.4", "10.0.0.5", "fd00::4"


def sign(mac: str, address: str, at: float, lease: float | None = None, **more: bool) -> Sign:
    return Sign(mac=mac, address=address, at=at, lease_seconds=lease, **more)


def lent(mac: str, address: str, at: float, lease: float = 600.0) -> Sign:
    return sign(mac, address, at, lease, dhcp=True)


def seen(*signs: Sign) -> Places:
    places = Places()
    for one in signs:
        places.see(one)
    return places


def who(places: Places, address: str) -> str | None:
    place = places.at(address)
    return place.mac if place else None


@pytest.mark.parametrize(
    ("signs", "still", "over"),
    [
        pytest.param([lent(AMYS, FOUR, 0.0)], 599.0, 600.0, id="a lease runs out"),
        pytest.param([lent(AMYS, FOUR, 0.0), lent(AMYS, FOUR, 300.0)], 899.0, 900.0, id="a lease is renewed"),
        pytest.param([lent(AMYS, FOUR, 0.0), sign(AMYS, FOUR, 500.0)], 599.0, 600.0, id="a sign does not prolong one"),
        pytest.param([sign(AMYS, FOUR, 0.0)], UNSEEN_SECONDS - 1, UNSEEN_SECONDS, id="nobody said how long: an hour"),
        pytest.param(
            [sign(AMYS, FOUR, 0.0), sign(AMYS, FOUR, 50.0, binding=False)],
            UNSEEN_SECONDS + 49,
            UNSEEN_SECONDS + 50,
            id="an hour from the last sign of any kind",
        ),
        pytest.param(
            [lent(AMYS, FOUR, 0.0), sign(AMYS, FOUR, 700.0)],
            700.0 + UNSEEN_SECONDS - 1,
            700.0 + UNSEEN_SECONDS,
            id="its renewal was not seen, and the device is still there",
        ),
    ],
)
def test_a_place_ends_by_time(signs: list[Sign], still: float, over: float) -> None:
    places = seen(*signs)
    places.expire(still)
    assert who(places, FOUR) == AMYS
    assert places.ends_next() == over
    assert places.expire(over)
    assert who(places, FOUR) is None
    assert places.gone_since(AMYS) == over


def test_another_device_at_an_address_takes_it() -> None:
    places = seen(lent(AMYS, FOUR, 0.0))
    assert places.see(sign(BENS, FOUR, 1.0))
    assert who(places, FOUR) == BENS
    assert places.gone_since(AMYS) == 1.0


def test_an_address_given_back_is_nobodys() -> None:
    places = seen(lent(AMYS, FOUR, 0.0))
    assert places.see(sign(AMYS, FOUR, 1.0, 0.0))
    assert who(places, FOUR) is None


def test_nobody_gives_back_what_is_anothers() -> None:
    places = seen(lent(AMYS, FOUR, 0.0))
    for binding in (True, False):
        assert not places.see(sign(BENS, FOUR, 1.0, 0.0, binding=binding))
    assert who(places, FOUR) == AMYS


def test_a_new_lease_ends_the_old_address_and_keeps_ipv6() -> None:
    places = seen(lent(AMYS, FOUR, 0.0), sign(AMYS, SIX, 0.0))
    assert places.see(lent(AMYS, OTHER, 1.0))
    assert [who(places, address) for address in (FOUR, OTHER, SIX)] == [None, AMYS, AMYS]
    assert places.gone_since(AMYS) is None


def test_what_came_through_a_router_binds_nobody() -> None:
    places = seen(lent(AMYS, FOUR, 0.0))
    assert not places.see(sign(ROUTER, FOUR, 1.0, binding=False))
    assert not places.see(sign(ROUTER, OTHER, 1.0, binding=False))
    assert (who(places, FOUR), who(places, OTHER)) == (AMYS, None)


def test_news_that_come_late_do_not_take_an_address_back() -> None:
    places = seen(sign(BENS, FOUR, 5.0))
    assert not places.see(sign(AMYS, FOUR, 4.0))
    assert who(places, FOUR) == BENS


def test_who_answers_for_many_is_a_router_and_nobodys_device() -> None:
    places = seen(*(sign(ROUTER, f"10.1.0.{number}", 0.0) for number in range(5)))
    place = places.at("10.1.0.3")
    assert place is not None
    assert places.key(place) == "10.1.0.3"


def test_a_device_has_many_addresses_of_ipv6() -> None:
    places = seen(*(sign(AMYS, f"fd00::{number}", 0.0) for number in range(9)))
    assert {places.key(place) for place in places.all} == {AMYS}


@pytest.mark.parametrize("address", ["", "tablet", "0.0.0.0.0"])
def test_what_is_no_address_is_no_place(address: str) -> None:
    assert seen(sign(AMYS, address, 0.0)).all == ()


def test_one_spelling_of_an_address() -> None:
    assert who(seen(sign(AMYS, "::ffff:10.0.0.4", 0.0)), FOUR) == AMYS


def test_traffic_alone_says_that_somebody_is_at_an_address() -> None:
    places = Places()
    places.stand(FOUR, 0.0)
    assert who(places, FOUR) == ""
    places.see(sign("", FOUR, 100.0))
    assert places.ends_next() == 100.0 + UNSEEN_SECONDS
    assert places.see(sign(AMYS, FOUR, 200.0))
    assert not places.see(sign("", FOUR, 300.0)), "traffic says nothing where a device is known"
    assert who(places, FOUR) == AMYS


def test_places_are_bounded_and_the_longest_unseen_goes_first() -> None:
    places = seen(sign(AMYS, FOUR, 0.0), sign(BENS, OTHER, 0.0), sign(AMYS, FOUR, 1.0))
    for number in range(MOST_PLACES - 1):
        places.see(sign(f"02:00:00:01:{number >> 8:02x}:{number & 255:02x}", f"10.9.{number >> 8}.{number & 255}", 2.0))
    assert len(places.all) == MOST_PLACES
    assert (who(places, FOUR), who(places, OTHER)) == (AMYS, None)


def test_who_claims_thousands_of_addresses_drives_nobody_out() -> None:
    places = seen(sign(AMYS, FOUR, 0.0))
    for number in range(MOST_PLACES + 50):
        places.see(sign(BENS, f"fd00::{number:x}", 1.0))
    assert len(places.all) == MOST_PLACES
    assert (who(places, FOUR), who(places, "fd00::0")) == (AMYS, None)


def test_made_up_devices_by_the_thousand_drive_nobody_out_of_what_was_lent() -> None:
    places = seen(lent(AMYS, FOUR, 0.0), sign(AMYS, SIX, 0.0), sign(BENS, OTHER, 0.0))
    for number in range(MOST_PLACES):
        places.see(sign(f"02:00:00:01:{number >> 8:02x}:{number & 255:02x}", f"10.9.{number >> 8}.{number & 255}", 2.0))
    assert (who(places, FOUR), who(places, OTHER)) == (AMYS, None)


def test_places_are_taken_up_again() -> None:
    places = Places([Place(address=FOUR, mac=AMYS, seen=0.0, until=9.0)])
    assert places.gone_since(AMYS) is None
    assert places.expire(9.0)
