"""Lists that somebody sent and has not taken yet: closed files in the home, which go when they are taken, or after an
hour."""

import re
import secrets
import shutil
from pathlib import Path
from typing import IO

from werkzeug.utils import secure_filename

from appliance.config import Home
from appliance.keywords.files import make_folder, write

KEPT_SECONDS = 3600.0
KEPT = 5
_TOKEN = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 80


def keep(home: Home, name: str, file: IO[bytes], now: float) -> str:
    """The token by which the list is found again. Raises LibraryError where the disk does not take it."""
    make_folder(home.uploads, 0o700)
    tidy(home, now)
    token = secrets.token_hex(16)
    make_folder(home.uploads / token, 0o700)
    write(home.uploads / token / (secure_filename(name)[-_LONGEST_NAME:] or "list"), file.read(), 0o600)
    return token


def waiting(home: Home, token: str) -> Path | None:
    """The file; None for a token that is none, or whose list is gone."""
    if not _TOKEN.fullmatch(token):
        return None
    folder = home.uploads / token
    return next(iter(folder.iterdir()), None) if folder.is_dir() else None


def drop(home: Home, token: str) -> None:
    if _TOKEN.fullmatch(token):
        shutil.rmtree(home.uploads / token, ignore_errors=True)


def tidy(home: Home, now: float) -> None:
    """Those that nobody took in an hour go, and the oldest where there are many."""
    if not home.uploads.is_dir():
        return
    folders = sorted(home.uploads.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for place, folder in enumerate(folders):
        if place >= KEPT - 1 or now - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
