"""What stands in the box: nothing (direct), stock mitmdump, Squid, and our worker. All are up at once and idle but one,
and the redirect chooses whose turn it is, so that a noisy moment of the machine meets every peer."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from appliance.match.compiled import Expression
from appliance.match.terms import load_terms
from appliance.model import Channel
from tests.bench import site
from tests.bench.place import ALL_CORES, BOX, CLIENT_ADDRESSES, LOAD_CORES, PROXY_CORES, Place, wait_until

REPOSITORY = Path(__file__).parents[2]
DIRECT, STOCK, SQUID, OURS = "direct", "stock", "squid", "ours"


class Peer:
    """One way through the box. `ports` are the ports that a redirect may choose, one a worker."""

    name = DIRECT

    def __init__(self, place: Place, workers: int = 1) -> None:
        self.place = place
        self.workers = workers
        self.ports: tuple[int, ...] = ()
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def cores(self) -> list[int]:
        """One worker has one core for itself; two workers share the whole machine with the load, as on a box."""
        return PROXY_CORES if self.workers == 1 else ALL_CORES

    def start(self) -> None:
        """Start it and wait until it answers."""

    def turn(self) -> None:
        """From now on the clients' traffic goes this way."""
        self.place.redirect(self.ports)

    def await_ports(self) -> None:
        for port in self.ports:
            wait_until(lambda port=port: self._ended() or _listens(self.place, port), f"{self.name} on port {port}", 40)
        if self._ended():
            raise RuntimeError(f"{self.name} ended as soon as it was started")

    def _ended(self) -> bool:
        return any(process.poll() is not None for process in self.processes)


class Stock(Peer):
    """mitmdump as it comes, quiet (its own screen output off: the best it can do)."""

    name = STOCK

    def start(self) -> None:
        self.ports = (8300,)
        script = Path(__file__).with_name("stock_addon.py")
        options = {"confdir": self.place.folder / "stock", "ssl_verify_upstream_trusted_ca": _trusted(self.place)}
        command = [str(Path(sys.executable).with_name("mitmdump")), "-q", "--mode", "transparent", "--showhost"]
        command += ["--listen-port", "8300", "-s", str(script)]
        command += [part for key, value in options.items() for part in ("--set", f"{key}={value}")]
        terms = self.place.folder / "terms.json"
        self.processes.append(
            self.place.start(BOX, command, cores=self.cores, log="stock", env={"BENCH_TERMS": str(terms)})
        )
        self.await_ports()


class Squid(Peer):
    """Squid with ssl-bump, scanning and caching nothing; a second worker is a second Squid, sharded as ours are."""

    name = SQUID

    def start(self) -> None:
        for number in range(self.workers):
            port = 8400 + 10 * self.workers + number
            self.ports += (port,)
            folder = self.place.folder / f"squid-{port}"
            self._prepare(folder, port)
            self.processes.append(
                self.place.start(
                    BOX, ["squid", "-N", "-f", str(folder / "squid.conf")], cores=self.cores, log=folder.name
                )
            )
        self.await_ports()

    def _prepare(self, folder: Path, port: int) -> None:
        folder.mkdir()
        _self_signed(folder / "ca.pem")
        certgen = ["/usr/lib/squid/security_file_certgen", "-c", "-s", str(folder / "certificates"), "-M", "16MB"]
        subprocess.run(certgen, check=True, capture_output=True)
        (folder / "squid.conf").write_text(_squid(folder, port, self.place))
        subprocess.run(["chown", "-R", "proxy:proxy", str(folder)], check=True)


class Ours(Peer):
    """Our worker, with `core` beside it as on a box, so every visit is spooled and stored while we measure."""

    name = OURS

    def start(self) -> None:
        self.home = self.place.folder / f"ours-{self.workers}"
        self.home.mkdir()
        first = 8500 + 20 * self.workers
        self.ports = tuple(first + number for number in range(self.workers))
        (self.home / "lollipop.toml").write_text(_settings(self.place, first, self.workers))
        environment = {"LOLLIPOP_HOME": str(self.home), "PYTHONPATH": str(REPOSITORY)}
        self._run("appliance.core", [], LOAD_CORES if self.workers == 1 else ALL_CORES, environment)
        wait_until((self.home / "run" / "core.sock").exists, "core")
        for number in range(1, self.workers + 1):
            self.processes.append(self._run("proxy_addons", [str(number)], self.cores, environment))
        self.await_ports()

    def _run(
        self, module: str, arguments: Sequence[str], cores: Sequence[int], environment: dict[str, str]
    ) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", module, *arguments]
        return self.place.start(BOX, command, cores=cores, log=f"ours-{self.workers}-{module}", env=environment)


def _listens(place: Place, port: int) -> bool:
    return f":{port} " in place.run(BOX, ["ss", "-Hltn"], timeout=10)


def _trusted(place: Place) -> Path:
    return place.folder / "origin-ca.pem"


def _self_signed(path: Path) -> None:
    """Squid's authority, and the key of every certificate it makes: ECDSA P-256 as ours, which is faster than RSA."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "30", "-subj", "/CN=Bench Squid authority", "-addext", "keyUsage=critical,keyCertSign"]
    subprocess.run([*command, "-keyout", str(path), "-out", f"{path}.cert"], check=True, capture_output=True)
    path.write_text(Path(f"{path}.cert").read_text() + path.read_text())


def _squid(folder: Path, port: int, place: Place) -> str:
    passed = " ".join(site.PASSED_HOSTS)
    return f"""
https_port {port} intercept ssl-bump generate-host-certificates=on tls-cert={folder}/ca.pem
http_port {port + 100}
sslcrtd_program /usr/lib/squid/security_file_certgen -s {folder}/certificates -M 16MB
sslcrtd_children 3 startup=1 idle=1
tls_outgoing_options cafile={_trusted(place)}
acl passed ssl::server_name {passed}
acl hello at_step SslBump1
ssl_bump peek hello
ssl_bump splice passed
ssl_bump bump all
http_access allow all
cache deny all
cache_mem 0 MB
hosts_file {place.hosts_file}
pid_filename {folder}/squid.pid
coredump_dir {folder}
cache_log {folder}/cache.log
access_log none
cache_store_log none
logfile_rotate 0
pinger_enable off
shutdown_lifetime 1 seconds
max_filedescriptors 8192
visible_hostname squid.bench.test
"""


def _settings(place: Place, transparent_port: int, workers: int) -> str:
    passed = ", ".join(f'"{host}"' for host in site.PASSED_HOSTS)
    addresses = ", ".join(f'"{address}"' for address in CLIENT_ADDRESSES)
    return f"""
[proxy]
transparent = true
workers = {workers}
port = {transparent_port + 10}
transparent_port = {transparent_port}
listen = "0.0.0.0"
trusted_roots = "{_trusted(place)}"

[access]
do_not_decrypt = [{passed}]

[[devices]]
name = "bench-tablet"
addresses = [{addresses}]
"""


def write_terms(place: Place) -> None:
    """The words by which our matcher finds its terms, for a peer that has no pattern language: `page` those of terms
    that count on a page, `all` of every term."""
    words: dict[str, set[str]] = {"page": set(), "all": set()}
    for term in load_terms():
        anchors = Expression(term.pattern, term.lists).anchors
        words["all"].update(anchors)
        if Channel.PAGE in term.channels:
            words["page"].update(anchors)
    listed = {kind: sorted(found) for kind, found in words.items()}
    (place.folder / "terms.json").write_text(json.dumps(listed), encoding="utf-8")


ALL: tuple[type[Peer], ...] = (Peer, Stock, Squid, Ours)
