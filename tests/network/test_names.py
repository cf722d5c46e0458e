"""Names as devices get them, from a real dnsmasq that `network` looks after, with a real upstream."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.network.commands import Check, Failed
from appliance.network.names import is_any_answering, look_up, router_says
from tests.lab.box import CORE_UID, PROXY_UID
from tests.lab.plugged import BOX, OTHER_RESOLVER, OWN_BOX, ROUTER_LAN, Routed
from tests.lab.topology import INTERNET, PUPIL1, PUPIL2, WEB
from tests.network.test_service import ask

pytestmark = pytest.mark.network

SETTINGS = """
[network]
{network}proxy_user = "{proxy}"
core_user = "{core}"
[addresses]
inside = "10.88.0.1/24"
"""
LAB = '"lab.test", "school.test", "google.com"'  # its addresses are those for documentation, and count as private
DEAD = "203.0.113.99"
GOOGLE, GOOGLE6 = "198.51.100.20", "2001:db8:51::20"
UPSTREAM = f"""
host-record=forcesafesearch.google.com,{GOOGLE},{GOOGLE6}
host-record=www.google.com,198.51.100.21,2001:db8:51::21
host-record=intranet.evil.test,10.88.0.1
host-record=server.oak.internal,10.77.0.50
dns-rr=ech.lab.test,65,000100000100030268330003000404010203
host-record=www.lab.test,{WEB[0]},{WEB[1]}
"""


class Names:
    """The lab, and `network` in its box."""

    def __init__(self, lab: Routed) -> None:
        self.lab = lab
        self.home = Home(lab.folder / "home")
        self.home.root.mkdir()
        self.home.network_socket.parent.mkdir(parents=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, more: str = "") -> None:
        self.set(more)
        environment = {"LOLLIPOP_HOME": str(self.home.root)}
        self._process = self.lab.spawn(BOX, sys.executable, "-m", "appliance.network", log="network", env=environment)
        self.lab.wait_for("network's socket", self.home.network_socket.exists, log="network")

    def set(self, more: str) -> None:
        text = SETTINGS.format(network=self.lab.network, proxy=PROXY_UID, core=CORE_UID)
        self.home.settings.write_text(text + more)

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait(5)
        self.home.network_socket.unlink()

    def pid(self) -> int:
        return int((self.home.network_state / "dnsmasq.pid").read_text())

    def ask(self, name: str, kind: str = "A", *options: str, place: str = PUPIL1, server: str = OWN_BOX[0]) -> str:
        """The answer's last line, or the status where there is none."""
        argv = ("dig", "+time=2", "+tries=1", *options, f"@{server}", name, kind)
        lines = self.lab.run(place, *argv).stdout.splitlines()
        status = next((line.split("status: ")[1].split(",")[0] for line in lines if "status: " in line), "silence")
        answers = [line.split()[-1] for line in lines if line and not line.startswith(";")]
        return answers[-1] if answers else status

    def until(self, name: str, kind: str, true: Callable[[str], bool]) -> None:
        self.lab.wait_for(f"{name} {kind}", lambda: true(self.ask(name, kind)), log="network", seconds=15)


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with Routed() as lab:
        (lab.folder / "far.conf").write_text(
            f"no-daemon\nuser=root\nno-resolv\nno-hosts\nbind-interfaces\nlisten-address={WEB[0]}\npid-file=\n"
            + UPSTREAM
        )
        lab.spawn(INTERNET, "dnsmasq", "-C", str(lab.folder / "far.conf"), log="far")
        names = Names(lab)
        names.start(f'[names]\nupstream = ["{WEB[0]}"]\ninside_domains = [{LAB}, "oak.internal"]\n')
        names.until("www.google.com", "A", lambda answer: answer == GOOGLE)  # it starts anew with what it looked up
        yield names


@pytest.mark.parametrize("server", OWN_BOX, ids=["IPv4", "IPv6"])
def test_what_we_do_not_know_is_asked_upstream(names: Names, server: str) -> None:
    assert names.ask("www.lab.test", server=server) == WEB[0]
    assert names.ask("www.lab.test", "AAAA", server=server) == WEB[1]
    assert names.ask("www.lab.test", "A", "+tcp", server=server) == WEB[0]


@pytest.mark.parametrize("name", ["www.google.com", "www.google.co.uk", "www.google.com.au"])
def test_a_search_goes_to_safe_search_as_the_vendor_names_it_now(names: Names, name: str) -> None:
    names.until(name, "A", lambda answer: answer == GOOGLE)
    assert names.ask(name, "AAAA") == GOOGLE6
    assert names.ask("www.google.com", server=WEB[0], place=INTERNET) != GOOGLE, "the site itself is elsewhere"


