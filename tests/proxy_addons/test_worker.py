"""A worker as a process: what it says of itself, what it listens on, and how it ends."""

import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from appliance.config import Home, Proxy, Settings
from appliance.model import Ban, Device, Person, Role, Visit
from appliance.own_process import memory_bytes, raise_file_limit
from appliance.wire import Goodbye, Hello, Pulse, Seats
from proxy_addons import worker as worker_module
from proxy_addons.__main__ import main
from proxy_addons.worker import IDLE_AFTER, Worker
from tests.core.samples import until
from tests.origins import Origin, TestAuthority
from tests.proxy_addons.conftest import Core, Running, curl, fetch, running
from tests.running import free_ports

END_WITHIN = 3.0


def start(home: Path, *arguments: str) -> tuple[int, str]:
    """A worker that should not start: its exit status and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "proxy_addons", *arguments],
        env={**os.environ, "LOLLIPOP_HOME": str(home)},
        capture_output=True,
        check=False,
        timeout=60,  # compiling the libraries takes seconds
    )
    return done.returncode, done.stderr.decode()


# --- the start ---


@pytest.mark.parametrize("arguments", [[], ["0"], ["one"], ["1", "2"], ["-1"]], ids=str)
def test_a_worker_has_a_number(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == "usage: python -m proxy_addons NUMBER\n"


def test_a_setting_that_is_wrong_is_named(tmp_path: Path) -> None:
    (tmp_path / "lollipop.toml").write_text('[proxy]\nport = "many"\n')
    status, said = start(tmp_path, "1")
    assert status == 1
    assert said.startswith("worker-1: lollipop.toml: proxy.port:")
    assert "Traceback" not in said


def test_a_port_that_is_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        (tmp_path / "lollipop.toml").write_text(f"[proxy]\nport = {port}\n")
        status, said = start(tmp_path, "1")
    assert status == 1
    assert f"127.0.0.1:{port}" in said
    assert "address already in use" in said
    assert "Traceback" not in said
    assert said.splitlines()[-1] == f"worker-1: not every port could be opened: regular@127.0.0.1:{port}"


def test_with_one_of_two_ports_it_would_be_half_deaf_so_it_does_not_start(tmp_path: Path) -> None:
    port = free_ports(1)[0]
    with socket.create_server(("0.0.0.0", 0)) as other:  # noqa: S104  # where turned traffic comes in
        turned = other.getsockname()[1]
        settings = f"[proxy]\nport = {port}\ntransparent = true\ntransparent_port = {turned}\n"
        (tmp_path / "lollipop.toml").write_text(settings)
        status, said = start(tmp_path, "1")
    assert status == 1
    assert said.splitlines()[-1] == f"worker-1: not every port could be opened: transparent@{turned}"


def test_the_same_worker_does_not_start_twice(tmp_path: Path, authority: TestAuthority) -> None:
    """Two that write to one spool would write over each other's events."""
    with Running(tmp_path, authority.roots) as first:
        status, said = start(tmp_path, "1")
        assert (status, said) == (1, "worker-1: the spool worker-1 is written by another process\n")
        assert curl(first, "http://practice.lollipop.test/").status == 200


# --- what it listens on, and the options of mitmproxy that matter ---


@pytest.mark.parametrize("number", [1, 3])
async def test_it_listens_on_its_own_port_and_takes_no_turned_traffic_unasked(tmp_path: Path, number: int) -> None:
    worker = Worker(number, Home(tmp_path), Settings(proxy=Proxy(port=18080)))
    with closing(worker.spool):
        assert worker.options.mode == [f"regular@127.0.0.1:{18080 + number - 1}"]


async def test_it_takes_turned_traffic_where_asked(tmp_path: Path) -> None:
    worker = Worker(2, Home(tmp_path), Settings(proxy=Proxy(port=18080, transparent=True, transparent_port=18180)))
    with closing(worker.spool):
        assert worker.options.mode == ["regular@127.0.0.1:18081", "transparent@18181"]


async def test_the_options_that_the_promises_rest_on(tmp_path: Path) -> None:
    worker = Worker(1, Home(tmp_path), Settings())
    with closing(worker.spool):
        options = worker.options
        assert not options.ssl_insecure, "origins are verified"
        assert not options.rawtcp, "what cannot be read does not pass"
        assert not options.http3
        assert options.validate_inbound_headers, "no smuggling"
        assert options.connection_strategy == "lazy", "a page of ours contacts no origin"
        assert not options.upstream_cert
        assert options.tcp_timeout == IDLE_AFTER
        assert IDLE_AFTER > 120, "chats are quiet for minutes"


