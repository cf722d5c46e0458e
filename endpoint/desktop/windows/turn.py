"""Whose windows these are. A lock outlives a keeper that was killed; a keeper that starts takes its turn, and what the
one before it left on screen goes."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def turn_file(environment: dict[str, str]) -> Path:
    """One for each display of each user, in a folder that is the user's own."""
    folder = environment.get("XDG_RUNTIME_DIR") or environment.get("LOCALAPPDATA") or _own_folder()
    display = "".join(one if one.isalnum() else "-" for one in environment.get("DISPLAY", ""))
    return Path(folder) / f"lollipop-windows{display}"


def take(file: Path) -> str:
    """From now on it is this keeper's turn. Where it cannot be written, windows go by their own end."""
    turn = secrets.token_hex(8)
    with suppress(OSError):
        file.write_text(turn)
    return turn


def passed(file: Path, turn: str) -> bool:
    """Has another keeper taken its turn since?"""
    try:
        return file.read_text()[:64] != turn
    except (OSError, UnicodeDecodeError):
        return False


def _own_folder() -> str:
    folder = Path(tempfile.gettempdir()) / f"lollipop-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return str(folder)