def test_youtube_goes_to_its_restricted_mode_at_the_published_address(names: Names) -> None:
    assert names.ask("www.youtube.com") == "216.239.38.120"
    assert names.ask("youtubei.googleapis.com", "AAAA") == "2001:4860:4802:32::78"


def test_a_safe_name_that_nobody_can_look_up_leads_nowhere(names: Names) -> None:
    assert names.ask("www.bing.com") == "strict.bing.com."
    assert names.ask("edgeservices.bing.com", "HTTPS") == "strict.bing.com."


@pytest.mark.parametrize("server", OWN_BOX, ids=["IPv4", "IPv6"])
@pytest.mark.parametrize("name", ["lollipop", "confide", "wpad", "wpad.school.internal", "LolliPop.School.Internal"])
def test_the_box_has_names_of_its_own(names: Names, name: str, server: str) -> None:
    assert names.ask(name, server=server) == OWN_BOX[0]
    assert names.ask(name, "AAAA", server=server) == OWN_BOX[1]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("use-application-dns.net", id="the canary of browsers"),
        pytest.param("mask.icloud.com", id="Private Relay"),
        pytest.param("mask-h2.icloud.com", id="Private Relay's other name"),
        pytest.param("dns.google", id="a resolver over HTTPS"),
        pytest.param("chrome.cloudflare-dns.com", id="below a resolver's name"),
        pytest.param("_dns.resolver.arpa", id="a resolver that tells of another"),
    ],
)
@pytest.mark.parametrize("kind", ["A", "AAAA", "SVCB"])
def test_names_of_ways_past_us_do_not_exist(names: Names, name: str, kind: str) -> None:
    assert names.ask(name, kind) == "NXDOMAIN"


def test_records_that_let_a_browser_hide_the_site_are_taken_out(names: Names) -> None:
    assert names.ask("ech.lab.test", "HTTPS", server=WEB[0], place=INTERNET) != "NOERROR", "upstream has one"
    assert names.ask("ech.lab.test", "HTTPS") == "NOERROR"
    assert names.ask("ech.lab.test", "ANY") in {"NOERROR", "NOTIMP"}


def test_a_foreign_name_does_not_lead_into_the_school(names: Names) -> None:
    assert names.ask("intranet.evil.test", server=WEB[0], place=INTERNET) == OWN_BOX[0]
    assert names.ask("intranet.evil.test") in {"NOERROR", "REFUSED"}
    assert names.ask("server.oak.internal") == "10.77.0.50"


def test_short_names_stay_in_the_school(names: Names) -> None:
    assert names.ask("printer") == "NXDOMAIN"


@pytest.mark.parametrize("server", [*OTHER_RESOLVER, *ROUTER_LAN])
@pytest.mark.parametrize("option", ["+notcp", "+tcp"])
def test_whoever_is_asked_we_answer(names: Names, server: str, option: str) -> None:
    assert names.ask("wpad", "A", option, server=server) == OWN_BOX[0]
    assert names.ask("dns.google", "A", option, server=server) == "NXDOMAIN"


def test_one_device_that_floods_keeps_nobody_else_waiting(names: Names) -> None:
    flood = (
        "import socket\ns=socket.socket(2,2)\nq=bytes.fromhex('0001010000010000000000000377777704746573740000010001')\n"
    )
    flood += f"for _ in range(20000): s.sendto(q, ('{OWN_BOX[0]}', 53))\n"
    flood += "s.settimeout(.3)\nn=0\ntry:\n while s.recv(512): n+=1\nexcept TimeoutError: print(n)\n"
    answered = names.lab.run(PUPIL1, sys.executable, "-c", flood).stdout
    started = time.monotonic()
    assert names.ask("lollipop", place=PUPIL2) == OWN_BOX[0]
    assert time.monotonic() - started < 1
    assert int(answered) < 1000
    time.sleep(1.5)  # its own measure fills again
    assert names.ask("lollipop") == OWN_BOX[0]


def test_a_name_server_that_was_killed_is_there_again(names: Names) -> None:
    before = names.pid()
    names.lab.run(BOX, "kill", "-KILL", str(before))
    names.until("lollipop", "A", lambda answer: answer == OWN_BOX[0])
    assert names.pid() != before


def test_one_that_hangs_is_replaced(names: Names) -> None:
    before = names.pid()
    names.lab.run(BOX, "kill", "-STOP", str(before))
    names.lab.wait_for("another", lambda: names.pid() != before, log="network", seconds=20)
    names.until("lollipop", "A", lambda answer: answer == OWN_BOX[0])


