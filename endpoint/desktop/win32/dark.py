"""Does whoever sits here like dark windows better? As Windows was set."""

import sys

if sys.platform != "win32":
    raise ImportError("only on Windows")

import winreg

_PLACE = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"


def prefers_dark() -> bool:
    """False where nobody said so."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _PLACE) as key:
            return bool(winreg.QueryValueEx(key, "AppsUseLightTheme")[0] == 0)
    except OSError:
        return False
