"""What becomes of a version that was started for the first time: it stays if it is well, else the box goes back.

Only a version that was never well here is gone back from. One that was well before stays, whatever is wrong now: an
older one would mend nothing, and a box must not start for ever.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from appliance.config import Home
from appliance.health import Found
from appliance.keywords.files import write
from appliance.machine import power
from appliance.machine.rauc import Rauc
from appliance.model import Frozen

Verdict = Literal["stays", "goes back"]


class Kept(Frozen):
    """`well` is the version that was last found well; `waits` is one whose start was asked for; `failed` is the last
    that had to be left again, and `told` says why. `was` is which version each slot ran when it was last started: what
    an image was made with has no note of it."""

    well: str = ""
    waits: str = ""
    failed: str = ""
    told: str = ""
    was: dict[str, str] = msgspec.field(default_factory=dict)


def decide(kept: Kept, running: str, trouble: str, *, way_back: bool) -> tuple[Verdict, Kept]:
    """After a start: `trouble` is what is not well, or empty; `way_back` is whether the other slot was well. Pure."""
    if trouble and way_back and running != kept.well:
        told = f"Version {running} did not come up well, and the box went back. What was not well: {trouble}"
        return "goes back", replace(kept, waits="", failed=running, told=told)
    now = replace(kept, waits="", well=kept.well if trouble else running)
    if kept.waits and kept.waits != running:  # the boot loader gave it up, or somebody chose the other slot by hand
        told = f"Version {kept.waits} did not start, and the box went back to {running}."
        return "stays", replace(now, failed=kept.waits, told=told)
    if running == kept.waits:  # bad news stays until another version has begun
        now = replace(now, failed="", told="")
    return "stays", now


async def judge(home: Home, found: Sequence[Found], rauc: Rauc) -> str:
    """Once after each start, as root: carries out what was decided, and says so. Raises LollipopError."""
    status = await rauc.status()
    running = status.booted.version if status.booted else ""
    trouble = " ".join(f"{one.text}." for one in found if not one.ok)
    way_back = status.other is not None and status.other.good
    verdict, kept = decide(read(home.machine_state), running, trouble, way_back=way_back)
    if status.booted:
        kept = replace(kept, was={**kept.was, status.booted.name: running})
    keep(home.machine_state, kept)
    if verdict == "stays":
        await rauc.mark("good", "booted")
        return f"Version {running} stays."
    await rauc.mark("bad", "booted")
    await rauc.mark("active", "other")
    await power.restart()
    return kept.told


def read(folder: Path) -> Kept:
    """Nothing where nothing can be read."""
    try:
        return msgspec.json.decode((folder / "versions.json").read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError):
        return Kept()


def keep(folder: Path, kept: Kept) -> None:
    """Raises LibraryError where the disk does not take it."""
    write(folder / "versions.json", msgspec.json.encode(kept), 0o600)
