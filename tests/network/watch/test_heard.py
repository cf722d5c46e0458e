"""Text from the air; and that no packet, however made, makes us stumble."""

import random
import time

import pytest

from appliance.network.watch.capture import Kind
from appliance.network.watch.heard import or_nothing, printable
from appliance.network.watch.watch import Watch
from tests.network.watch import given
from tests.network.watch.given import host_record, model_record, port_record, service_record

FRAMES: tuple[tuple[Kind, bytes], ...] = (
    ("addresses", given.arp()),
    ("addresses", given.solicits()),
    ("addresses", given.advertises()),
    ("leases", given.dhcp_asks(more=(("hostname", b"ipad"), ("vendor_class_id", b"x"), ("param_req_list", [1, 3])))),
    ("leases", given.dhcp_gives()),
    ("announced", given.mdns(host_record("ipad"), model_record("ipad", b"model=x"), port_record("hp"))),
    ("announced", given.mdns(service_record("_ipp._tcp", "hp"), host_record("hp"))),
    ("asked", given.looks_up("a.example")),
    ("asked", given.says_hello("a.example")),
)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (b"Amys-iPad", "Amys-iPad"),
        (b"\x1b[31mred\x07\x00", "[31mred"),
        ("a\u202eb\u2028c\td", "a b c d"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"x" * 10_000, "x" * 63),
        ("  " * 500 + "x", ""),
        (None, "None"),
    ],
)
def test_text_is_printable_and_short(said: object, shown: str) -> None:
    assert printable(said) == shown


@pytest.mark.parametrize("error", [ValueError, IndexError, RecursionError, AttributeError, ZeroDivisionError])
def test_a_reader_that_stumbles_heard_nothing(error: type[Exception]) -> None:
    @or_nothing
    def read() -> int:
        raise error

    assert read() is None


def damaged(frame: bytes, chance: random.Random) -> bytes:
    """The frame with some bytes changed, cut, or doubled."""
    made = bytearray(frame)
    for _ in range(chance.randrange(1, 9)):
        made[chance.randrange(12, len(made))] = chance.choice((0, 1, 63, 64, 192, 255, chance.randrange(256)))
    match chance.randrange(4):
        case 0:
            return bytes(made[: chance.randrange(len(made))])
        case 1:
            return bytes(made) + chance.randbytes(chance.randrange(64))
        case 2:
            place = chance.randrange(14, len(made))
            return bytes(made[:place] + made[14:])
    return bytes(made)


@pytest.mark.parametrize(("kind", "frame"), FRAMES)
def test_no_damaged_packet_makes_us_stumble(kind: Kind, frame: bytes) -> None:
    chance = random.Random(frame)
    watch = Watch((), lambda _: "")
    slowest = 0.0
    for number in range(400):
        started = time.process_time()
        for said in watch.take(kind, damaged(frame, chance), 1000.0 * number):
            assert len(repr(said)) < 8000
        slowest = max(slowest, time.process_time() - started)
    assert slowest < 0.5


@pytest.mark.parametrize("kind", ["addresses", "leases", "announced", "asked"])
def test_noise_is_nothing(kind: Kind) -> None:
    chance = random.Random(kind)
    watch = Watch((), lambda _: "")
    for number in range(400):
        noise = (
            chance.randbytes(12)
            + chance.choice((b"\x08\x00", b"\x86\xdd", b"\x08\x06"))
            + chance.randbytes(chance.randrange(300))
        )
        assert list(watch.take(kind, noise, 1000.0 * number)) == []
