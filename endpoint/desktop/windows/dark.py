"""Does whoever sits here like dark windows better? As their desktop was set."""

import subprocess
from shutil import which

_ASK = ("get", "org.gnome.desktop.interface", "color-scheme")


def prefers_dark() -> bool:
    """False where nobody said so, or it cannot be known."""
    program = which("gsettings")
    if program is None:
        return False
    try:
        said = subprocess.run([program, *_ASK], capture_output=True, text=True, timeout=2, check=False)
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return False
    return "dark" in said.stdout
