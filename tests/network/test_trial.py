"""Ports and addresses on trial: a real systemd-networkd and dnsmasq in the box, real DHCP clients behind it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home, parse
from appliance.errors import NetworkError
from appliance.network.commands import Answer, Applied, Check, Command, Confirm, Failed, Probe, Rollback, TryAddresses
from appliance.network.layout import layout
from appliance.network.trial import Trial
from tests.lab.box import CORE_UID, PROXY_UID
from tests.lab.plugged import BOX, BRIDGE, MAC, Routed
from tests.lab.topology import INSIDE, OUTSIDE, PUPIL1, PUPIL2, end
from tests.network import networkd
from tests.network.test_service import ask

_MISSING = [tool for tool in networkd.TOOLS if not Path(tool).exists()]
pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(bool(_MISSING), reason=f"not installed: {', '.join(_MISSING)}"),
]

USERS = f'proxy_user = "{PROXY_UID}"\ncore_user = "{CORE_UID}"\n'
GATEWAY = f'[network]\ninside = "{INSIDE}"\noutside = "{OUTSIDE}"\n{USERS}[addresses]\ninside = "{{}}"\n'
FIRST, SECOND = "10.99.0.1/24", "10.98.0.1/24"
FIRST6 = "fd99::1/64"
LEASE = '#!/bin/sh\n[ "$1" = bound ] && ip addr add "$ip/$mask" dev $interface && env > {}\nexit 0\n'


class Fresh(Routed):
    """A box on which nobody has set anything up."""

    leased = ()

    def _set_up_box(self) -> None:
        self._in(BOX, "link set lo up", f"link set {OUTSIDE} address {MAC[BOX]}")


class Tried:
    """The lab, networkd in its box, and `network`."""

    def __init__(self, lab: Fresh) -> None:
        self.lab = lab
        self.home = Home(lab.folder / "home")
        self.home.root.mkdir()
        self.home.network_socket.parent.mkdir(parents=True)
        self._environment = networkd.start(lab, BOX) | {"LOLLIPOP_HOME": str(self.home.root)}
        self.write(f"[network]\n{USERS}")
        self.start()

    def start(self) -> None:
        argv = (sys.executable, "-m", "appliance.network")
        self._process = self.lab.spawn(BOX, *argv, log="network", env=self._environment)
        self.lab.wait_for("network's socket", self.home.network_socket.exists, log="network")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(5)
        self.home.network_socket.unlink()

    def write(self, text: str) -> None:
        self.home.settings.write_text(text)

    async def do(self, command: Command) -> Answer:
        (answer,) = await ask(self.home, command)
        return answer

    def addresses(self, link: str) -> str:
        return self.lab.run(BOX, "ip", "-o", "address", "show", "dev", link, "scope", "global").stdout

    def files(self) -> set[str]:
        return {path.name for path in (self.lab.etc(BOX) / "systemd" / "network").glob("10-lollipop-*")}

    def texts(self) -> dict[str, str]:
        folder = self.lab.etc(BOX) / "systemd" / "network"
        return {name: (folder / name).read_text() for name in self.files()}

    def until_inside(self, address: str) -> None:
        self.lab.wait_for(address, lambda: f" {address} " in self.addresses(INSIDE), log="networkd", seconds=15)

    def leased(self, place: str) -> dict[str, str]:
        """What a device gets that asks for an address."""
        script, told = self.lab.folder / f"lease-{place}.sh", self.lab.folder / f"lease-{place}"
        script.write_text(LEASE.format(told))
        script.chmod(0o755)
        argv = ("udhcpc", "-f", "-q", "-n", "-t", "8", "-T", "1", "-i", "eth0", "-O", "wpad", "-s", str(script))
        done = self.lab.run(place, *argv, timeout=30)
        assert told.exists(), done.stderr
        return dict(line.split("=", 1) for line in told.read_text().splitlines() if "=" in line)


@pytest.fixture(scope="module")
def tried() -> Iterator[Tried]:
    with Fresh() as lab:
        yield Tried(lab)


@pytest.fixture
async def held(tried: Tried) -> Tried:
    """The first layout is confirmed, and nothing else is tried."""
    tried.write(GATEWAY.format(FIRST) + f'inside6 = "{FIRST6}"\n')
    await tried.do(Rollback())
    if f" {FIRST} " not in tried.addresses(INSIDE):
        assert isinstance(await tried.do(TryAddresses()), Applied), tried.lab.tail("network")
        assert isinstance(await tried.do(Confirm()), Applied)
    tried.until_inside(FIRST)
    return tried


async def test_a_fresh_box_goes_back_to_nothing(tried: Tried) -> None:
    tried.write(GATEWAY.format(SECOND))
    answer = await tried.do(TryAddresses(seconds=60))
    assert isinstance(answer, Applied), answer
    tried.until_inside(SECOND)
    assert "lollipop" in tried.lab.run(BOX, "nft", "list", "tables").stdout
    assert isinstance(await tried.do(Rollback()), Applied)
    assert tried.files() == set()
    assert tried.lab.run(BOX, "nft", "list", "tables").stdout == ""


async def test_what_is_confirmed_holds_and_devices_get_addresses(held: Tried) -> None:
    assert held.files() == {"10-lollipop-inside.network", "10-lollipop-outside.network"}
    held.lab.wait_for("an address of the router's", lambda: " 10.77.0.2/24 " in held.addresses(OUTSIDE), seconds=20)
    given = held.leased(PUPIL1)
    assert given["ip"].startswith("10.99.0.")
    assert (given["router"], given["dns"], given["domain"]) == ("10.99.0.1", "10.99.0.1", "school.internal")
    assert given["wpad"] == "http://lollipop:8001/wpad.dat"
    assert held.lab.run(PUPIL1, "dig", "+short", "@10.99.0.1", "wpad").stdout.strip() == "10.99.0.1"
    assert isinstance(await held.do(Probe()), Applied), "our own server is in nobody's way"


async def test_devices_get_an_address_of_ipv6_too(held: Tried) -> None:
    shown = ("ip", "-6", "-o", "address", "show", "dev", "eth0", "scope", "global")
    held.lab.wait_for("an advertised address", lambda: " fd99::" in held.lab.run(PUPIL2, *shown).stdout, seconds=20)
    assert held.lab.run(PUPIL2, "dig", "+short", "@fd99::1", "lollipop", "AAAA").stdout.strip() == "fd99::1"


async def test_without_a_word_the_old_addresses_come_back(held: Tried) -> None:
    held.write(GATEWAY.format(SECOND))
    answer = await held.do(TryAddresses(seconds=5))
    assert isinstance(answer, Applied), answer
    assert "confirm them, or the old ones come back" in answer.text
    held.until_inside(SECOND)
    assert isinstance(await held.do(TryAddresses()), Failed), "one trial at a time"
    held.until_inside(FIRST)
    assert SECOND not in held.addresses(INSIDE)
    late = await held.do(Confirm())
    assert isinstance(late, Failed)
    assert "no addresses are being tried" in late.text


async def test_the_old_addresses_come_back_when_network_is_killed_during_the_trial(held: Tried) -> None:
    held.write(GATEWAY.format(SECOND))
    assert isinstance(await held.do(TryAddresses(seconds=600)), Applied)
    held.until_inside(SECOND)
    held.kill()
    held.start()
    held.until_inside(FIRST)
    assert await held.do(Check()) == Applied(text="the network's rules are in force")
    assert held.leased(PUPIL1)["router"] == "10.99.0.1"


async def test_what_was_confirmed_holds_after_a_restart_whatever_the_settings_wish(held: Tried) -> None:
    held.write(GATEWAY.format(SECOND))
    held.kill()
    held.start()
    assert isinstance(await held.do(Check()), Applied)
    assert f" {FIRST} " in held.addresses(INSIDE)
    assert "10.99.0.1" in (held.home.network_state / "dnsmasq.conf").read_text()


async def test_a_bridge_comes_up_takes_an_address_and_goes_again(held: Tried) -> None:
    ports = f'mode = "bridge"\ninside = "{INSIDE}"\noutside = "{OUTSIDE}"\nbridge = "{BRIDGE}"\n'
    held.write(f"[network]\n{ports}{USERS}")
    answer = await held.do(TryAddresses(seconds=600))
    assert isinstance(answer, Applied), answer
    held.lab.wait_for("the router's address", lambda: "10.77.0." in held.addresses(BRIDGE), log="networkd", seconds=20)
    assert held.addresses(INSIDE) == ""
    assert held.leased(PUPIL1)["router"] == "10.77.0.1", "through the bridge, from the school's router"
    assert isinstance(await held.do(Rollback()), Applied)
    held.until_inside(FIRST)
    assert BRIDGE not in held.lab.run(BOX, "ip", "-o", "link").stdout


# --- somebody is in the way ---


async def test_another_that_gives_addresses_is_named_and_nothing_is_applied(held: Tried) -> None:
    held.lab.run(PUPIL2, "ip", "address", "add", "10.98.0.7/24", "dev", "eth0")
    options = ("-d", "-C/dev/null", "-p0", "-ieth0", "-F10.98.0.50,10.98.0.60", "-l", str(held.lab.folder / "rogue"))
    rogue = held.lab.spawn(PUPIL2, "dnsmasq", *options, "--user=root", "--pid-file=", log="rogue")
    held.lab.wait_for("the other", lambda: "DHCP, IP range" in held.lab.tail("rogue"), log="rogue")
    held.write(GATEWAY.format(SECOND))
    before = held.files(), held.addresses(INSIDE)
    refused = await held.do(TryAddresses())
    end(rogue)
    assert refused == Failed(
        text=f"somebody else gives addresses on {INSIDE} already: 10.98.0.7 ({MAC[PUPIL2]}). Switch that off, or use "
        "the box as a bridge; two that give addresses would take each other's devices"
    )
    assert (held.files(), held.addresses(INSIDE)) == before
    assert await held.do(Check()) == Applied(text="the network's rules are in force")


@pytest.mark.parametrize(
    ("taken", "more"),
    [
        pytest.param("10.98.0.1/24", "", id="IPv4"),
        pytest.param("fd98::1/64", 'inside6 = "fd98::1/64"\n', id="IPv6"),
    ],
)
async def test_a_device_that_has_the_address_is_named(held: Tried, taken: str, more: str) -> None:
    held.lab.run(PUPIL2, "ip", "address", "add", taken, "dev", "eth0")
    held.write(GATEWAY.format(SECOND) + more)
    refused = await held.do(TryAddresses())
    held.lab.run(PUPIL2, "ip", "address", "delete", taken, "dev", "eth0")
    address = taken.partition("/")[0]
    assert isinstance(refused, Failed)
    assert f"{address} on {INSIDE} is taken: {MAC[PUPIL2]} has it" in refused.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(GATEWAY.format("10.77.0.200/24"), "the network inside, 10.77.0.0/24, is also", id="outside's"),
        pytest.param(GATEWAY.format("10.98.0.0/24"), "addresses.inside: 10.98.0.0/24 is the network itself", id="net"),
        pytest.param(
            GATEWAY.format(SECOND).replace(f'"{INSIDE}"', '"nowhere"', 1), "no port 'nowhere'", id="no such port"
        ),
        pytest.param(f'[network]\ninside = "{INSIDE}"\n[addresses]\ninside = "x"\n', "addresses: inside: 'x'", id="x"),
        pytest.param("[network]\n", "network.inside: '' is not the name", id="nothing named"),
    ],
)
async def test_what_could_not_work_is_said_first(held: Tried, text: str, sentence: str) -> None:
    held.write(text)
    for command in (Probe(), TryAddresses()):
        refused = await held.do(command)
        assert isinstance(refused, Failed)
        assert sentence in refused.text
    held.until_inside(FIRST)


async def test_files_that_networkd_does_not_take_are_taken_back(held: Tried) -> None:
    before = held.texts()
    (held.lab.folder / "bus").unlink()
    held.write(GATEWAY.format(SECOND))
    refused = await held.do(TryAddresses())
    assert isinstance(refused, Failed)
    assert "systemd-networkd does not take the new addresses" in refused.text
    assert held.texts() == before


# --- wherever it ends ---


def test_a_crash_between_two_steps_goes_back(tmp_path: Path) -> None:
    settings = parse(GATEWAY.format(FIRST), "lollipop.toml")
    trial = Trial(tmp_path, lambda: settings)
    before = layout(parse(GATEWAY.format(SECOND), "lollipop.toml"))
    trial.begin(trial.wish(), before, 60)
    assert trial.settings().addresses.inside == FIRST
    next_start = Trial(tmp_path, lambda: settings)
    assert next_start.is_left_over
    assert next_start.settings().addresses.inside == SECOND


def test_what_is_kept_and_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "held").write_bytes(b"{")
    with pytest.raises(NetworkError, match="held cannot be read"):
        Trial(tmp_path, lambda: parse("", "lollipop.toml"))
