"""A terminal that asks for a password is known by how it reads."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from endpoint.desktop.session.terminals import is_terminal, password_asked
from tests.endpoint.desktop.windows.desk import until


@contextmanager
def at_terminal(code: str) -> Iterator[None]:
    """A program that runs in a terminal until it reads a line."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    try:
        until(lambda: b"ready" in os.read(ours, 1000), "the program in the terminal")
        yield
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(theirs)


@pytest.mark.skipif(not os.path.isdir("/dev/pts"), reason="terminals are elsewhere")  # noqa: PTH112 - asked once
def test_a_program_that_hides_a_line_asks_for_a_password() -> None:
    assert not password_asked()
    with at_terminal("import getpass; getpass.getpass('ready', stream=None)"):
        until(password_asked, "the hidden line")
    assert not password_asked()


def test_one_that_reads_each_key_or_shows_the_line_does_not() -> None:
    with at_terminal("import tty; tty.setraw(0); print('ready', flush=True); input()"):
        assert not password_asked()
    with at_terminal("input('ready')"):
        assert not password_asked()


@pytest.mark.parametrize("name", ["xterm", "gnome-terminal-server", "konsole", "kitty", "qterminal"])
def test_terminals_are_known_by_name(name: str) -> None:
    assert is_terminal(name)
    assert not is_terminal("libreoffice")
