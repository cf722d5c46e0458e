"""Leases, and what devices say of themselves when they ask for one."""

import pytest
from scapy.layers.dhcp6 import (
    DHCP6_Release,
    DHCP6_Reply,
    DHCP6_Request,
    DHCP6OptClientFQDN,
    DHCP6OptIA_NA,
    DHCP6OptIAAddress,
)
from scapy.layers.inet import UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether

from appliance.network.watch.heard import Heard
from appliance.network.watch.leases import MOST_QUESTIONS, Leases
from tests.network.watch import given
from tests.network.watch.given import IPAD, NOWHERE, PC, SERVER


def given_address(leases: Leases, frame: bytes, at: float = 1.0) -> list[tuple[str, str, float | None]]:
    return [(one.mac, one.address, one.lease_seconds) for one in leases.read(frame, at) if one.address]


def six(message: object, mac: str = IPAD, to: str = SERVER) -> bytes:
    return bytes(Ether(src=mac, dst=to) / IPv6(src="fe80::4", dst="ff02::1:2") / UDP(sport=546, dport=547) / message)


def test_a_lease_is_who_asked_for_it_and_for_how_long() -> None:
    leases = Leases()
    assert given_address(leases, given.dhcp_asks()) == []
    assert given_address(leases, given.dhcp_gives()) == [(IPAD, "10.0.0.4", 3600.0)]


def test_a_lease_is_renewed_without_asking_for_the_address_by_name() -> None:
    leases = Leases()
    leases.read(given.dhcp_asks(wanted=NOWHERE, has="10.0.0.4"), 1.0)
    leases.read(given.dhcp_asks(wanted="10.0.0.4", has=NOWHERE), 1.0)
    assert given_address(leases, given.dhcp_gives(seconds=None)) == [(IPAD, "10.0.0.4", None)]


@pytest.mark.parametrize(
    ("asked", "answer", "at"),
    [
        pytest.param(given.dhcp_asks(mac=PC), given.dhcp_gives(), 1.0, id="nobody with that MAC asked"),
        pytest.param(given.dhcp_asks(number=8), given.dhcp_gives(), 1.0, id="an answer to another question"),
        pytest.param(given.dhcp_asks(), given.dhcp_gives(address="10.0.0.9"), 1.0, id="not the address asked for"),
        pytest.param(given.dhcp_asks(), given.dhcp_gives(), 99.0, id="long after the question"),
        pytest.param(given.dhcp_asks(sender=PC), given.dhcp_gives(), 1.0, id="asked in another's name"),
        pytest.param(given.dhcp_asks(wanted=NOWHERE), given.dhcp_gives(address=NOWHERE), 1.0, id="no address"),
    ],
)
def test_an_answer_that_fits_no_question_gives_nobody_an_address(asked: bytes, answer: bytes, at: float) -> None:
    leases = Leases()
    leases.read(asked, 1.0)
    assert given_address(leases, answer, at) == []


def test_who_gives_an_address_back_has_it_no_more() -> None:
    assert given_address(Leases(), given.dhcp_asks(kind="release", has="10.0.0.4")) == [(IPAD, "10.0.0.4", 0.0)]
    assert given_address(Leases(), given.dhcp_asks(kind="release", has="10.0.0.4", sender=PC)) == []


def test_a_device_says_what_it_is_when_it_asks() -> None:
    more = (
        ("hostname", b"Amys-iPad\x1b[2J\n"),
        ("vendor_class_id", b"MSFT 5.0"),
        ("param_req_list", [1, 121, 3, 6]),
    )
    (said,) = Leases().read(given.dhcp_asks(more=more), 1.0)
    assert said == Heard(mac=IPAD, source="dhcp", name="Amys-iPad [2J", vendor="MSFT 5.0", options=(1, 121, 3, 6))


def test_leases_by_ipv6() -> None:
    leases = Leases()
    lease = DHCP6OptIA_NA(ianaopts=[DHCP6OptIAAddress(addr="fd00::77", validlft=600)])
    name = DHCP6OptClientFQDN(fqdn="pc-7.school.lan")
    (said,) = leases.read(six(DHCP6_Request(trid=5) / name), 1.0)
    assert (said.mac, said.name, said.address) == (IPAD, "pc-7", "")
    assert given_address(leases, six(DHCP6_Reply(trid=6) / lease, SERVER, IPAD)) == []
    assert given_address(leases, six(DHCP6_Reply(trid=5) / lease, SERVER, PC)) == []
    assert given_address(leases, six(DHCP6_Reply(trid=5) / lease, SERVER, IPAD)) == [(IPAD, "fd00::77", 600.0)]
    assert given_address(leases, six(DHCP6_Release(trid=9) / lease)) == [(IPAD, "fd00::77", 0.0)]


def test_questions_that_nobody_answers_are_forgotten() -> None:
    leases = Leases()
    for number in range(MOST_QUESTIONS + 50):
        leases.read(given.dhcp_asks(number=number + 1), 1.0)
    assert len(leases._questions) == MOST_QUESTIONS
