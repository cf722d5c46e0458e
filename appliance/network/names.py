"""dnsmasq, looked after: written to, started, asked whether it answers, started again.

It stays when `network` ends, as the rules do that turn names to it; the next start takes its place.
"""

import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype
import dns.resolver

from appliance.access.private import PRIVATE4, PRIVATE6
from appliance.config import Names, Settings
from appliance.errors import ConfigError, LollipopError, NetworkError
from appliance.network.dnsmasq import Upstream, config
from appliance.network.kernel import RESOLV_CONF, resolvers
from appliance.network.plan import Address
from appliance.network.safe_search import turned, vendors

DNSMASQ = "/usr/sbin/dnsmasq"
RESOLVED = Path("/run/systemd/resolve/resolv.conf")  # what the router said, where the machine itself asks us
ATTEMPT_SECONDS, LOOK_SECONDS, RENEW_SECONDS, RETRY_SECONDS = 5.0, 2.0, 600.0, 20.0
_ANSWER_SECONDS, _VENDOR_SECONDS = 1.0, 3.0
_MISSES = 3
_FOUND_EVERYWHERE = "forcesafesearch.google.com."
_NO_SERVERS = (
    "names on the internet are not found, because the school’s router does not say whom to ask for them. Where the"
    " router and its cable are well, write name servers under Machine (names.upstream)"
)
log = logging.getLogger("lollipop.network.names")


class NameServer:
    """`answers` says whether devices' questions can be turned to it; `state` is a sentence, and so is
    `trouble` where names should be answered and are not, or not as the settings say."""

    def __init__(self, folder: Path, read_settings: Callable[[], Settings]) -> None:
        self._folder = folder
        self._read_settings = read_settings
        self._process: asyncio.subprocess.Process | None = None
        self._known = dict(vendors().published)
        self._renew_at, self._misses, self._silences = 0.0, 0, 0
        self._asked: tuple[Address, ...] = ()
        self._text: str | None = None
        self.answers = False
        self.state = self.trouble = ""

    async def run(self) -> None:
        """For ever: as the settings and the router say now."""
        while True:
            await self.look_after()
            await asyncio.sleep(LOOK_SECONDS)

    async def look_after(self) -> None:
        """Once: start, change, mend. What is new is logged."""
        try:
            state, self.trouble = await self._attempt(), ""
        except (LollipopError, OSError) as error:
            state = self.trouble = str(error)
        if state != self.state:
            log.info("%s", state)
        self.state = state

    async def _attempt(self) -> str:
        wanted = await self._wanted()
        await self._hold(wanted)
        if not wanted:
            return "names are not answered here"
        if not self._asked:
            raise NetworkError(_NO_SERVERS)
        await self._renew()
        return "names are answered"

    async def _wanted(self) -> str:
        """The configuration; empty where no names are answered here. A gateway serves without anybody to ask too: its
        devices have addresses and the box's own names from nobody else."""
        settings = self._read_settings()
        if not settings.names.serve or not settings.network.inside:
            return ""
        said = router_says()
        self._asked = await self._whom_to_ask(settings.names, said.servers)
        if not self._asked and settings.network.mode != "gateway":
            raise NetworkError(_NO_SERVERS)
        return config(settings, Upstream(servers=self._asked, domains=said.domains), self._known, self._folder)

    async def _whom_to_ask(self, chosen: Names, router: tuple[Address, ...]) -> tuple[Address, ...]:
        """The others too, while those that the school prefers are silent."""
        first = tuple(ip_address(server) for server in chosen.upstream) or router
        fallback = tuple(ip_address(server) for server in chosen.fallback)
        if not first or not fallback:
            return first or fallback
        heard = await asyncio.to_thread(is_any_answering, first)
        self._silences = 0 if heard else self._silences + 1
        return first if self._silences < _MISSES else tuple(dict.fromkeys((*first, *fallback)))

    async def _hold(self, wanted: str) -> None:
        ended = self._process is None or self._process.returncode is not None
        if wanted == self._text and (not wanted or not ended) and self._misses < _MISSES:
            await self._listen()
            return
        if wanted:
            (self._folder / "dnsmasq.conf").write_text(wanted, encoding="ascii")
            await _check(self._folder / "dnsmasq.conf")
        await self._stop()
        if wanted:
            await self._start(wanted)

    async def _start(self, wanted: str) -> None:
        """Raises NetworkError where it does not answer."""
        self._process = await asyncio.create_subprocess_exec(
            DNSMASQ, f"--conf-file={self._folder / 'dnsmasq.conf'}", start_new_session=True
        )
        self._text = wanted
        until = time.monotonic() + ATTEMPT_SECONDS
        while not await self._listen():
            if self._process.returncode is not None or time.monotonic() > until:
                raise NetworkError("names are not answered: dnsmasq does not start; its log says why")
            await asyncio.sleep(0.05)

    async def _listen(self) -> bool:
        """Whether it answers now; what it says of its own is enough."""
        if self._process is None:
            return False
        self.answers = await asyncio.to_thread(_is_answering)
        self._misses = 0 if self.answers else self._misses + 1
        return self.answers

    async def _stop(self) -> None:
        """Also the one that an earlier `network` left behind."""
        self.answers, self._misses, self._text = False, 0, ""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
            self._process = None
        until = time.monotonic() + ATTEMPT_SECONDS
        while (pid := _pid(self._folder)) is not None:
            if time.monotonic() > until:
                raise NetworkError("names are not answered: an old dnsmasq does not end")
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)  # its leases are on the disk with each change
            await asyncio.sleep(0.02)

    async def _renew(self) -> None:
        """Vendors move their safe names at times. What cannot be looked up stays as it was; what is new is in the next
        configuration."""
        now = time.monotonic()
        if now < self._renew_at:
            return
        found = await asyncio.to_thread(look_up, turned(self._read_settings().access), self._asked)
        self._renew_at = now + (RENEW_SECONDS if found else RETRY_SECONDS)
        self._known |= found


