"""What may be asked of `machine`, which runs as root: a few typed commands, no free text to act on.

Framing is that of `appliance.wire`; `core` alone connects, and asks for a person in the console or on the command line.
`Look` is answered by `Looked`, `AskKitCode` by `KitCode`, every other command by `Begun` or `Failed`: what takes
minutes goes on behind it, and `Looked.work` tells how far it is.
"""

from typing import Annotated, Literal

import msgspec

from appliance.backup.place import Place
from appliance.model import Frozen, Tagged

_Name = Annotated[
    str, msgspec.Meta(pattern=r"^[\w][\w .+-]{0,199}\Z")
]  # of a file or a stick: no slash, nothing hidden
_Stick = Annotated[str, msgspec.Meta(pattern=r"^([\w][\w .+-]{0,199})?\Z")]
_Code = Annotated[str, msgspec.Meta(max_length=200)]
_SshKey = Annotated[str, msgspec.Meta(pattern=r"^(ssh-ed25519|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/=]{40,200}\Z")]

# --- commands ------------------------------------------------------------------------------------------------------


class Look(Tagged):
    """How is the machine? Changes nothing."""


class Update(Tagged):
    """Put a newer version into the other slot: the file of that name in the updates folder, or on the stick, or with
    `sent` where the console keeps what came from a browser. `again` takes one, too, that was tried and did not come up
    well."""

    file: _Name
    stick: _Stick = ""
    again: bool = False
    sent: bool = False


class StartOther(Tagged):
    """Start the machine anew, with what was put into the other slot."""


class Restart(Tagged):
    """Start the machine anew."""


class PowerOff(Tagged):
    """So that it may be unplugged."""


class BackUp(Tagged):
    """Make a backup now."""


class TryBackup(Tagged):
    """Restore the last backup into a scratch place and look at it there, now."""


class KeepBackups(Tagged):
    """Where backups go from now on. None switches them off; what is kept already stays there."""

    place: Place | None


class AskKitCode(Tagged):
    """The code on the recovery kit, which alone opens backups: for the sheet. Answered by `KitCode`."""


class NewKitCode(Tagged):
    """The sheet is lost: another code from now on. What is kept where backups go is opened by the new one alone."""


class FindBackups(Tagged):
    """List what could be restored: of the place that is set, or of a stick. The answer is in `Looked.backups`."""

    code: _Code = ""
    stick: _Stick = ""


class Restore(Tagged):
    """Replace what the box holds by a backup, and start the machine anew. Without a code, where and with the code with
    which backups were looked for last."""

    snapshot: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8,64}\Z")]
    code: _Code = ""
    stick: _Stick = ""


class LetIn(Tagged):
    """SSH for these keys and nobody else; none switches it off."""

    keys: Annotated[tuple[_SshKey, ...], msgspec.Meta(max_length=5)]


class ForgetEverything(Tagged):
    """Back to how it left the factory: keys first, so that what is left on the disk cannot be read."""

    word: Literal["forget everything"]


# --- answers -------------------------------------------------------------------------------------------------------


class Work(Frozen):
    """What takes minutes. `share` is from 0 to 1, None where nobody knows. `failed` is a sentence, once it has."""

    what: Literal["update", "backup", "trial of a backup", "restore", "search for backups", "new backup code"]
    since: float
    share: float | None = None
    done_at: float | None = None
    said: str = ""
    failed: str = ""


class Stick(Frozen):
    """A stick that is plugged in. `updates` are files on it that could be one."""

    name: str
    megabytes: int
    free_megabytes: int
    updates: tuple[str, ...] = ()
    has_backups: bool = False


class Backup(Frozen):
    """One that could be restored."""

    snapshot: str
    at: float
    school: str
    version: str
    megabytes: int


class Slot(Frozen):
    """One of the two places for a version. `good` is whether it came up well when it was last started."""

    name: Literal["A", "B"]
    version: str
    booted: bool
    good: bool


class BackupState(Frozen):
    """How backups stand. `place` is where they go, in words; empty where nothing is set. `key` is the box's own public
    key, for a server that is reached by SFTP, and `server` that server's fingerprint, once it was met. Times are 0 for
    never; a sentence in `failed` or `trial_failed` is of the last try, where it went wrong."""

    place: str = ""
    key: str = ""
    server: str = ""
    made_at: float = 0.0
    failed: str = ""
    tried_at: float = 0.0
    trial_failed: str = ""


class Looked(Tagged):
    """The machine, now. Without slots it is no image of ours, and is kept up to date by other means. `compatible` is
    which updates it takes, `failed` the last version that was tried and did not come up well."""

    version: str
    compatible: str = ""
    failed: str = ""
    model: str = ""
    slots: tuple[Slot, ...] = ()
    sticks: tuple[Stick, ...] = ()
    backups: tuple[Backup, ...] = ()
    backup: BackupState = BackupState()
    work: Work | None = None
    ssh: tuple[str, ...] = ()
    sealed_by: Literal["nothing", "key on the box", "tpm"] = "nothing"
    clock_is_set: bool = True
    troubles: tuple[str, ...] = ()


class Begun(Tagged):
    """It is done, or goes on behind this answer. `text` is a sentence for the screen."""

    text: str


class KitCode(Tagged):
    """As it is printed: `7KQ2M-9XA4B-…`."""

    code: str


class Failed(Tagged):
    """It was not done, and `text` says why and what to do."""

    text: str


Order = (
    Update
    | StartOther
    | Restart
    | PowerOff
    | BackUp
    | TryBackup
    | KeepBackups
    | AskKitCode
    | NewKitCode
    | FindBackups
    | Restore
    | LetIn
    | ForgetEverything
)
Command = Look | Order
Answer = Looked | Begun | KitCode | Failed