def test_only_the_ports_that_were_asked_for_are_open(worker: Running) -> None:
    """Nothing of mitmproxy's listens besides, on any address: no web view, no second mode."""
    assert listening(worker.process.pid) == {("0100007F", worker.port)}


def listening(pid: int) -> set[tuple[str, int]]:
    """TCP sockets of a process that take connections, as the kernel lists them."""
    own = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in own:
                address, port = fields[1].split(":")
                found.add((address, int(port, 16)))
    return found


# --- how it does ---


def test_the_pulse_tells_how_it_does(tmp_path: Path, authority: TestAuthority) -> None:
    root = tmp_path / "home"
    with Core(root) as core, Running(root, authority.roots) as worker:
        assert core.wait_for(Hello).pid == worker.process.pid
        first = core.wait_for(Pulse)
        assert (first.connections, first.requests, first.guard_trips) == (0, 0, 0)
        with socket.create_connection(("127.0.0.1", worker.port), 5):
            for _ in range(3):
                curl(worker, "http://practice.lollipop.test/", "-H", "Sec-Fetch-Dest: document")
            curl(worker, f"http://127.0.0.1:{free_ports(1)[0]}/", "-H", "Sec-Fetch-Dest: document")
            end = time.monotonic() + 5
            while (pulse := core.wait_for(Pulse)).requests < 4 and time.monotonic() < end:
                pass
            assert (pulse.connections, pulse.requests, pulse.guard_trips) == (1, 4, 0)
            assert pulse.spool_bytes > first.spool_bytes
            assert pulse.memory_bytes == pytest.approx(worker.memory(), rel=0.1)


def test_memory_is_counted_in_bytes() -> None:
    status = Path("/proc/self/status").read_text()
    held = int(status.partition("VmRSS:")[2].split()[0]) * 1024
    assert memory_bytes() == pytest.approx(held, rel=0.1)


def test_many_connections_need_many_files() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        raise_file_limit()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= min(before[1], 4096)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


# --- bans and connections ---


def test_a_ban_cuts_what_is_open_and_only_that_of_the_banned(
    tmp_path: Path, authority: TestAuthority, site: Origin
) -> None:
    root = tmp_path / "home"
    with Core(root) as core, Running(root, authority.roots) as worker:
        url = site.url("/download?mb=50&pause=0.1")
        command = ["curl", "-s", "-o", "/dev/null", "-x", worker.proxy, "--cacert", str(worker.ca), url]
        with (
            subprocess.Popen([*command, "--interface", "127.0.0.1"]) as banned,
            subprocess.Popen([*command, "--interface", "127.0.0.8"]) as other,
        ):
            time.sleep(0.7)
            assert (banned.poll(), other.poll()) == (None, None)
            now = time.time()
            took = core.ban(
                Ban(id="1", device="a", addresses=("127.0.0.1",), since=now, until=now + 60, reason="", by="")
            )
            assert took < 0.5
            assert banned.wait(2) != 0
            assert other.poll() is None
            other.kill()


async def test_one_connection_to_an_origin_is_cut_and_no_other(
    tmp_path: Path, authority: TestAuthority, site: Origin
) -> None:
    home = Home(tmp_path)
    async with running(home, authority) as (worker, proxy):
        assert (await fetch(home, proxy, site.url("/page"))).status == 200
        worker.abort_server("a client that has gone", "its server")
        worker.close_client("a client that has gone")
        assert (await fetch(home, proxy, site.url("/page"))).status == 200


