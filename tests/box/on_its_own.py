"""A box as a school has it: a container that looks after its own ports and addresses as the gateway of a network of its
own, between the pupils' switch and the school's router. Here its cables are moved, its internet goes away, it starts
anew; and what its console says of that is read as staff read it.
"""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from html import unescape
from pathlib import Path

from tests.box.container import Container, layers_of_a_box
from tests.box.plugged_in import INSIDE_DOMAINS, PluggedIn, settle
from tests.lab import internet
from tests.lab.plugged import BOX, MAC, OTHER_RESOLVER, ROUTER, ROUTER_LAN, SWITCH, Routed
from tests.lab.topology import GATEWAY_OUTSIDE, INSIDE, OUTSIDE, addresses_of, end, wait_for

CONSOLE_PORT = 4443
_SETTINGS = f"""
[network]
mode = "gateway"
inside = "{INSIDE}"
outside = "{OUTSIDE}"

[addresses]
inside = "10.88.0.1/24"
inside6 = "fd77:88::1/64"

[names]
{INSIDE_DOMAINS}
"""
_CONSOLE = f"https://lollipop:{CONSOLE_PORT}"
_TEXT = re.compile(r"<[^>]+>")


class Cabled(Routed):
    """The box's ports are bare: what they do is its own business. The router asks somebody on the internet for names
    that it does not know, as a school's does."""

    leased: tuple[str, ...] = ()

    def cut_off(self) -> None:
        """The school's line is dead; its router is there."""
        self._in(ROUTER, "link set wan down")

    def connect_again(self) -> None:
        """An address of IPv6 goes with its link."""
        self._in(ROUTER, "link set wan up", f"address add {GATEWAY_OUTSIDE[1]}/64 dev wan")
        self._in(ROUTER, *(f"route add default via {one}" for one in _BEYOND))

    def pull(self, port: str) -> None:
        """The other end of the cable is out."""
        self._in(*_other_end(port, "down"))

    def put_back(self, port: str) -> None:
        self._in(*_other_end(port, "up"))
        if port == OUTSIDE:
            self._in(ROUTER, f"address replace {ROUTER_LAN[1]}/64 dev lan")

    def swap(self) -> None:
        """The cable of one port in the other, and the other way round. It takes a person longer than the box to notice
        that both are out."""
        router, switch = self.namespace(ROUTER), self.namespace(SWITCH)
        self.pull(INSIDE)
        self.pull(OUTSIDE)
        wait_for("no way out any more", lambda: not self._ways_out(), seconds=45, why=self._ways_out)
        end(self._router)
        self._in(SWITCH, f"link set box netns {router} name moved")
        self._in(ROUTER, f"link set lan netns {switch} name box", "link set moved name lan", "link set lan up")
        self._in(ROUTER, *addresses_of("lan", ROUTER_LAN, (24, 64)))
        self._in(SWITCH, "link set box master br0", "link set box up")
        self._start_router()

    def forget_box(self) -> None:
        """What its kernel knew: a box that starts anew would take what is left for somebody else's, and keep it."""
        for port in (INSIDE, OUTSIDE):
            self._in(BOX, f"address flush dev {port}", f"link set {port} down")
        self.run(BOX, "nft", "flush", "ruleset")

    @contextmanager
    def brought_along(self) -> Iterator[str]:
        """Somebody's Wi-Fi router at the pupils' switch, which gives addresses: its own one is given."""
        own = "192.168.0.1"
        self._in(SWITCH, f"address add {own}/24 dev br0")
        config = "interface=br0\nport=0\ndhcp-authoritative\ndhcp-range=192.168.0.100,192.168.0.199,2m\nno-daemon\n"
        (self.folder / "brought.conf").write_text(
            f"user=root\npid-file=\n{config}dhcp-leasefile={self.folder}/brought.leases\n"
        )
        process = self.spawn(SWITCH, "dnsmasq", "-C", str(self.folder / "brought.conf"), log="brought")
        try:
            yield own
        finally:
            end(process)
            self._in(SWITCH, f"address delete {own}/24 dev br0")

    def _ways_out(self) -> str:
        shown = [self.run(BOX, "ip", version, "route", "show", "default") for version in ("-4", "-6")]
        return "".join(one.stdout for one in shown)

    def _set_up_box(self) -> None:
        self._in(BOX, *(f"link set {OUTSIDE} address {MAC[BOX]}",))

    def _dnsmasq(self, place: str, config: str) -> subprocess.Popen[bytes]:
        more = f"server={OTHER_RESOLVER[0]}\n" if place == ROUTER else ""
        self._last = (place, config + more)
        return super()._dnsmasq(place, config + more)

    def _set_up_router(self) -> None:
        super()._set_up_router()
        self._routers = self._last

    def _start_router(self) -> None:
        self._router = super()._dnsmasq(*self._routers)