def test_names_stay_when_network_is_killed_and_its_next_start_takes_over(names: Names) -> None:
    before = names.pid()
    names.kill()
    assert names.ask("lollipop") == OWN_BOX[0]
    names.start()
    names.until("lollipop", "A", lambda answer: answer == OWN_BOX[0])
    assert names.pid() != before
    assert names.lab.run(BOX, "pgrep", "-c", "-f", str(names.home.network_state)).stdout.strip() == "1"


def test_it_runs_as_a_user_of_its_own(names: Names) -> None:
    status = Path(f"/proc/{names.pid()}/status").read_text()
    assert "Uid:\t0" not in status


def test_a_server_that_only_says_that_it_cannot_is_as_good_as_none(names: Names) -> None:
    """So a school's router answers whose line is dead."""
    lost, well = ip_address("198.51.100.66"), ip_address("198.51.100.67")
    for server, more in ((lost, ()), (well, ("-A/#/10.99.0.9",))):
        names.lab.run(INTERNET, "ip", "address", "add", f"{server}/32", "dev", "lo")
        alone = ("dnsmasq", "-d", "-C/dev/null", "-R", "-h", "-a", str(server), "-z", "-I", "lo", *more)
        names.lab.spawn(INTERNET, *alone, log=f"dnsmasq-{server}")
    dig = ("dig", "+time=1", "+tries=1", f"@{lost}", "x.test")
    names.lab.wait_for("its answer", lambda: "REFUSED" in names.lab.run(BOX, *dig).stdout)
    with names.lab.inside(BOX):
        assert not is_any_answering([lost])
        names.lab.wait_for("the other's answer", lambda: is_any_answering([lost, well]))


# --- the settings change while it runs (these stand last: each leaves its own behind) ---


def test_where_nothing_is_named_the_routers_name_server_is_asked(names: Names) -> None:
    names.lab.name("only.school.test", WEB[0])
    names.set(f"[names]\ninside_domains = [{LAB}]\n")
    names.until("only.school.test", "A", lambda answer: answer == WEB[0])


def test_the_next_one_is_asked_where_the_first_is_silent(names: Names) -> None:
    names.set(f'[names]\nupstream = ["{DEAD}"]\nfallback = ["{WEB[0]}"]\ninside_domains = [{LAB}]\n')
    config = names.home.network_state / "dnsmasq.conf"
    names.lab.wait_for("the fall-back", lambda: f"server={WEB[0]}\n" in config.read_text(), log="network")
    names.until("www.lab.test", "A", lambda answer: answer == WEB[0])
    assert names.ask("www.lab.test", "AAAA") == WEB[1]
    names.lab.run(INTERNET, "ip", "address", "add", f"{DEAD}/32", "dev", "lo")
    # It finds every name, at a private address, which is never taken for a vendor's new one.
    names.lab.spawn(
        INTERNET, "dnsmasq", "-d", "-C/dev/null", "-R", "-h", "-a", DEAD, "-z", "-A/#/10.99.0.9", log="risen"
    )
    names.lab.wait_for("the school's own again", lambda: f"server={WEB[0]}\n" not in config.read_text(), log="network")


def test_safe_search_can_be_left_to_somebody_else(names: Names) -> None:
    names.set(
        f'[access]\nsafe_search = false\nyoutube = "moderate"\n[names]\n'
        f'upstream = ["{WEB[0]}"]\ninside_domains = [{LAB}]\n'
    )
    names.until("www.google.com", "A", lambda answer: answer == "198.51.100.21")
    names.until("www.youtube.com", "A", lambda answer: answer == "216.239.38.119")


async def test_a_setting_that_is_wrong_leaves_names_as_they_were_and_is_told(names: Names) -> None:
    before = names.pid()
    names.set('[names]\nupstream = ["nobody"]\n')
    until = time.monotonic() + 30
    while not isinstance((told := (await ask(names.home, Check()))[0]), Failed):
        assert time.monotonic() < until, "nobody is told"
    assert "names: 'nobody' does not appear to be" in told.text
    assert (names.pid(), names.ask("lollipop")) == (before, OWN_BOX[0])


def test_the_routers_word_is_taken_from_the_first_file_that_has_one(tmp_path: Path) -> None:
    stub, real = tmp_path / "stub", tmp_path / "real"
    stub.write_text("nameserver 127.0.0.53\n")
    real.write_text("search Oak.School.UK. bad_name x\nnameserver 10.0.0.1\nnameserver fe80::1%eth0\n")
    said = router_says((tmp_path / "none", stub, real))
    assert [str(server) for server in said.servers] == ["10.0.0.1"], (
        "an address with a scope says nothing to another program"
    )
    assert said.domains == ("oak.school.uk",)


def test_nothing_is_found_where_nobody_answers() -> None:
    assert look_up(["strict.bing.com"], []) == {}
