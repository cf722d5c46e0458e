"""Files that nobody reads without the device's own key, and that are whole or not there."""

import contextlib
import os
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from appliance.keys import kept
from endpoint.desktop.service.system import sync


class Seal:
    """`key` is a file beside the device's key, made when it is first needed."""

    def __init__(self, key: Path) -> None:
        """Raises OSError."""
        self._box = SecretBox(kept(key, lambda: os.urandom(SecretBox.KEY_SIZE)))

    def close(self, data: bytes) -> bytes:
        return bytes(self._box.encrypt(data))

    def write(self, path: Path, data: bytes) -> None:
        """On the disk for good when this returns. Raises OSError."""
        write(path, self.close(data))

    def read(self, path: Path) -> bytes | None:
        """None where there is no such file, or it was damaged or changed."""
        with contextlib.suppress(OSError, CryptoError, ValueError):
            return bytes(self._box.decrypt(path.read_bytes()))
        return None


def write(path: Path, data: bytes) -> None:
    """Whole, for the owner only, and on the disk for good. Raises OSError."""
    draft = path.with_name(f".{path.name}.draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync(path.parent)
