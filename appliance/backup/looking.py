"""Is a backup whole? It was put back into a scratch place, and is looked at there as the box looks at itself."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from appliance import ca
from appliance.backup.gathering import COPY, MANIFEST, Manifest, digest
from appliance.config import Home, load
from appliance.errors import LollipopError, MachineError
from appliance.store import Store, copies
from appliance.store.confide_proof import faults_of

BROKEN = "This backup is not whole: its list of contents cannot be read."
NEWER = (
    "This backup was made by Lollipop {}, which is newer than this box ({}). Update the box first, and begin once more."
)


def assemble(restored: Path, paths: tuple[str, ...]) -> tuple[Home, Manifest]:
    """Of what restic put below `restored`, what the box had: the folder, with the copies in their places. `paths` are
    those that the backup was made of. Raises MachineError, and OSError."""
    copied = next((folder for path in paths if (folder := _below(restored, path)).name == COPY), restored)
    try:
        manifest = msgspec.json.decode((copied / MANIFEST).read_bytes(), type=Manifest)
        root = _below(restored, manifest.home)
        _drop_links(root)
        for name in manifest.copies:
            target = _below(root, name)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(_below(copied, name), target)
    except (FileNotFoundError, msgspec.DecodeError) as error:
        raise MachineError(BROKEN) from error
    return Home(root), manifest


def faults(home: Home, manifest: Manifest) -> list[str]:
    """What is wrong, in sentences; none where the box could go on from it."""
    try:
        return [
            *(f"{name} is not as it was copied." for name in _changed(home, manifest)),
            *(text for name in manifest.copies for text in copies.damage(home.root / name)),
        ] or _of_box(home)
    except (LollipopError, OSError) as error:
        return [str(error)]


def is_newer(home: Home, manifest: Manifest) -> bool:
    """Is the store of a form that this version does not know? Raises StorageError."""
    return any(copies.strange_steps(home.root / name) for name in manifest.copies)


def _changed(home: Home, manifest: Manifest) -> list[str]:
    return [name for name, wanted in manifest.copies.items() if digest(home.root / name) != wanted]


def _of_box(home: Home) -> list[str]:
    """Settings, authority, store, and both chains: the audit trail's and Confide's."""
    load(home)
    ca.load(home, datetime.now(UTC))
    with Store.open(home, read_only=True) as store:
        return [*store.check(), *store.audit.faults(), *faults_of(home, store.audit)]


def _drop_links(root: Path) -> None:
    """Lollipop makes none, and root goes through this folder afterwards."""
    for path in root.rglob("*"):
        if path.is_symlink():
            path.unlink()


def _below(folder: Path, path: str) -> Path:
    """Raises MachineError where a backup names what is not below the folder that it was put into."""
    found = (folder / path.lstrip("/")).resolve()
    if not found.is_relative_to(folder.resolve()):
        raise MachineError(BROKEN)
    return found
