"""The watch as a process, in a network with the school's own router."""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from appliance.config import Chosen, Home, Plugged, Settings
from appliance.errors import ConfigError
from appliance.model import Handling
from appliance.network.watch import service
from appliance.network.watch.service import give_root_away
from appliance.portal_wire import AskSeat, Seat
from appliance.rights import GROUPS, WATCH
from appliance.store import Store
from appliance.store.rows import DeviceRow
from appliance.wire import Call
from tests.lab.box import NUMBERS, WATCH_UID, Box
from tests.lab.plugged import BOX, MAC, Bridged
from tests.lab.topology import INSIDE, PUPIL, PUPIL1, PUPIL2, Topology
from tests.network.watch import given, traffic

pytestmark = pytest.mark.network


class Watched:
    """Core and the watch in a bridge."""

    def __init__(self, lab: Bridged) -> None:
        self.lab = lab
        self.box = Box(lab)
        self.box.start_one("core")
        lab.wait_for("core answers", lambda: self.box.status() is not None, log="core")
        self.start()

    def start(self) -> None:
        self.box.start_one("watch")

    @property
    def pid(self) -> int:
        return self.box._processes["watch"].pid

    def devices(self) -> dict[str, DeviceRow]:
        with Store.open(self.box.home, read_only=True) as store:
            return {row.mac: row for row in store.devices.all()}

    def asked(self) -> set[tuple[str, str]]:
        with Store.open(self.box.home, read_only=True) as store:
            return {(one.client, one.host) for one in store.activity.recent(100) if one.handling is Handling.ASKED}

    def mac_at(self, address: str) -> str:
        with Call(self.box.home.core_socket, "portal") as call:
            seat = call.ask(AskSeat(address=address))
        assert isinstance(seat, Seat), seat
        return seat.device.mac

    def wait_for(self, what: str, true: object, seconds: float = 10.0) -> None:
        self.lab.wait_for(what, true, log="watch", seconds=seconds)  # type: ignore[arg-type]  # any callable


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    with Bridged() as lab:
        yield Watched(lab)


def speak(watched: Watched, place: str) -> None:
    """A device that reaches for the router says where it is."""
    watched.lab.run(place, "ip", "neigh", "flush", "all")
    watched.lab.run(place, "dig", "+short", "+time=1", "+tries=1", "games.example.com")


def test_devices_are_found_by_what_they_say(watched: Watched) -> None:
    def found() -> bool:
        speak(watched, PUPIL1)
        return {MAC[PUPIL1]} <= set(watched.devices())

    watched.wait_for("the device is in the store", found, seconds=20)
    row = watched.devices()[MAC[PUPIL1]]
    assert PUPIL[PUPIL1][0] in row.addresses
    assert row.random
    assert watched.mac_at(PUPIL[PUPIL1][0]) == MAC[PUPIL1]


def test_a_name_that_was_asked_for_is_a_visit(watched: Watched) -> None:
    speak(watched, PUPIL1)
    watched.lab.run(PUPIL1, "dig", "+short", "+time=1", "+tries=1", "confide.school.org")
    wanted = (PUPIL[PUPIL1][0], "games.example.com")
    watched.wait_for("the visit", lambda: wanted in watched.asked())
    assert not {host for _, host in watched.asked() if "confide" in host}


def test_a_lease_is_heard(watched: Watched) -> None:
    lab = watched.lab
    script = lab.folder / "lease.sh"
    lab.run(PUPIL2, "udhcpc", "-f", "-n", "-q", "-x", "hostname:Bens-iPad", "-i", "eth0", "-s", str(script))

    def leased() -> bool:
        with Store.open(watched.box.home, read_only=True) as store:
            return any(one.mac == MAC[PUPIL2] and one.leased for one in store.sessions.places())

    watched.wait_for("the lease", leased)
    watched.wait_for("it is in the store", lambda: MAC[PUPIL2] in watched.devices())
    watched.wait_for("its name", lambda: watched.devices()[MAC[PUPIL2]].heard == "Bens-iPad")
    assert watched.devices()[MAC[PUPIL2]].kind == "iPad"


def test_another_device_at_an_address_is_known_at_once(watched: Watched) -> None:
    address = PUPIL[PUPIL1][0]
    speak(watched, PUPIL1)
    watched.wait_for("the first device", lambda: watched.mac_at(address) == MAC[PUPIL1])
    watched.lab.run(PUPIL2, "ip", "address", "add", f"{address}/32", "dev", "eth0")
    started = time.monotonic()
    with watched.lab.inside(PUPIL2):
        traffic.send("eth0", [given.arp(MAC[PUPIL2], address)] * 50, 0.01)
    watched.wait_for("the second device", lambda: watched.mac_at(address) == MAC[PUPIL2], seconds=2)
    taken = time.monotonic() - started
    print(f"{taken * 1000:.0f} ms")  # noqa: T201  # the figure
    assert taken < 0.5
    watched.lab.run(PUPIL2, "ip", "address", "del", f"{address}/32", "dev", "eth0")
    speak(watched, PUPIL1)


