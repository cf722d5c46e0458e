"""The booted image between a school's devices and a small internet: `tests/lab/plugged.py` with a machine of its own as
the box, whose two cards lie on its cables."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.box import plugged_in
from tests.image.booted import Booted, overlay
from tests.lab import internet
from tests.lab.plugged import BOX, MAC, Plugged
from tests.lab.topology import INSIDE, OUTSIDE, PUPIL1, PUPIL2, up, wait_for

INSIDE_MAC = "02:00:00:00:00:03"
_CARDS = {INSIDE: INSIDE_MAC, OUTSIDE: MAC[BOX]}  # the router keeps an address for what is outside
# The lab's authority, and its names, whose addresses are those for documentation and count as private.
_ROOTS = "/data/lab-roots.pem"  # nothing else of the image can be written
_SETTINGS = """
set -e
cat >{roots} <<'PEM'
{pem}PEM
chgrp lollipop {roots} && chmod 640 {roots}
sed -i 's|^transparent = true|&\\ntrusted_roots = "{roots}"|' /data/lollipop/lollipop.toml
printf '\\n[names]\\ninside_domains = ["test", "com", "org.uk"]\\n' >>/data/lollipop/lollipop.toml
systemctl restart lollipop.target
lollipop healthy --quick --within 900
"""
# What the console sends when somebody presses, as the console's own user.
_ASK = """
from appliance.choice_wire import AskKeep, AskPlug
from appliance.config import Plugged, default_home
from appliance.wire import Call, Done
with Call(default_home().core_socket, "web", 120) as call:
    answer = call.ask({message})
    call.hang_up()
print(answer)
raise SystemExit(not isinstance(answer, Done))
"""


class Apart(Plugged):
    """Devices have no addresses before the box is there to give or to pass them."""

    leased = ()

    def _set_up_box(self) -> None:
        lines = ["link set lo up"]
        for link in (INSIDE, OUTSIDE):
            lines += [
                f"link add sw-{link} type bridge",
                f"tuntap add tap-{link} mode tap",
                *(f"link set {port} master sw-{link}" for port in (link, f"tap-{link}")),
                *up(f"sw-{link}", f"tap-{link}", link),
            ]
        self._sysctl(BOX, "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
        self._in(BOX, *lines)


def cards() -> list[str]:
    """Of QEMU."""
    return [
        part
        for link, mac in _CARDS.items()
        for part in (
            *("-netdev", f"tap,id={link},ifname=tap-{link},script=no,downscript=no"),
            *("-device", f"virtio-net-pci,netdev={link},mac={mac}"),
        )
    ]


class Wired(plugged_in.Plugged[Booted]):
    """Use `wired`."""

    patience = 90
    _clients: tuple[subprocess.Popen[bytes], ...] = ()

    def settle(self) -> None:
        """It trusts the lab's sites. What a device trusts is written down for it."""
        pem = (self.lab.folder / "roots.pem").read_text()
        self.box.say(_SETTINGS.format(roots=_ROOTS, pem=pem), 1200)
        (self.lab.folder / "school.pem").write_text(self.box.say("cat /data/lollipop/lollipop-ca.pem") + "\n")

    def plug(self, mode: str) -> None:
        """As somebody does it in the console: tried, and kept."""
        inside, outside = (self._link(mac) for mac in _CARDS.values())
        plugged = f'AskPlug(plugged=Plugged(mode="{mode}", inside="{inside}", outside="{outside}"), by="the test")'
        for message in (plugged, 'AskKeep(by="the test")'):
            self._python(_ASK.format(message=message), user="lollipop-web")

    def lease(self) -> None:
        """Devices ask for addresses, as after a cable was plugged in anew."""
        for client in self._clients:
            client.kill()
            client.wait(20)
        for pupil in (PUPIL1, PUPIL2):
            self.lab.run(pupil, "ip", "-4", "address", "flush", "dev", "eth0")
        self._clients = tuple(self.lab.lease(pupil) for pupil in (PUPIL1, PUPIL2))
        answer = partial(self.lab.run, PUPIL1, "getent", "ahostsv4", "www.lab.test")
        wait_for("names", lambda: bool(answer().stdout), seconds=180, why=self.box.journal)

    def addresses(self, pupil: str) -> tuple[str, ...]:
        """That of IPv4 comes first."""
        shown = self.lab.run(pupil, "ip", "-j", "address", "show", "dev", "eth0", "scope", "global").stdout
        given = [address for link in json.loads(shown) for address in link.get("addr_info", ())]
        whole = [address for address in given if address]  # of what it does not show, `ip` leaves the brackets
        return tuple(address["local"] for address in sorted(whole, key=lambda one: one["family"]))

    def _link(self, mac: str) -> str:
        return self.box.say(f"basename $(dirname $(grep -l {mac} /sys/class/net/en*/address))")


@contextmanager
def wired(image: Path, folder: Path) -> Iterator[Wired]:
    """Started, and as it comes: nobody chose yet how it is plugged in."""
    with Apart() as lab:
        internet.start(lab)
        with Booted(overlay(image, folder), folder, cards(), lab.argv(BOX)) as box:
            box.wait_until_up()
            yield Wired(lab, box)