# --- the end ---


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl+C"])
def test_it_ends_at_once_and_says_goodbye_whoever_is_connected(
    tmp_path: Path, authority: TestAuthority, site: Origin, sign: signal.Signals
) -> None:
    root = tmp_path / "home"
    with Core(root) as core, Running(root, authority.roots) as worker:
        core.wait_for(Pulse)
        endless = ["curl", "-sN", "-o", "/dev/null", "-x", worker.proxy, "--cacert", str(worker.ca)]
        quiet = socket.create_connection(("127.0.0.1", worker.port), 5)
        with subprocess.Popen([*endless, site.url("/events?count=0&pause=0.05")]) as client, closing(quiet):
            time.sleep(0.7)
            assert client.poll() is None
            begun = time.monotonic()
            worker.process.send_signal(sign)
            assert worker.process.wait(END_WITHIN) == 0
            assert time.monotonic() - begun < END_WITHIN
            assert client.wait(2) != 0, "the client is told by the end of its connection"
        core.wait_for(Goodbye)
        assert "Traceback" not in worker.log()
        assert "Task was destroyed" not in worker.log()


# --- who is where ---


def at(address: str, person: Person | None) -> Device:
    return Device(name=address, addresses=(address,), mac="02:00:00:00:00:0a", person=person)


AMY = Person(id="p1", name="Amy Bell", role=Role.PUPIL, groups=("class-3b",))
BEN = Person(id="p2", name="Ben Cole", role=Role.PUPIL)


def test_who_opened_a_page_is_on_record(tmp_path: Path, authority: TestAuthority, site: Origin) -> None:
    root = tmp_path / "home"
    with Core(root) as core, Running(root, authority.roots) as worker:
        for person, name in ((None, ""), (AMY, "p1"), (BEN, "p2")):
            core.tell(lambda version, person=person: Seats(version=version, devices=(at("127.0.0.1", person),)))  # type: ignore[misc]
            worker.forget()
            curl(worker, site.url("/page"), "-H", "Sec-Fetch-Dest: document")
            assert worker.wait_for(Visit).person == name


@pytest.mark.parametrize(
    ("then", "ended"),
    [
        pytest.param(None, True, id="she is finished"),
        pytest.param(BEN, True, id="he signs in in her place"),
        pytest.param(AMY, False, id="she stays, and another device moves"),
        pytest.param(msgspec.structs.replace(AMY, groups=()), False, id="she changes class"),
    ],
)
def test_what_was_open_to_somebody_who_left_is_ended(
    tmp_path: Path, authority: TestAuthority, site: Origin, then: Person | None, ended: bool
) -> None:
    root = tmp_path / "home"
    with Core(root) as core, Running(root, authority.roots) as worker:
        core.tell(lambda version: Seats(version=version, devices=(at("127.0.0.1", AMY),)))
        url = site.url("/download?mb=50&pause=0.1")
        command = ["curl", "-s", "-o", "/dev/null", "-x", worker.proxy, "--cacert", str(worker.ca), url]
        with subprocess.Popen(command) as download:
            time.sleep(0.7)
            assert download.poll() is None
            took = core.tell(
                lambda version: Seats(version=version, devices=(at("127.0.0.1", then), at("127.0.0.9", None)))
            )
            assert took < 0.5
            if ended:
                assert download.wait(2) != 0
            else:
                time.sleep(0.3)
                assert download.poll() is None
            download.kill()


def test_a_banned_pupil_signs_in_to_a_device_and_what_is_open_there_ends(
    tmp_path: Path, authority: TestAuthority, site: Origin
) -> None:
    root = tmp_path / "home"
    now = time.time()
    banned = Ban(id="1", device="Amy Bell", addresses=(), since=now, until=now + 60, reason="Talk.", by="", person="p1")
    with Core(root) as core, Running(root, authority.roots) as worker:
        core.ban(banned)
        assert curl(worker, site.url("/page")).status == 200
        core.tell(lambda version: Seats(version=version, devices=(at("127.0.0.1", AMY),)))
        assert "Talk." in curl(worker, site.url("/page")).text
        core.tell(lambda version: Seats(version=version, devices=(at("127.0.0.1", BEN),)))
        assert curl(worker, site.url("/page")).status == 200


async def test_without_core_nobody_knows_for_long_who_is_where(
    tmp_path: Path, authority: TestAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "_LOOK_EVERY", 0.05)
    async with running(Home(tmp_path), authority) as (worker, _):
        worker.hear(Seats(version=1, devices=(at("10.0.0.4", AMY),)))
        await asyncio.sleep(0.2)
        assert worker.state.policy.devices["10.0.0.4"].person == AMY
        monkeypatch.setattr(worker_module, "_SEATS_HOLD", 0.01)
        await until(lambda: "10.0.0.4" not in worker.state.policy.devices, "nobody is known")
