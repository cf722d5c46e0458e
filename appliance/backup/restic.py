"""restic, and what its errors mean. Debian's 0.14 (12) and 0.18 (13) are both understood."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import assert_never

import msgspec

from appliance.backup.apart import apart
from appliance.backup.keeping import Keeping
from appliance.backup.place import OnS3, OnSftp, OnStick, Place
from appliance.errors import MachineError
from appliance.machine.sticks import BACKUPS
from appliance.machine.tools import ToolError, call, follow
from appliance.model import Frozen

LONGEST = 6 * 3600.0
_SHORT = 600.0  # a slow line may take its time to say what is there
_ANOTHER = (
    "Another computer answers where the backups go. If the server was replaced, choose the place again; else ask who"
    " looks after it."
)
_WORDS = (
    (
        "The code does not open these backups. They may be another school’s. Look at the code once more.",
        ("wrong password or no key found",),
    ),
    (
        "There is no room left where the backups go. Make room there, or choose another place.",
        ("no space left on device", "disk quota exceeded", "file too large"),
    ),
    (
        "The server does not let the box in. Give it the box’s key, which stands on the backup screen.",
        ("permission denied (publickey", "too many authentication failures"),
    ),
    (_ANOTHER, ("host key verification failed", "remote host identification has changed")),
    (
        "The server does not know these keys. Look at the key and the secret once more.",
        ("signature", "invalidaccesskeyid", "access key id you provided"),
    ),
    (
        "The place where backups go cannot be reached. Is the internet there, and the name right?",
        ("could not resolve", "no such host"),
    ),
    (
        "The place where backups go does not answer. Is it switched on?",
        ("connection refused", "timed out", "i/o timeout", "no route to host", "did not end within"),
    ),
    (
        "The stick was pulled out, or is broken. Plug it in and begin once more.",
        ("input/output error", "transport endpoint", "stale file handle", "no such device"),
    ),
    (
        "Nothing can be written there. A stick may have a switch for that; else ask who looks after the place.",
        ("read-only file system", "permission denied", "access denied"),
    ),
)  # the first that fits, in this order
_DAMAGED = "These backups are damaged. Try an older one, or another stick."
_SIGNS_OF_DAMAGE = (
    "ciphertext verification failed",
    "hash does not match",
    "invalid data returned",
    "does not exist",
    "no such file or directory",
    "not found in",
    ": eof",
    "unexpected eof",
    "truncated",
    "there were",  # errors, while files were put back
)
_ABSENT = ("unable to open config file", "is there a repository at the following location", "repository does not exist")


class NoRepositoryError(MachineError):
    """There are no backups at that place yet."""

    def __init__(self) -> None:
        super().__init__("There are no backups there.")


class Snapshot(Frozen, forbid_unknown_fields=False):
    """As restic lists it. `tags` are ours; `paths` are what was given to it."""

    id: str
    time: str
    paths: tuple[str, ...]
    tags: tuple[str, ...] = ()


class _Said(Frozen, forbid_unknown_fields=False):
    """A line of its progress."""

    message_type: str = ""
    percent_done: float | None = None
    item: str = ""


_POLITE = ("nice", "-n", "15", "ionice", "-c", "3")  # pupils come first


class Restic:
    """One repository, opened by `code`. `stick` is where the stick is mounted; with `read_only` nothing is written, not
    even a lock. Methods raise MachineError."""

    def __init__(
        self, place: Place, keeping: Keeping, code: str, stick: Path | None = None, *, read_only: bool = False
    ) -> None:
        options, self._environment = _reached(place, keeping, stick)
        self._on_stick = isinstance(place, OnStick)
        self._asked_first = _ssh(place, keeping) if isinstance(place, OnSftp) else ()
        self._environment |= {"RESTIC_PASSWORD": code, "RESTIC_PROGRESS_FPS": "1", "GOMAXPROCS": "1"}
        cache = ("--no-cache",) if self._on_stick else ("--cache-dir", str(keeping.folder / "cache"))
        no_lock = ("--no-lock",) if read_only else ()
        self._restic = (*_POLITE, "restic", "--json", *options, *cache, *no_lock)

    async def reach(self) -> None:
        """What SSH says when it is not let in is lost behind restic: so it is asked first."""
        if self._asked_first:
            try:
                with self._run(self._asked_first, _SHORT) as (argv, environment):
                    await call(*argv, seconds=_SHORT, more=environment)
            except ToolError as error:
                raise in_words(error.said) from error

    async def snapshots(self) -> list[Snapshot]:
        """Oldest first, of any school that the code opens."""
        said = await self._call("snapshots", "--tag", "lollipop")
        return msgspec.json.decode(said or "[]", type=list[Snapshot])

    async def init(self) -> None:
        await self._call("init")

    async def unlock(self) -> None:
        """Locks that a power cut left behind; those of somebody at work stay."""
        await self._call("unlock")

    async def backup(
        self, folders: tuple[Path, ...], without: tuple[Path, ...], tags: tuple[str, ...], tell: Callable[[float], None]
    ) -> None:
        """`tell` is told how far it is, from 0 to 1. What went away while it was read was not to be kept."""
        excluded = [f"--exclude={_literal(path)}" for path in without]
        given = ("backup", "--host", "lollipop", "--tag", ",".join(tags), *excluded, *map(str, folders))
        heard = _Heard(tell)
        try:
            with self._run((*self._restic, *given), LONGEST) as (argv, environment):
                await follow(*argv, seconds=LONGEST, each=heard.hear, more=environment)
        except ToolError as error:
            if "could not be read" not in error.said:
                raise in_words(error.said) from error
            if heard.lost:
                raise MachineError(f"{heard.lost[0].name} cannot be read, so the backup is not whole.") from error

    async def restore(self, snapshot: str, target: Path) -> None:
        await self._call("restore", snapshot, "--target", str(target), seconds=LONGEST)

    async def forget(self, *keep: str) -> None:
        await self._call("forget", "--tag", "lollipop", "--group-by", "host", *keep, "--prune", seconds=LONGEST)

    async def change_code(self, new: Path) -> None:
        """`new` holds the other code."""
        await self._call("key", "passwd", "--new-password-file", str(new))

    async def _call(self, *argv: str, seconds: float = _SHORT) -> str:
        try:
            with self._run((*self._restic, *argv), seconds) as (whole, environment):
                return await call(*whole, seconds=seconds, more=environment)
        except ToolError as error:
            raise in_words(error.said) from error

    @contextmanager
    def _run(self, argv: tuple[str, ...], seconds: float) -> Iterator[tuple[tuple[str, ...], Mapping[str, str]]]:
        """A stick is mounted for this process alone; what needs the network is apart."""
        if self._on_stick:
            yield argv, self._environment
            return
        with apart(argv, self._environment, seconds) as run:
            yield run


class _Heard:
    """What restic says while it makes a backup. `lost` are files that are there, and could not be read."""

    def __init__(self, tell: Callable[[float], None]) -> None:
        self._tell = tell
        self.lost: list[Path] = []

    def hear(self, line: str) -> None:
        """Beside objects of JSON it writes plain warnings."""
        try:
            said = msgspec.json.decode(line, type=_Said)
        except msgspec.DecodeError:
            return
        if said.percent_done is not None:
            self._tell(said.percent_done)
        if said.message_type == "error" and said.item and (path := Path(said.item)).exists():
            self.lost.append(path)


def in_words(said: str) -> MachineError:
    """What restic or SSH wrote, as a sentence for people."""
    plain = said.lower()
    for sentence, signs in _WORDS:
        if any(sign in plain for sign in signs):
            return MachineError(sentence)
    if any(sign in plain for sign in _ABSENT):
        return NoRepositoryError()
    if any(sign in plain for sign in _SIGNS_OF_DAMAGE):
        return MachineError(_DAMAGED)
    return MachineError(f"The program that makes backups could not do it: {said[:500]}")


def _reached(place: Place, keeping: Keeping, stick: Path | None) -> tuple[tuple[str, ...], dict[str, str]]:
    """restic's options, and its environment: secrets never stand on a command line, which every user can list."""
    match place:
        case OnStick():
            if stick is None:
                raise MachineError(f"The stick {place.stick} is not plugged in.")
            return ("--repo", str(stick / BACKUPS)), {}
        case OnSftp():
            command = f"sftp.command={' '.join(_ssh(place, keeping))}"
            return ("--repo", f"sftp:{place.user}@{place.host}:{place.folder}", "-o", command), {}
        case OnS3():
            keys = {"AWS_ACCESS_KEY_ID": place.key_id, "AWS_SECRET_ACCESS_KEY": place.secret}
            return ("--repo", f"s3:{place.address}/{place.bucket}/{place.folder}"), keys
    assert_never(place)


def _ssh(place: OnSftp, keeping: Keeping) -> tuple[str, ...]:
    """A server is trusted when it is met first, and has to stay the same."""
    return (
        *("ssh", "-F", "none", "-i", str(keeping.ssh_key), "-p", str(place.port)),
        *("-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "HostKeyAlgorithms=ssh-ed25519"),
        *("-o", "ConnectTimeout=30", "-o", "ServerAliveInterval=30"),
        *("-o", "StrictHostKeyChecking=accept-new", "-o", "HashKnownHosts=no"),
        *("-o", f"UserKnownHostsFile={keeping.known_hosts}"),
        *(f"{place.user}@{place.host}", "-s", "sftp"),
    )


def _literal(path: Path) -> str:
    """A path as a pattern that fits nothing else."""
    return "".join(f"\\{letter}" if letter in "*?[]\\" else letter for letter in str(path))
