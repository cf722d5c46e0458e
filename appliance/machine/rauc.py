"""RAUC by its command line: which slots there are, what a bundle is, putting one into the other slot.

Signatures, slots and the boot loader are RAUC's affair (`/etc/rauc/system.conf`); ours is to say in sentences what it
found.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from appliance.errors import MachineError
from appliance.machine.commands import Slot
from appliance.machine.tools import ToolError, call, follow
from appliance.model import Frozen

CONFIGURED = Path("/etc/rauc/system.conf")
_SECONDS = 60.0
_INSTALL_SECONDS = 30 * 60.0
_PERCENT = re.compile(r"^(\d{1,3})%\s+\S")
_NAMES = ("A", "B")

UNSIGNED = "This is no update of Lollipop, or somebody changed it: its signature is not ours. It was not put in."
CUT = "This is no whole update: it was cut off or damaged on its way, or is something else. Fetch or copy it once more."
_SENTENCES = (
    (r"invalid bundle format|signature size|exceeds bundle size|input/output error|dm-verity|squashfs|verity", CUT),
    (r"signature|not a valid|verif|certificate|magic|identify|format", UNSIGNED),
    (r"no space left", "There is no room for this update on the box's disk."),
    (r"no such file", "That file is not there any more."),
)


class Bundle(Frozen):
    """What a signed bundle says of itself."""

    compatible: str
    version: str


class Status(Frozen):
    """`compatible` is which machines this one is like: a bundle has to be for the same. `primary` is what the next
    start takes."""

    compatible: str
    slots: tuple[Slot, ...]
    primary: str = ""

    @property
    def booted(self) -> Slot | None:
        return next((slot for slot in self.slots if slot.booted), None)

    @property
    def other(self) -> Slot | None:
        return next((slot for slot in self.slots if not slot.booted), None)


class Rauc:
    """`running` is our version."""

    def __init__(self, running: str, configured: Path = CONFIGURED) -> None:
        self.running = running
        self._configured = configured

    @property
    def is_there(self) -> bool:
        """Without it the box is none of our images."""
        return self._configured.exists()

    async def status(self) -> Status:
        """Raises ToolError."""
        return status_in(await self._call("status", "--detailed", "--output-format=json"), self.running)

    async def look_at(self, bundle: Path) -> Bundle:
        """The signature is looked at too. Raises MachineError with a sentence."""
        try:
            return bundle_in(await self._call("info", "--output-format=json", str(bundle)))
        except ToolError as error:
            raise MachineError(sentence(error.said)) from error

    async def install(self, bundle: Path, tell: Callable[[float], None]) -> None:
        """Into the slot that is not running. Raises MachineError with a sentence."""
        try:
            await follow(
                *self._rauc("install", str(bundle)), seconds=_INSTALL_SECONDS, each=lambda line: _tell(line, tell)
            )
        except ToolError as error:
            raise MachineError(sentence(error.said)) from error

    async def mark(self, what: str, slot: str) -> None:
        """`what` is good, bad or active; `slot` is booted or other. Raises ToolError."""
        await self._call("status", f"mark-{what}", slot)

    async def _call(self, *arguments: str) -> str:
        return await call(*self._rauc(*arguments), seconds=_SECONDS)

    def _rauc(self, *arguments: str) -> tuple[str, ...]:
        return ("rauc", "--conf", str(self._configured), *arguments)


def status_in(listing: str, running: str) -> Status:
    """From `rauc status`'s JSON. What an image was made with has no note of its version; the running one is ours."""
    found = msgspec.json.decode(listing)
    slots = [next(iter(entry.values())) for entry in found.get("slots", [])]
    named = [slot for slot in slots if slot.get("bootname") in _NAMES]
    primary = next(
        (s["bootname"] for e in found.get("slots", []) for n, s in e.items() if n == found.get("boot_primary")), ""
    )
    return Status(
        compatible=found.get("compatible", ""),
        slots=tuple(sorted((_slot(slot, running) for slot in named), key=lambda slot: slot.name)),
        primary=primary or "",
    )


def bundle_in(listing: str) -> Bundle:
    """From `rauc info`'s JSON."""
    found = msgspec.json.decode(listing)
    return Bundle(compatible=found.get("compatible") or "", version=found.get("version") or "")


def sentence(said: str) -> str:
    """What RAUC said, for people; its own words where there are no better ones."""
    for pattern, words in _SENTENCES:
        if re.search(pattern, said, re.IGNORECASE):
            return words
    return f"The update could not be put in. The box goes on as before. RAUC said: {said}"


def _slot(slot: dict[str, Any], running: str) -> Slot:
    booted = slot.get("state") == "booted"
    noted = ((slot.get("slot_status") or {}).get("bundle") or {}).get("version") or ""
    good = slot.get("boot_status") == "good"
    return Slot(name=slot["bootname"], version=running if booted else noted, booted=booted, good=good)


def _tell(line: str, tell: Callable[[float], None]) -> None:
    if found := _PERCENT.match(line):
        tell(min(int(found[1]) / 100, 1.0))
