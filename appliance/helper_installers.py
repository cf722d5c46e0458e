"""The desktop helper's installers, where this box has them: an image and an update bring them along."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from appliance.config import Home

WINDOWS, LINUX = "lollipop-helper.msi", "lollipop-helper-linux.tar.gz"
CONTENT_TYPES: Mapping[str, str] = MappingProxyType({WINDOWS: "application/x-msi", LINUX: "application/gzip"})


def path_of(name: str) -> str:
    """Under which the portal gives it out."""
    return f"/helpers/{name}"


def installer(home: Home, name: str) -> Path | None:
    """None where it is not here, or is none of them."""
    path = home.installers / name
    return path if name in CONTENT_TYPES and path.is_file() else None
