"""What may be asked of `machine`, which runs as root: a few typed commands, no free text to act on.

Framing is that of `appliance.wire`; `core` alone connects, and asks for a person in the console or on the command line.
`Look` is answered by `Looked`, every other command by `Begun` or `Failed`: what takes minutes goes on behind it, and
`Looked.work` tells how far it is.
"""

from typing import Annotated, Literal

import msgspec

from appliance.model import Frozen, Tagged

_Name = Annotated[str, msgspec.Meta(pattern=r"^[\w][\w .+-]{0,199}$")]  # of a file or a stick: no slash, nothing hidden
_Code = Annotated[str, msgspec.Meta(max_length=200)]
_SshKey = Annotated[str, msgspec.Meta(pattern=r"^(ssh-ed25519|sk-ssh-ed25519@openssh\.com) [A-Za-z0-9+/=]{40,200}$")]

# --- commands ------------------------------------------------------------------------------------------------------


class Look(Tagged):
    """How is the machine? Changes nothing."""


class Update(Tagged):
    """Put a newer version into the other slot: the file of that name in the updates folder, or on the stick."""

    file: _Name
    stick: _Name = ""


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


class FindBackups(Tagged):
    """List what could be restored: of the place that is set, or of a stick. The answer is in `Looked.backups`."""

    code: _Code = ""
    stick: _Name = ""


class Restore(Tagged):
    """Replace what the box holds by a backup, and start Lollipop anew. `code` is that of the school's recovery kit."""

    snapshot: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8,64}$")]
    code: _Code
    stick: _Name = ""


class LetIn(Tagged):
    """SSH for these keys and nobody else; none switches it off."""

    keys: Annotated[tuple[_SshKey, ...], msgspec.Meta(max_length=5)]


class ForgetEverything(Tagged):
    """Back to how it left the factory: keys first, so that what is left on the disk cannot be read."""

    word: Literal["forget everything"]


# --- answers -------------------------------------------------------------------------------------------------------


class Work(Frozen):
    """What takes minutes. `share` is from 0 to 1, None where nobody knows. `failed` is a sentence, once it has."""

    what: Literal["update", "backup", "trial of a backup", "restore", "search for backups"]
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


class Looked(Tagged):
    """The machine, now. Without slots it is no image of ours, and is kept up to date by other means."""

    version: str
    model: str = ""
    slots: tuple[Slot, ...] = ()
    sticks: tuple[Stick, ...] = ()
    backups: tuple[Backup, ...] = ()
    work: Work | None = None
    ssh: tuple[str, ...] = ()
    sealed_by: Literal["nothing", "key on the box", "tpm"] = "nothing"
    clock_is_set: bool = True
    troubles: tuple[str, ...] = ()


class Begun(Tagged):
    """It is done, or goes on behind this answer. `text` is a sentence for the screen."""

    text: str


class Failed(Tagged):
    """It was not done, and `text` says why and what to do."""

    text: str


Order = Update | StartOther | Restart | PowerOff | BackUp | TryBackup | FindBackups | Restore | LetIn | ForgetEverything
Command = Look | Order
Answer = Looked | Begun | Failed
