"""What a school tells its browsers, so that they take the helper and know the box: one policy in the forms in which it
is given.

The policies are Chrome's own: https://chromeenterprise.google/policies/ (`ExtensionSettings`,
`ExtensionInstallForcelist`, managed storage under `3rdparty`). Edge knows the same names.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from appliance.config import Settings
from appliance.model import Frozen

_KEYS = {"Chrome": r"SOFTWARE\Policies\Google\Chrome", "Edge": r"SOFTWARE\Policies\Microsoft\Edge"}
FOLDERS = {
    "Chromium": "/etc/chromium/policies/managed",
    "Chrome": "/etc/opt/chrome/policies/managed",
    "Edge": "/etc/opt/edge/policies/managed",
}

# No windows that the helper is not in, and nobody ends its process.
_NO_WAY_ROUND: Mapping[str, bool] = {"BrowserGuestModeEnabled": False, "TaskManagerEndProcessEnabled": False}


class Told(Frozen):
    """What the helper is told: `address` is the box's name and its port for helpers, `code` enrols."""

    id: str
    update_url: str
    address: str
    code: str


def told(extension: str, update_url: str, settings: Settings, code: str) -> Told:
    name = (settings.helpers.names or settings.portal.names)[0]
    host = f"[{name}]" if ":" in name else name
    return Told(id=extension, update_url=update_url, address=f"{host}:{settings.helpers.port}", code=code)


def browser(told: Told, certificates: Iterable[x509.Certificate] = ()) -> dict[str, Any]:
    """The whole policy. With `certificates` the browser trusts the school's authority too; without, the device does."""
    policy: dict[str, Any] = {
        "ExtensionInstallForcelist": [f"{told.id};{told.update_url}"],
        "ExtensionSettings": {told.id: _settings(told)},
        "3rdparty": {"extensions": {told.id: storage(told)}},
        "IncognitoModeAvailability": 1,
        **_NO_WAY_ROUND,
    }
    trusted = [b64encode(one.public_bytes(Encoding.DER)).decode() for one in certificates]
    return policy | ({"CACertificates": trusted} if trusted else {})


def storage(told: Told) -> dict[str, str]:
    """What the helper reads as its managed storage."""
    return {"address": told.address, "code": told.code}


def file(told: Told, certificates: Iterable[x509.Certificate] = ()) -> str:
    """For a folder of policies on Linux: one of `FOLDERS`."""
    return json.dumps(browser(told, certificates), indent=2) + "\n"


def google_admin(told: Told) -> str:
    """For the Admin console: Devices > Chrome > Apps & extensions > the extension > Policy for extensions."""
    return json.dumps({name: {"Value": value} for name, value in storage(told).items()}, indent=2) + "\n"


def registry(told: Told) -> str:
    """For Windows, as a file that `reg import` and Group Policy take: Chrome and Edge."""
    parts = ["Windows Registry Editor Version 5.00"]
    for key in _KEYS.values():
        root = rf"HKEY_LOCAL_MACHINE\{key}"
        parts += [
            _part(root, {"ExtensionSettings": json.dumps({told.id: _settings(told)}), _incognito(key): 1}),
            *(_part(root, {name: int(value)}) for name, value in _NO_WAY_ROUND.items()),
            _part(rf"{root}\ExtensionInstallForcelist", {"1": f"{told.id};{told.update_url}"}),
            _part(rf"{root}\3rdparty\extensions\{told.id}\policy", storage(told)),
        ]
    return "\r\n\r\n".join(parts) + "\r\n"


def _settings(told: Told) -> dict[str, Any]:
    return {
        "installation_mode": "force_installed",
        "update_url": told.update_url,
        "override_update_url": True,
        "toolbar_pin": "force_pinned",
    }


def _incognito(key: str) -> str:
    return "InPrivateModeAvailability" if key.endswith("Edge") else "IncognitoModeAvailability"


def _part(key: str, values: Mapping[str, str | int]) -> str:
    lines = (f'"{name}"={_value(value)}' for name, value in values.items())
    return "\r\n".join((f"[{key}]", *lines))


def _value(value: str | int) -> str:
    if isinstance(value, int):
        return f"dword:{value:08x}"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
