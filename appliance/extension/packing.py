"""The helper's sources become the school's own package: its key, its update address. Packed as Lollipop starts; the
portal gives the file out and never holds the key."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import msgspec

from appliance.config import Home, Settings
from appliance.errors import ExtensionError
from appliance.extension import crx
from appliance.keys import kept
from appliance.model import Frozen

SOURCES = Path(__file__).parents[2] / "endpoint" / "chrome"
UPDATE_PATH = "/helpers/update.xml"
PACKAGE_PATH = "/helpers/chrome.crx"
_LEFT_OUT = {".md"}


class Packed(Frozen):
    """What was packed last, beside the package."""

    id: str
    version: str


def key(home: Home) -> bytes:
    """The school's key for its extension, made once. Raises OSError."""
    return kept(home.keys / "extension.pem", crx.make_key)


def update_url(settings: Settings) -> str:
    return settings.portal.url + UPDATE_PATH


def files(public: bytes, settings: Settings) -> dict[str, bytes]:
    """The sources, and a manifest that carries the key and where to look for a newer one."""
    found = {
        path.relative_to(SOURCES).as_posix(): path.read_bytes()
        for path in sorted(SOURCES.rglob("*"))
        if path.is_file() and path.suffix not in _LEFT_OUT
    }
    manifest: dict[str, Any] = json.loads(found["manifest.json"])
    manifest |= {"key": b64encode(public).decode(), "update_url": update_url(settings)}
    return found | {"manifest.json": json.dumps(manifest, indent=2).encode()}


def pack(home: Home, settings: Settings) -> Packed:
    """Write the package and what is in it, whole or not at all. Raises ExtensionError."""
    try:
        pem = key(home)
        public = crx.public_key(pem)
        made = crx.pack(files(public, settings), pem)
        packed = Packed(**crx.read(made, public)._asdict())
        _replace(home.extension, made)
        _replace(_card(home), msgspec.json.encode(packed))
    except OSError as error:
        raise ExtensionError(f"The browser's helper could not be packed: {error}") from error
    return packed


def packed(home: Home) -> Packed | None:
    """What was packed last, or None where nothing was."""
    try:
        return msgspec.json.decode(_card(home).read_bytes(), type=Packed)
    except (OSError, msgspec.DecodeError):
        return None


def _card(home: Home) -> Path:
    return home.extension.with_suffix(".json")


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.write_bytes(content)
    draft.replace(path)
