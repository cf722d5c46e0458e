"""What the box keeps about its backups, root's alone: where they go, the code, the key for SFTP, how the last went."""

import contextlib
import hashlib
from base64 import b64decode, b64encode
from pathlib import Path

import msgspec

from appliance.backup.code import new_code, tidy_code
from appliance.backup.place import OnSftp, Place, in_words
from appliance.errors import LollipopError
from appliance.keys import kept
from appliance.keywords.files import write
from appliance.machine.commands import BackupState
from appliance.machine.tools import call
from appliance.model import Frozen

_KEYGEN_SECONDS = 30.0


class _Chosen(Frozen):
    place: Place | None = None


class Outcome(Frozen):
    """Of the last backup and of the last trial. Times are 0 for never; a sentence says what went wrong last."""

    made_at: float = 0.0
    failed: str = ""
    tried_at: float = 0.0
    trial_failed: str = ""


class Keeping:
    """In `folder`, which is made where it is missing. Whatever writes raises OSError and LollipopError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known_hosts = folder / "known_hosts"
        self.ssh_key = folder / "id_ed25519"

    @property
    def place(self) -> Place | None:
        return self._read("place.json", _Chosen).place

    async def choose(self, place: Place | None) -> None:
        """Another server is met anew, and how the last backup went was said of the old place."""
        if place == self.place:
            return
        if isinstance(place, OnSftp):
            await self._make_ssh_key()
        self._write("place.json", _Chosen(place=place))
        self._write("outcome.json", Outcome())
        self.known_hosts.unlink(missing_ok=True)

    def code(self) -> str:
        """Made when it is first asked for."""
        self._make()
        return tidy_code(kept(self.folder / "code", lambda: new_code().encode()).decode(errors="replace"))

    def take_code(self, code: str) -> None:
        self._make()
        write(self.folder / "code", code.encode(), 0o600)

    @property
    def outcome(self) -> Outcome:
        return self._read("outcome.json", Outcome)

    def note(self, outcome: Outcome) -> None:
        """A full disk must not make a failure of a backup that was made."""
        with contextlib.suppress(LollipopError, OSError):
            self._write("outcome.json", outcome)

    def state(self) -> BackupState:
        place, outcome = self.place, self.outcome
        return BackupState(
            place=in_words(place) if place else "",
            key=self._public_key() if isinstance(place, OnSftp) else "",
            server=_fingerprint(self.known_hosts) if isinstance(place, OnSftp) else "",
            made_at=outcome.made_at,
            failed=outcome.failed,
            tried_at=outcome.tried_at,
            trial_failed=outcome.trial_failed,
        )

    async def _make_ssh_key(self) -> None:
        self._make()
        if not self.ssh_key.exists():
            argv = ("-q", "-t", "ed25519", "-N", "", "-C", "lollipop", "-f", str(self.ssh_key))
            await call("ssh-keygen", *argv, seconds=_KEYGEN_SECONDS)

    def _public_key(self) -> str:
        try:
            return self.ssh_key.with_suffix(".pub").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def _make(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _read[Kind: Frozen](self, name: str, kind: type[Kind]) -> Kind:
        """What cannot be read was never said: then screens say that nothing is set up."""
        try:
            return msgspec.json.decode((self.folder / name).read_bytes(), type=kind)
        except (OSError, msgspec.DecodeError):
            return kind()

    def _write(self, name: str, value: Frozen) -> None:
        self._make()
        write(self.folder / name, msgspec.json.encode(value), 0o600)


def _fingerprint(known_hosts: Path) -> str:
    """As `ssh-keygen -l` shows it, so that somebody can compare; empty where no server was met yet."""
    try:
        key = b64decode(known_hosts.read_text(encoding="ascii").split()[2], validate=True)
    except (OSError, ValueError, IndexError):
        return ""
    return f"SHA256:{b64encode(hashlib.sha256(key).digest()).decode().rstrip('=')}"
