"""The folder of sealed pictures: anybody with the public key adds one, only who has the private key opens one."""

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from appliance import modes
from appliance.config import Home, Settings
from appliance.errors import EvidenceError
from appliance.keys import kept

SEAL_BYTES = 48  # by how much a sealed picture is longer
_NAME = re.compile(r"[0-9a-f]{64}")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DRAFT = ".draft"


class Vault:
    """Pictures by the hex digest of what is in them, keyed, so that nobody can tell from a name whether a picture they
    know is here. Every method raises only EvidenceError. Processes may use one folder at once."""

    def __init__(self, folder: Path, keys: Path) -> None:
        self._folder = folder
        self._keys = keys

    def prepare(self) -> None:
        """Make the keys, where there are none yet. Done by itself when the first picture is put."""
        with _foreseen("The keys for pictures cannot be made"):
            self._public_key()
            self._name_key()

    def put(self, image: bytes) -> str:
        """Seal and keep it: on the disk for good when this returns, and whole or not at all. The same picture again is
        kept once."""
        with _foreseen("A picture could not be kept"):
            digest = self._digest(image)
            path = self._path(digest)
            if not _refreshed(path, len(image) + SEAL_BYTES):
                _write(path, SealedBox(self._public_key()).encrypt(image), self._folder)
            return digest

    def read(self, digest: str) -> bytes:
        """Needs the private key. What was changed, or put in another's place, is refused."""
        path = self._path(digest)
        try:
            image = SealedBox(self._private_key()).decrypt(path.read_bytes())
        except FileNotFoundError as error:
            raise EvidenceError(_missing(path)) from error
        except OSError as error:
            raise EvidenceError(f"The picture cannot be read: {_reason(error)}.") from error
        except (CryptoError, ValueError, TypeError) as error:  # a file shorter than a seal, or a key that is none
            raise EvidenceError("The picture was changed after it was kept, or sealed for another box.") from error
        if self._digest(image) != digest:
            raise EvidenceError("The file holds another picture than the one that was kept.")
        return image

    def remove(self, digest: str) -> None:
        """Also when it is gone already."""
        with _foreseen("A picture could not be removed"):
            self._path(digest).unlink(missing_ok=True)

    def put_before(self, moment: float) -> Iterator[str]:
        """What was put the last time before then, in no order."""
        with _foreseen("The folder of pictures cannot be read"):
            for path in self._files():
                if _NAME.fullmatch(path.name) and _stat(path, "st_mtime", moment) < moment:
                    yield path.name

    def clear_drafts(self, before: float) -> None:
        """Take away what a process left that was ended while it wrote."""
        with _foreseen("The folder of pictures cannot be tidied"):
            for path in self._files():
                if path.name.endswith(_DRAFT) and _stat(path, "st_mtime", before) < before:
                    path.unlink(missing_ok=True)

    @property
    def used_bytes(self) -> int:
        with _foreseen("The folder of pictures cannot be read"):
            return int(sum(_stat(path, "st_size", 0) for path in self._files()))

    def _files(self) -> Iterator[Path]:
        return self._folder.glob("??/??/*")

    def _path(self, digest: str) -> Path:
        if not _NAME.fullmatch(digest):
            raise EvidenceError("That is no name of a picture.")
        return self._folder / digest[:2] / digest[2:4] / digest

    def _digest(self, image: bytes) -> str:
        return blake2b(image, key=self._name_key(), digest_size=32).hexdigest()

    def _name_key(self) -> bytes:
        return kept(self._keys / "evidence-names", lambda: secrets.token_bytes(32))

    def _private_key(self) -> PrivateKey:
        return PrivateKey(kept(self._keys / "evidence.key", lambda: bytes(PrivateKey.generate())))

    def _public_key(self) -> PublicKey:
        """Made from the private key once, by whoever may; afterwards nobody who writes needs that one."""
        return PublicKey(kept(self._keys / "evidence.pub", lambda: bytes(self._private_key().public_key)))


def vault_of(home: Home, settings: Settings) -> Vault:
    """The box's own."""
    return Vault(folder_of(home, settings), home.keys)


def folder_of(home: Home, settings: Settings) -> Path:
    """`evidence.folder` counts from the home."""
    return home.root / settings.evidence.folder if settings.evidence.folder else home.evidence


def _write(path: Path, sealed: bytes, top: Path) -> None:
    _make_folders(path.parent, top)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}{_DRAFT}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, modes.of_file(path.parent)), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _make_folders(folder: Path, top: Path) -> None:
    if folder.is_dir():
        return
    top.mkdir(mode=0o700, parents=True, exist_ok=True)
    for one in (folder.parent, folder):
        one.mkdir(mode=modes.of_folder(one.parent), exist_ok=True)
        _sync_folder(one.parent)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _refreshed(path: Path, size: int) -> bool:
    """Is it here in full? Then it counts as put now, so that nobody takes it for one that was left behind."""
    try:
        if path.stat().st_size != size:
            return False
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _stat(path: Path, what: str, gone: float) -> float:
    """Of a file that another process may take away meanwhile."""
    try:
        return float(getattr(path.stat(), what))
    except FileNotFoundError:
        return gone


def _missing(path: Path) -> str:
    return f"The picture's file is not there any more: {path.name[:8]}…."


@contextlib.contextmanager
def _foreseen(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EvidenceError(f"{what}: {_reason(error)}.") from error
    except (CryptoError, ValueError, TypeError) as error:
        raise EvidenceError(f"{what}: a key in the folder of keys is damaged.") from error


def _reason(error: OSError) -> str:
    return "the disk is full" if error.errno in _FULL else (error.strerror or str(error))
