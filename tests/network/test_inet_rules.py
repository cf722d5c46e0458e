"""A gateway's own rules, in a real kernel. (What holds in every mode is in `test_rules.py` and `test_modes.py`.)"""

import re
import socket
import sys
import time
from collections.abc import Iterator

import pytest

from appliance.model import Ban
from appliance.network.nft import set_bans
from tests.lab.plugged import (
    BOX,
    BOX_LAN,
    ELSEWHERE,
    OTHER_RESOLVER,
    OWN_BOX,
    OWN_PUPIL,
    ROUTER,
    ROUTER_LAN,
    Plugged,
    Routed,
)
from tests.lab.topology import PUPIL1, PUPIL2, WEB
from tests.network.in_force import OURS, apply, asked, lab_with_stand_ins
from tests.network.tries import datagram, stream

pytestmark = pytest.mark.network

FAMILIES = pytest.mark.parametrize("family", [0, 1], ids=["IPv4", "IPv6"])
ASKS_FOR_MUCH = """
import socket, sys, time
question = b"\\0\\1\\1\\0\\0\\1" + bytes(6) + b"\\3big" + b"\\0\\0\\x10\\0\\1"
question = len(question).to_bytes(2) + question
came, end = 0, time.monotonic() + 5
while time.monotonic() < end:
    try:
        with socket.create_connection((sys.argv[1], 53), 0.5) as asked:
            asked.settimeout(0.5)
            asked.sendall(question * 100)  # no more are answered in one connection
            while time.monotonic() < end and (some := asked.recv(65536)):
                came += len(some)
    except OSError:
        pass
print(came)
"""


@pytest.fixture(scope="module")
def lab() -> Iterator[Plugged]:
    with lab_with_stand_ins(Routed) as lab:
        yield lab


@FAMILIES
@pytest.mark.parametrize("way", [(), ("+tcp",)], ids=["UDP", "TCP"])
def test_names_asked_of_anyone_are_answered_by_us(lab: Plugged, family: int, way: tuple[str, ...]) -> None:
    apply(lab, names=True)
    for server in (OTHER_RESOLVER[family], ROUTER_LAN[family], OWN_BOX[family]):
        assert asked(lab, PUPIL1, server, *way) == OURS
    assert asked(lab, BOX, ROUTER_LAN[family], *way) == WEB[0], "the box still asks the school's"


@FAMILIES
@pytest.mark.parametrize("way", [(), ("+tcp",)], ids=["UDP", "TCP"])
def test_without_our_name_server_only_those_answer_that_we_ask(lab: Plugged, family: int, way: tuple[str, ...]) -> None:
    apply(lab)
    assert asked(lab, PUPIL1, OTHER_RESOLVER[family], *way) == ""
    apply(lab, resolvers=OTHER_RESOLVER)
    answered = lambda: asked(lab, PUPIL1, OTHER_RESOLVER[family], *way) == ELSEWHERE[0]  # noqa: E731  # asked often
    lab.wait_for("the answer of who is asked by us too", answered)


@FAMILIES
def test_names_are_answered_during_a_ban_but_by_nobody_else(lab: Plugged, family: int) -> None:
    """Else a name server of the pupil's own would be a way out, slowly."""
    apply(lab, resolvers=ROUTER_LAN)
    now = time.time()
    ban = Ban(id="1", device="", addresses=OWN_PUPIL[PUPIL1], since=now, until=now + 60, reason="", by="")
    lab.run(BOX, "nft", "-f", "-", stdin=set_bans([ban], now))
    assert asked(lab, PUPIL1, ROUTER_LAN[family]) == WEB[0]
    assert asked(lab, PUPIL1, OTHER_RESOLVER[family]) == ""
    assert stream(lab, PUPIL1, WEB[family], 5223) == "refused"


@FAMILIES
def test_ssh_is_taken_from_the_routers_side_and_the_named_networks_alone(lab: Plugged, family: int) -> None:
    kind = socket.AF_INET6 if family else socket.AF_INET
    with lab.inside(BOX):
        server = socket.create_server(("::" if family else "0.0.0.0", 22), family=kind)  # noqa: S104  a namespace of its own
    with server:
        apply(lab)
        assert stream(lab, PUPIL1, OWN_BOX[family], 22) == "refused"
        # No pupil is there. Its IPv6 is a public address that nobody named as the school's.
        assert stream(lab, ROUTER, BOX_LAN[family], 22) == ("refused" if family else "open")
        apply(lab, f'ssh_from = ["{OWN_PUPIL[PUPIL1][family]}"]\n')
        assert stream(lab, PUPIL1, OWN_BOX[family], 22) == "open"
        assert stream(lab, PUPIL2, OWN_BOX[family], 22) == "refused"


def test_a_school_without_ipv6_has_none(lab: Plugged) -> None:
    apply(lab)
    assert stream(lab, PUPIL1, WEB[1], 5223) == "open"
    apply(lab, 'ipv6 = "refuse"\n')
    for port in (443, 80, 5223, 4443):
        assert stream(lab, PUPIL1, WEB[1], port) == "refused"
    assert datagram(lab, PUPIL1, WEB[1], 443) == "refused"
    assert stream(lab, PUPIL1, WEB[0], 443) == "open"


@FAMILIES
def test_one_device_that_asks_without_end_does_not_keep_the_others_waiting(lab: Plugged, family: int) -> None:
    apply(lab, names=True)
    where = (OWN_BOX[family], 53)
    with (
        lab.inside(PUPIL2),
        socket.socket(socket.AF_INET6 if family else socket.AF_INET, socket.SOCK_DGRAM) as flood,
    ):
        for _ in range(2000):
            flood.sendto(b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01", where)
    dropped = re.findall(r"update @asking[46].*counter packets (\d+)", lab.run(BOX, "nft", "list", "ruleset").stdout)
    assert 1000 < sum(map(int, dropped)) < 2000
    assert asked(lab, PUPIL1, OWN_BOX[family]) == OURS


def test_a_tunnel_through_names_is_slow_over_tcp_too(lab: Plugged) -> None:
    """One connection may ask without end; its answers are measured."""
    apply(lab, names=True)
    done = lab.run(PUPIL2, sys.executable, "-c", ASKS_FOR_MUCH, OWN_BOX[0])
    assert 100_000 < int(done.stdout) < 700_000
    assert asked(lab, PUPIL1, OWN_BOX[0]) == OURS
