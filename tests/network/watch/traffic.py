"""An ordinary second of a school's network, at 20,000 packets: mostly pages and films, and a few words in between."""

import itertools
import random
import socket
import time
from collections.abc import Iterator, Sequence

from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.l2 import Ether

from tests.network.watch import given
from tests.network.watch.given import host_record, mdns, service_record

DEVICES = 300
PACKETS = 20_000
_NAMES, _QUESTIONS, _ARPS, _ANNOUNCEMENTS, _LEASES = 400, 200, 40, 10, 2


def device(number: int) -> tuple[str, str]:
    """MAC and address."""
    return f"a4:83:e7:00:{number >> 8:02x}:{number & 255:02x}", f"10.77.{1 + (number >> 8)}.{number & 255}"


def second(number: int, to: str) -> list[bytes]:
    """The frames of that second, in no order; `to` is the MAC that they go to."""
    chance = random.Random(number)
    frames = [*_words(chance, number)]
    data = [*_data(to)]
    frames += itertools.islice(itertools.cycle(data), PACKETS - len(frames))
    chance.shuffle(frames)
    return [_to(to, frame) for frame in frames]


def send(interface: str, frames: Sequence[bytes], seconds: float = 1.0) -> None:
    """Send evenly spread over that time."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
        sock.bind((interface, 0))
        started, part = time.monotonic(), len(frames) // 50
        for place in range(0, len(frames), part):
            for frame in frames[place : place + part]:
                sock.send(frame)
            time.sleep(max(0.0, started + seconds * (place + part) / len(frames) - time.monotonic()))


def flood(number: int) -> Iterator[bytes]:
    """What somebody sends who wants us to be busy: every frame from another device, with another name. Patched, because
    to make so many takes long."""
    name = b"x000000"
    lookup = given.looks_up(f"{name.decode()}.example.com", address="10.77.9.9")
    announced = mdns(host_record(name.decode()))
    hello = given.says_hello(f"{name.decode()}.example.com", address="10.77.9.9")
    claimed = given.arp()
    for each in range(PACKETS // 4):
        mac, this = bytes([2, number, 0, 0, *each.to_bytes(2)]), b"x%06d" % (number * PACKETS + each)
        yield claimed[:6] + mac + claimed[12:22] + mac + bytes([10, number, *each.to_bytes(2)]) + claimed[32:]
        for frame in (lookup, announced, hello):
            yield (frame[:6] + mac + frame[12:]).replace(name, this)


def _words(chance: random.Random, number: int) -> Iterator[bytes]:
    for each in range(_QUESTIONS):
        mac, address = device(chance.randrange(DEVICES))
        yield given.looks_up(f"www{chance.randrange(_NAMES)}.example.com", mac, address, each)
    for _ in range(_ARPS):
        yield given.arp(*device(chance.randrange(DEVICES)))
    for _ in range(_ANNOUNCEMENTS):
        mac, address = device(chance.randrange(DEVICES))
        yield mdns(host_record(f"ipad-{mac[-2:]}"), service_record("_airplay._tcp", mac), mac=mac, address=address)
    for each in range(_LEASES):
        mac, address = device(chance.randrange(DEVICES))
        yield given.dhcp_asks(mac, address, number=number * _LEASES + each + 1)


def _data(to: str) -> Iterator[bytes]:
    for number in range(DEVICES):
        mac, address = device(number)
        frame = Ether(src=mac, dst=to) / IP(src=address, dst="198.51.100.10")
        yield bytes(frame / TCP(sport=50000, dport=443, flags="A") / (b"\x17\x03\x03" + bytes(900)))
        yield bytes(frame / UDP(sport=50001, dport=443) / bytes(1000))
        yield given.says_hello("www.example.com", mac, address, port=443)


def _to(mac: str, frame: bytes) -> bytes:
    return bytes.fromhex(mac.replace(":", "")) + frame[6:]
