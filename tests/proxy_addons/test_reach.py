"""A worker connects to nothing on this machine, whatever name it is asked for by."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.origins import Raw, TestAuthority, says
from tests.proxy_addons.conftest import Running, curl

SECRET = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, authority: TestAuthority) -> Iterator[Running]:
    """A worker as it is in a school: it may not reach loopback."""
    with Running(tmp_path_factory.mktemp("home"), authority.roots, loopback=False) as running:
        yield running


@pytest.fixture(scope="module")
def console() -> Iterator[Raw]:
    with Raw(says(SECRET), host="0.0.0.0") as service:  # noqa: S104  # on every address of this machine, as a console may be
        yield service


def own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but loopback")
        address: str = probe.getsockname()[0]
        return address


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.9.9.9",
        "localhost",
        "x.localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",  # noqa: S104  # nothing listens there: it is asked for
        "2130706433",
        "own",
    ],
)
def test_the_console_is_out_of_reach(real: Running, console: Raw, host: str) -> None:
    host = own_address() if host == "own" else host
    answer = curl(real, f"http://{host}:{console.port}/")
    assert "secret" not in answer.text
    assert answer.status in {400, 502}, answer.error
    answer = curl(real, f"http://{host}:{console.port}/", "--proxytunnel")
    assert "secret" not in answer.text


def test_a_name_that_leads_here_is_out_of_reach(real: Running, console: Raw) -> None:
    answer = curl(real, f"http://{socket.gethostname()}:{console.port}/")
    assert "secret" not in answer.text
    assert answer.status == 502


def test_the_workers_own_port_is_out_of_reach(worker: Running) -> None:
    """Else one request would go round and round."""
    answer = curl(worker, f"http://127.0.0.1:{worker.port}/")
    assert answer.status in {400, 502}


@pytest.mark.parametrize(
    "host", ["10.255.255.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "[fd00::1]", "[fe80::1]"]
)
def test_private_networks_are_out_of_reach(real: Running, host: str) -> None:
    """Whatever the settings say of the school's networks: in `make run` no firewall stands behind it."""
    answer = curl(real, f"http://{host}/", seconds=3)
    assert answer.status == 502
    assert "not open at school" in answer.text


def test_a_name_that_leads_to_a_blocked_address_is_out_of_reach(
    tmp_path: Path, authority: TestAuthority, console: Raw
) -> None:
    with Running(tmp_path, authority.roots, '[access]\nblocked = ["127.0.0.1", "::1"]\n') as running:
        answer = curl(running, f"http://localhost:{console.port}/")
        assert answer.status == 502
        assert "secret" not in answer.text


def test_the_school_network_is_out_of_reach(tmp_path: Path, authority: TestAuthority) -> None:
    lan = '[network]\nlan = ["127.0.0.0/8", "10.0.0.0/8"]\n'
    with Running(tmp_path, authority.roots, lan) as running:
        answer = curl(running, "http://10.1.2.3/")
        assert answer.status == 502
        assert "not open at school" in answer.text
