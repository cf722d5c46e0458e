"""Updates by themselves: when, from where, and what is to be done now.

A school (or its trust) names an address that begins with https://. In that folder lies `updates.json`, a list of what
there is, and the bundles it names. Whoever holds that place can keep news back, and no more: a bundle is taken only
with our signature, and only if it is newer.
"""

import hashlib
import shutil
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import msgspec

from appliance.categories.update import Fetch
from appliance.errors import MachineError
from appliance.machine.commands import Looked
from appliance.machine.versions import newer
from appliance.model import Frozen
from appliance.store.choices import Choice

INDEX = "updates.json"
LONGEST_ADDRESS = 300
MOST_BYTES = 1_500_000_000
_MOST_INDEX = 256 * 1024
_Hour = Annotated[int, msgspec.Meta(ge=0, le=23)]


class UpdateChoice(Choice):
    """The quiet hours are the school's own time, from an hour until the beginning of another, also past midnight."""

    SECTION: ClassVar[str] = "updates"

    by_itself: bool = True
    source: str = ""
    quiet_from: _Hour = 1
    quiet_until: _Hour = 5


class Offered(Frozen):
    """One line of the list. `for_` is which machines it is for."""

    version: str
    file: Annotated[str, msgspec.Meta(pattern=r"^[\w][\w.+-]{0,120}\.raucb$")]
    bytes: Annotated[int, msgspec.Meta(ge=1, le=MOST_BYTES)]
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
    for_: str = msgspec.field(name="for")


Due = Literal["nothing", "wait", "start", "fetch"]


def is_quiet(choice: UpdateChoice, now: datetime) -> bool:
    """From an hour to the same hour is all day."""
    begins, ends = choice.quiet_from, choice.quiet_until
    if begins < ends:
        return begins <= now.hour < ends
    return now.hour >= begins or now.hour < ends


def due(choice: UpdateChoice, machine: Looked, now: datetime) -> Due:
    """What is to be done by itself now. Pure."""
    if not choice.by_itself or not machine.slots or not is_quiet(choice, now):
        return "nothing"
    if machine.work and not machine.work.done_at:
        return "wait"
    if waiting(machine):
        return "start"
    return "fetch" if choice.source else "nothing"


def waiting(machine: Looked) -> str:
    """The newer version that the next start may take; empty without one."""
    other = next((slot.version for slot in machine.slots if not slot.booted), "")
    return other if newer(other, machine.version) and other != machine.failed else ""


def best(offered: Sequence[Offered], machine: Looked) -> Offered | None:
    """The newest for this machine that is newer than what it runs, and was not tried in vain; None without one."""
    found: Offered | None = None
    for one in offered:
        suits = one.for_ == machine.compatible and one.version != machine.failed
        if suits and newer(one.version, found.version if found else machine.version):
            found = one
    return found


def offers(source: str, fetch: Fetch) -> tuple[Offered, ...]:
    """What lies at the address. Lines that this version does not understand are left out. Raises LollipopError."""
    into = BytesIO()
    fetch(f"{source.rstrip('/')}/{INDEX}", into, _MOST_INDEX)
    try:
        lines = msgspec.json.decode(into.getvalue(), type=list[msgspec.Raw])
    except msgspec.DecodeError as error:
        raise MachineError(f"{source}: there is no list of updates at this address.") from error
    return tuple(one for line in lines if (one := _offered(line)))


def bring(offered: Offered, source: str, folder: Path, fetch: Fetch) -> Path:
    """The bundle, whole, in the folder, and no other beside it. Raises LollipopError and OSError."""
    goal, part = folder / offered.file, folder / ".part"
    if goal.is_file() and _sum(goal) == offered.sha256:
        return goal
    for old in folder.glob("*.raucb"):
        old.unlink()
    if shutil.disk_usage(folder).free < 2 * offered.bytes:  # it is copied once more, to where only root writes
        raise MachineError(f"There is no room for version {offered.version}: {2 * offered.bytes // 1_000_000:,} MB.")
    try:
        with part.open("wb") as file:
            fetch(f"{source.rstrip('/')}/{offered.file}", file, offered.bytes)
        if _sum(part) != offered.sha256:
            raise MachineError(f"Version {offered.version} did not arrive whole. It is fetched once more tomorrow.")
        part.replace(goal)
    finally:
        part.unlink(missing_ok=True)
    return goal


def _offered(line: msgspec.Raw) -> Offered | None:
    try:
        return msgspec.json.decode(line, type=Offered)
    except msgspec.DecodeError:
        return None


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
