"""The attached screen as a process, on a real terminal, beside a real core."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from appliance.config import Home, Settings
from appliance.config.services import Console
from appliance.errors import CoreAwayError
from appliance.front.service import Screen, address_of, addresses, look
from appliance.front.telling import Front
from appliance.store import Store
from appliance.wire import AskBan, AskStatus, Call, Status
from tests.core.samples import running_core

FRONT = Front(school="Hill Primary", name="lollipop", address="", mode="", troubles=())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


@pytest.mark.parametrize(
    ("console", "own", "address"),
    [
        (Console(listen="::", port=8000), ("10.0.0.2", "10.93.0.1"), "http://10.0.0.2:8000"),
        (Console(port=8000, tls_port=443), ("10.0.0.2",), "https://10.0.0.2"),
        (Console(port=8000, tls_port=8445), ("10.0.0.2",), "https://10.0.0.2:8445"),
        (Console(listen="::", port=80), ("10.0.0.2",), "http://10.0.0.2"),
        (Console(tls_port=443), (), ""),
        (Console(), ("10.0.0.2",), "http://127.0.0.1:8000"),
    ],
)
def test_the_address_is_the_consoles(console: Console, own: tuple[str, ...], address: str) -> None:
    assert address_of(Settings(console=console), own) == address


def test_the_loopback_is_no_address(tmp_path: Path) -> None:
    (tmp_path / "lo").mkdir()
    assert addresses(tmp_path) == ()


def test_it_is_drawn_anew_only_for_something_else(home: Home) -> None:
    drawn: list[str] = []
    shown = Screen(home, drawn.append, lambda: (80, 25))
    for at in (0.0, 5.0, 10.0):
        shown.show(FRONT, at)
    assert len(drawn) == 1
    shown.show(FRONT, 61.0)
    assert len(drawn) == 2


def test_core_tells_it_how_things_are_and_nothing_else(home: Home) -> None:
    with running_core(home):
        assert not any("stands still" in sentence for sentence in look(home).troubles)
        with Call(home.core_socket, "front") as call:
            assert isinstance(call.ask(AskStatus()), Status)
            with pytest.raises(CoreAwayError):
                call.ask(AskBan(device="tablet-3", seconds=60, reason="x", by="front"))
    assert any("stands still" in sentence for sentence in look(home).troubles)


def test_a_new_box_shows_the_link_for_its_first_account(home: Home) -> None:
    home.settings.write_text('[console]\nlisten = "127.0.0.1"\n')
    with running_core(home), Store.open(home) as store:
        first = look(home).first
        address, _, token = first.rpartition("/sign-in/")
        assert address == "http://127.0.0.1:8000"
        assert look(home).first == first
        assert store.sign_in.redeem(token, time.time())
        assert look(home).first not in {"", first}  # whoever signed in and was cut off can begin again
        store.accounts.add("Ms Ada", "ada@school.test", "test", time.time())
        assert look(home).first == ""
    assert look(home).first == ""


def test_broken_settings_are_a_sentence(home: Home) -> None:
    home.settings.write_text("[proxy]\nworkers = 0\n")
    assert look(home).troubles == ("lollipop.toml: proxy.workers: expected `int` >= 1",)


def test_it_draws_on_a_terminal_and_ends_when_told(home: Home) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "appliance.front"],
        stdout=theirs,
        stdin=theirs,
        env=os.environ | {"LOLLIPOP_HOME": str(home.root)},
    )
    os.close(theirs)
    try:
        seen, until = b"", time.monotonic() + 60
        while b"Our School" not in seen and time.monotonic() < until:
            if select.select([ours], [], [], 1)[0]:
                seen += os.read(ours, 65536)
        assert b"Lollipop, Our School" in seen
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
