"""What whoever installed the helper said, by the installer's properties: it stands in the registry, where everybody may
read it. The service takes it from there into the folder that pupils cannot read."""

import contextlib
import json
import sys
from pathlib import Path

if sys.platform != "win32":
    raise ImportError("only on Windows")

import winreg

from endpoint.desktop.win32.disk import FILE, close_to_others
from endpoint.desktop.win32.places import KEPT

PLACE = r"Software\Lollipop\Helper"
_PORT = 8443


def settle() -> None:
    """Nothing where nothing was said, as when the helper is renewed. Raises OSError."""
    said = _said()
    if not said.get("Server"):
        return
    KEPT.mkdir(exist_ok=True)
    close_to_others(KEPT)
    ca = KEPT / "school.pem"
    ca.write_bytes(Path(said["CA"]).read_bytes())
    FILE.write_text(_settings(said, ca), encoding="utf-8")
    _forget()


def _settings(said: dict[str, str], ca: Path) -> str:
    """A string of JSON is one of TOML."""
    port = said.get("Port", "")
    lines = {
        "address": json.dumps(said["Server"]),
        "port": port if port.isdigit() else str(_PORT),
        "ca": json.dumps(str(ca)),
        "code": json.dumps(said.get("Code", "")),
    }
    return "".join(f"{name} = {value}\n" for name, value in lines.items())


def _said() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("Server", "Port", "Code", "CA"):
        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, PLACE) as key:
            found[name] = str(winreg.QueryValueEx(key, name)[0]).strip()
    return found


def _forget() -> None:
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, PLACE, access=winreg.KEY_SET_VALUE) as key:
        for name in ("Server", "Code"):
            with contextlib.suppress(OSError):
                winreg.DeleteValue(key, name)