def router_says(paths: Iterable[Path] = (RESOLVED, RESOLV_CONF)) -> Upstream:
    """From the first file that names a server other than this machine."""
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if found := tuple(address for address in resolvers(text) if not (address.is_loopback or address.is_link_local)):
            return Upstream(servers=found, domains=_domains(text))
    return Upstream()


def _domains(text: str) -> tuple[str, ...]:
    """Only what is a host name: it comes from whoever answers DHCP."""
    words = [word for line in text.splitlines() if line.startswith(("search ", "domain ")) for word in line.split()[1:]]
    names = (word.lower().rstrip(".") for word in words)
    return tuple(dict.fromkeys(name for name in names if _is_name(name)))


def _is_name(name: str) -> bool:
    labels = name.split(".")
    return len(labels) > 1 and all(label.replace("-", "").isalnum() and label.isascii() for label in labels)


def look_up(names: Iterable[str], servers_asked: Iterable[Address]) -> dict[str, tuple[Address, ...]]:
    """The addresses of those names that were found until one of the servers' silence lasted. It waits; use a thread."""
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [str(server) for server in servers_asked]
    resolver.lifetime = _VENDOR_SECONDS
    found: dict[str, tuple[Address, ...]] = {}
    with contextlib.suppress(dns.exception.Timeout):
        for name in names:
            if addresses := {*_answers(resolver, name, "A"), *_answers(resolver, name, "AAAA")}:
                found[name] = tuple(sorted(addresses, key=str))
    return found


def _answers(resolver: dns.resolver.Resolver, name: str, kind: str) -> list[Address]:
    """Public ones only: a private one would lead into the school."""
    try:
        answer = resolver.resolve(f"{name}.", kind, search=False)
    except dns.exception.Timeout:
        raise
    except dns.exception.DNSException:
        return []
    return [address for row in answer if not _is_private(address := ip_address(row.to_text()))]


def _is_private(address: Address) -> bool:
    return any(address in net for net in PRIVATE4) or any(address in net for net in PRIVATE6)


def is_any_answering(servers: Iterable[Address]) -> bool:
    """Does one of them find a name that there is? A router whose line is dead answers too: that it cannot. Some will
    not speak of the root; they are asked for a name that is looked up anyway. It waits; use a thread."""
    return any(_finds(str(server)) for server in servers)


def _finds(server: str) -> bool:
    asked = (dns.message.make_query(".", dns.rdatatype.NS), dns.message.make_query(_FOUND_EVERYWHERE, "A"))
    return any(_rcode(query, server) == dns.rcode.NOERROR for query in asked)


def _rcode(query: dns.message.Message, server: str) -> dns.rcode.Rcode | None:
    """None where nothing came."""
    try:
        return dns.query.udp(query, server, timeout=_ANSWER_SECONDS).rcode()
    except (dns.exception.DNSException, OSError):
        return None


def _is_answering() -> bool:
    """Ours, whatever its answer is; it is asked for a name that it knows from its own configuration."""
    return _rcode(dns.message.make_query("use-application-dns.net.", dns.rdatatype.NS), "127.0.0.1") is not None


async def _check(path: Path) -> None:
    """Raises NetworkError: an older dnsmasq does not know all that we ask of it."""
    try:
        process = await asyncio.create_subprocess_exec(
            DNSMASQ, "--test", f"--conf-file={path}", stderr=asyncio.subprocess.PIPE
        )
    except OSError as error:
        raise NetworkError(f"names are not answered: dnsmasq cannot be run: {error.strerror}") from error
    _, said = await process.communicate()
    if process.returncode:
        words = said.decode(errors="replace").strip().removeprefix("dnsmasq: ")
        raise ConfigError(f"names are not answered: dnsmasq 2.90 or newer is needed, and refused: {words}")


def _pid(folder: Path) -> int | None:
    """Of the dnsmasq that runs with our configuration, and not of another that got its number."""
    try:
        pid = int((folder / "dnsmasq.pid").read_text(encoding="ascii"))
        command = Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return None
    return pid if f"--conf-file={folder / 'dnsmasq.conf'}" in command.split("\0") else None
