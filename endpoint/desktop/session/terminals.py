"""Does a terminal ask for a password just now? `sudo`, `passwd` and `ssh` switch off that it shows what is typed, and
leave it reading whole lines; shells and editors read each key. Of this user's terminals only, for no others matter."""

import os
import re
import termios
from itertools import islice
from pathlib import Path

_TERMINALS = Path("/dev/pts")
_AT_MOST = 64
_EMULATOR = re.compile(r"term|konsole|tilix|kitty|alacritty|rxvt|guake|yakuake|ptyxis|kgx|tmux|foot", re.IGNORECASE)
_LOCAL_FLAGS = 3


def is_terminal(application: str) -> bool:
    return bool(_EMULATOR.search(application))


def password_asked(terminals: Path = _TERMINALS) -> bool:
    """In any terminal of ours: which one is in front, nobody can tell."""
    try:
        ours = list(islice(terminals.iterdir(), _AT_MOST))
    except OSError:
        return False
    return any(_hides(terminal) for terminal in ours if terminal.name.isdigit())


def _hides(terminal: Path) -> bool:
    try:
        if terminal.stat().st_uid != os.getuid():
            return False
        opened = os.open(terminal, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        flags = termios.tcgetattr(opened)[_LOCAL_FLAGS]
    except termios.error:
        return False
    finally:
        os.close(opened)
    return bool(flags & termios.ICANON and not flags & termios.ECHO)
