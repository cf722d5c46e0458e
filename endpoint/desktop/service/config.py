"""What whoever installs the helper says: one TOML file, which pupils cannot write."""

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

from appliance.errors import ConfigError
from appliance.model import Frozen
from endpoint.desktop.service.system import STATE


class Config(Frozen):
    """`address` is the box's name or address, as its certificate says it. `code` enrols this device once, and is of no
    use after that. `ca` is the school's certificate authority, the only one that is trusted."""

    address: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)]
    ca: Path
    code: Annotated[str, msgspec.Meta(max_length=40)] = ""
    state: Path = STATE


def _path(kind: type, raw: object) -> object:
    return kind(raw) if kind is Path and isinstance(raw, str) else raw


def load(path: Path) -> Config:
    """Raises ConfigError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(raw, Config, dec_hook=_path)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigError(f"{path} cannot be used: {error}") from error
