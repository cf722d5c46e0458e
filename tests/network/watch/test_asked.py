"""Names that devices ask for."""

import pytest

from appliance.network.watch.asked import question, read, server_name
from tests.network.watch import given
from tests.network.watch.given import IPAD, looks_up, says_hello


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(looks_up("Games.Example.COM"), id="DNS"),
        pytest.param(looks_up("games.example.com", address="fd00::4"), id="DNS by IPv6"),
        pytest.param(says_hello("games.example.com"), id="TLS"),
        pytest.param(says_hello("GAMES.example.com", before=300), id="TLS, after other extensions"),
        pytest.param(says_hello("games.example.com", address="fd00::4"), id="TLS by IPv6"),
    ],
)
def test_a_name_is_read(frame: bytes) -> None:
    found = read(frame)
    assert found
    assert (found.mac, found.client, found.host) == (
        IPAD,
        "fd00::4" if frame[12:14] == b"\x86\xdd" else "10.0.0.4",
        "games.example.com",
    )


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("wpad", id="one word"),
        pytest.param("4.0.0.10.in-addr.arpa", id="the name of an address"),
        pytest.param("printer.local", id="a neighbour"),
        pytest.param("pc-7.school.lan", id="a name of the school's own"),
        pytest.param("198.51.100.1", id="an address"),
        pytest.param("bad host.example", id="a space"),
        pytest.param("<script>.example.com", id="markup"),
        pytest.param("ä.example", id="not ASCII"),
        pytest.param("-x.example.com", id="a hyphen first"),
    ],
)
def test_what_is_no_host_on_the_internet_is_not_told(host: str) -> None:
    assert read(looks_up(host)) is None
    assert read(says_hello(host)) is None


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(looks_up("a.example")[:50], id="half a question"),
        pytest.param(looks_up("a.example")[:46] + b"\x00\x02" + looks_up("a.example")[48:], id="two questions"),
        pytest.param(looks_up("a.example")[:54] + b"\xc0\x0c\0\x01\0\x01", id="a name that points to itself"),
        pytest.param(looks_up("a.example", address="169.254.0.4"), id="from nowhere"),
        pytest.param(looks_up("a.example", mac="01:00:5e:00:00:01"), id="from a group"),
        pytest.param(says_hello("a.example")[:120], id="half a hello"),
        pytest.param(given.arp(), id="not IP"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_cannot_be_read_is_nothing(frame: bytes) -> None:
    assert read(frame) is None


def test_a_hello_whose_name_is_in_the_next_packet_tells_none() -> None:
    assert server_name(given.hello("a.example", before=1200)[:1000]) is None
    assert server_name(given.hello("a.example")[:-1]) is None


def test_the_same_question_is_known_again_whatever_its_number() -> None:
    assert question(looks_up("a.example", number=1)) == question(looks_up("a.example", number=2))
    assert question(looks_up("a.example")) != question(looks_up("b.example"))
    assert question(looks_up("a.example")) != question(looks_up("a.example", address="10.0.0.5"))
    assert question(says_hello("a.example")) == b""