class OnItsOwn(PluggedIn):
    """`keep` is a folder that takes what the box writes."""

    lab: Cabled

    def __init__(self, lab: Cabled, keep: Path) -> None:
        self.lab = lab
        self._keep, self._layers = keep, layers_of_a_box()  # the same at each start
        self._stack = ExitStack()

    def boot(self) -> None:
        """The container starts with what it wrote before. What it waits for on the network is not waited for."""
        started = Container(self._layers, netns=self.lab.namespace(BOX), keep=self._keep)
        self.box = self._stack.enter_context(started)

    def power_cut(self) -> None:
        """From one moment to the next nothing of it runs."""
        self._stack.close()
        self.lab.forget_box()

    def health(self) -> str:
        """The health page as text; what went wrong where there is none."""
        page = self._console("/health")
        return " ".join(unescape(_TEXT.sub(" ", page)).split())

    def wait_until_told(self, *words: str, seconds: float = 120) -> str:
        """Until the health page has all of these; the whole page."""
        said = [""]

        def told() -> bool:
            said[0] = self.health()
            return all(word in said[0] for word in words)

        wait_for(f"{words} on the health page", told, seconds=seconds, why=lambda: f"{said[0]}\n{self._ports()}")
        return said[0]

    def sign_in(self) -> None:
        """By the link that whoever stands at the box can have."""
        made = self.box.lollipop("sign-in")
        token = re.findall(r"/sign-in/(\S+)", made.stdout)
        assert token, made.stdout + made.stderr
        self._cookies.unlink(missing_ok=True)
        came_in = self._console(f"/sign-in/{token[0]}", "--request", "POST", "--header", f"Origin: {_CONSOLE}")
        assert " 303 " in came_in.splitlines()[0], came_in

    def _ports(self) -> str:
        """What networkd made of them."""
        seen = self.box.run("networkctl", "status", "--no-pager", "--lines=0", INSIDE, OUTSIDE).stdout
        return f"{seen}\n{self.box.journal('systemd-networkd', lines=30)}"

    @property
    def _cookies(self) -> Path:
        return self.lab.folder / "cookies"

    def _console(self, path: str, *options: str) -> str:
        """Asked on the box itself, so that it answers with every cable out."""
        named = ("--resolve", f"lollipop:{CONSOLE_PORT}:127.0.0.1")
        jar = ("--cookie", str(self._cookies), "--cookie-jar", str(self._cookies))
        return self.fetch(f"{_CONSOLE}{path}", *named, *jar, *options, place=BOX)


@contextmanager
def on_its_own(keep: Path, begin: Callable[[OnItsOwn], None] = lambda _: None) -> Iterator[OnItsOwn]:
    """Plugged in, kept as a school keeps it, and signed in to. `keep` takes what the box writes; `begin` is done to it
    before it is settled."""
    with Cabled() as lab:
        internet.start(lab)
        school = OnItsOwn(lab, keep)
        try:
            school.boot()
            begin(school)
            _settle(school)
            yield school
        finally:
            school.power_cut()


def _settle(school: OnItsOwn) -> None:
    box, lab = school.box, school.lab
    settle(box.root, lab, _SETTINGS)
    (lab.folder / "school.pem").write_bytes((box.root / "data/lollipop/lollipop-ca.pem").read_bytes())
    box.say("systemctl", "restart", "lollipop.target", timeout=120)
    assert school.healthy() == ""
    box.say("lollipop", "network", "apply", "--seconds", "300", timeout=90)
    box.say("lollipop", "network", "confirm")
    school.sign_in()


def _other_end(port: str, state: str) -> tuple[str, str]:
    return {INSIDE: (SWITCH, f"link set box {state}"), OUTSIDE: (ROUTER, f"link set lan {state}")}[port]


_BEYOND = ("203.0.113.1", "2001:db8:113::1")
