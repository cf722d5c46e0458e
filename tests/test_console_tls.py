"""nginx before the console: what it is told, what its certificate is for, and that a page comes through it."""

import os
import shutil
import socket
import ssl
import stat
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from flask import Flask

from appliance import ca
from appliance.config import Addresses, Console, Home, Settings, parse
from appliance.console_tls import config, names, prepare
from appliance.errors import ConfigError
from tests.lab.topology import end, wait_for
from webui.answers import allows_host
from webui.server import ConsoleServer, behind_front


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    ca.ensure(home, "Elm Primary", datetime.now(UTC))
    return home


def settings(**more: object) -> Settings:
    return msgspec.structs.replace(Settings(), console=Console(tls_port=4443), **more)


def test_the_certificate_is_for_what_staff_type(home: Home, tmp_path: Path) -> None:
    given = settings(addresses=Addresses(inside="10.93.0.1/20", own="10.1.2.3/24", router="10.1.2.1"))
    prepare(home, given, tmp_path, os.getgid(), datetime.now(UTC))
    pem = (tmp_path / "console.pem").read_bytes()
    (leaf,) = x509.load_pem_x509_certificates(pem)
    held = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert held.get_values_for_type(x509.DNSName) == ["lollipop", "lollipop.local"]
    assert [str(one) for one in held.get_values_for_type(x509.IPAddress)] == ["10.93.0.1", "10.1.2.3"]
    assert stat.S_IMODE((tmp_path / "console.pem").stat().st_mode) == 0o640
    for name in names(given):
        assert allows_host(f"{name}:4443", "::"), f"the console would refuse {name}"


def test_without_a_port_nobody_is_believed_and_nothing_is_wrapped() -> None:
    server = ConsoleServer(Home(Path("/nowhere")), Settings())
    assert server.cfg.forwarded_allow_ips == []
    app = Flask("plain")
    assert behind_front(app, Settings()).wsgi_app == app.wsgi_app


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="tls_port"):
        parse("[console]\ntls_port = 65536\n", "lollipop.toml")


@pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx")
def test_a_page_comes_through_with_the_schools_certificate(home: Home, tmp_path: Path) -> None:
    """The console behind is one socket that shows what it was asked."""
    folder = tmp_path / "front"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as console, socket.create_server(("127.0.0.1", 0)) as free:
        port, tls_port = console.getsockname()[1], free.getsockname()[1]
        free.close()
        given = msgspec.structs.replace(Settings(), console=Console(port=port, tls_port=tls_port))
        prepare(home, given, folder, os.getgid(), datetime.now(UTC))
        own = "user root;\n" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(own + config(given, folder))
        nginx = subprocess.Popen(["nginx", "-e", "stderr", "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE)
        try:
            wait_for("nginx", lambda: _answers(tls_port), seconds=20)
            trust = ssl.create_default_context(cadata=ca.export(home, datetime.now(UTC)))
            with (
                socket.create_connection(("127.0.0.1", tls_port), 10) as line,
                trust.wrap_socket(line, server_hostname="lollipop") as secured,
            ):
                secured.sendall(b"GET / HTTP/1.1\r\nHost: lollipop:4443\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n")
                taken, _ = console.accept()
                with taken:
                    asked = taken.recv(65536).decode()
                    said = b"HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=9\r\nContent-Length: 2\r\n\r\nhi"
                    taken.sendall(said)
                secured.settimeout(10)
                answer = secured.recv(65536).decode()
        finally:
            end(nginx)
            nginx.stderr and nginx.stderr.close()  # type: ignore[union-attr]
    assert "Host: lollipop:4443" in asked
    assert "X-Forwarded-Proto: https" in asked
    assert "X-Forwarded-For: 127.0.0.1\r\n" in asked, "what the browser claims is not passed on"
    assert "200" in answer
    assert "Strict-Transport" not in answer, "it would hold for the pupils' pages under the same name"


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        time.sleep(0.05)
        return False
    return True