def test_it_keeps_no_right_of_root(watched: Watched) -> None:
    own = Path(f"/proc/{watched.pid}")
    watched.lab.wait_for("it became another user", lambda: own.stat().st_uid == WATCH_UID, log="watch")
    status = dict(line.split(":\t", 1) for line in (own / "status").read_text().splitlines() if "\t" in line)
    assert set(status["Uid"].split()) == {str(WATCH_UID)}
    assert "0" not in status["Gid"].split()
    assert set(status["Groups"].split()) == {str(NUMBERS.groups[name]) for name in GROUPS[WATCH]}
    assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 0


def test_a_watch_that_was_killed_is_an_incident_and_goes_on(watched: Watched) -> None:
    watched.box.kill_one("watch")
    watched.start()

    def told() -> bool:
        with Store.open(watched.box.home, read_only=True) as store:
            return any("watch stopped by itself" in one.text for one in store.incidents.recent())

    watched.wait_for("the incident", told, seconds=15)


def cpu_seconds(pid: int) -> float:
    """What the process used, of its own and of the kernel's time."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def mac_of_box(watched: Watched) -> str:
    shown = json.loads(watched.lab.run(BOX, "ip", "-j", "link", "show", "dev", INSIDE).stdout)
    return str(shown[0]["address"])


def load(watched: Watched, seconds: list[list[bytes]]) -> float:
    """CPU seconds of the watch for each second of traffic."""
    before = cpu_seconds(watched.pid)
    with watched.lab.inside(PUPIL1):
        for frames in seconds:
            traffic.send("eth0", frames)
    time.sleep(0.3)
    return (cpu_seconds(watched.pid) - before) / len(seconds)


def test_ordinary_traffic_costs_a_twentieth_of_a_core(watched: Watched) -> None:
    frames = [traffic.second(number, mac_of_box(watched)) for number in range(7)]
    load(watched, frames[:3])  # names asked for the first time
    share = load(watched, frames[3:])
    print(f"{share:.1%} of a core, {resident_mib(watched.pid):.0f} MiB")  # noqa: T201  # the figure
    assert share <= 0.05
    assert len(watched.devices()) > 20


def test_a_flood_is_bounded_and_the_box_goes_on_hearing(watched: Watched) -> None:
    frames = [list(traffic.flood(number)) for number in range(4)]
    before = resident_mib(watched.pid)
    share = load(watched, frames)
    grown = resident_mib(watched.pid) - before
    print(f"{share:.1%} of a core, {grown:.0f} MiB more")  # noqa: T201  # the figure
    assert share <= 0.35
    assert grown < 40
    wanted = (PUPIL[PUPIL2][0], "after-the-flood.example.com")

    def heard() -> bool:
        watched.lab.run(PUPIL2, "dig", "+short", "+time=1", "+tries=1", wanted[1])
        return wanted in watched.asked()

    watched.wait_for("a name after the flood", heard, seconds=10)


@pytest.mark.parametrize("user", ["0", "nobody-knows-them"])
def test_root_is_given_away_to_a_user_that_there_is(user: str) -> None:
    with pytest.raises(ConfigError, match=r"^network\.watch_user: "):
        give_root_away(user)


def test_a_port_that_goes_away_ends_it_with_a_sentence() -> None:
    with Topology() as lab:
        home = lab.folder / "home"
        (home / "spool").mkdir(parents=True)
        (home / "lollipop.toml").write_text(f'[network]\ninside = "{INSIDE}"\nwatch_user = "{WATCH_UID}"\n')
        (home / "spool").chmod(0o777)
        command = ("setpriv", "--regid=61186", "--clear-groups", str(lab.python), "-m", "appliance.network.watch")
        watch = lab.spawn("gateway", *command, log="watch", env={"LOLLIPOP_HOME": str(home)})
        lab.wait_for(
            "it became another user", lambda: Path(f"/proc/{watch.pid}").stat().st_uid == WATCH_UID, log="watch"
        )
        lab.run("gateway", "ip", "link", "delete", INSIDE)
        assert watch.wait(10) == 1
        assert f"'{INSIDE}' is gone" in lab.tail("watch")


async def test_it_ends_when_another_port_is_to_be_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LOOK_SECONDS", 0.01)
    home = Home(tmp_path / "home")
    home.make()
    waiting = asyncio.create_task(service._until_elsewhere(home, Settings()))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    home.chosen.write_bytes(msgspec.json.encode(Chosen(plugged=Plugged(mode="beside", inside="eth0"))))
    await asyncio.wait_for(waiting, 10)
