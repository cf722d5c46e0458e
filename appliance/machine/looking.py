"""What the machine is: read, never changed."""

from pathlib import Path
from typing import Literal

import msgspec

from appliance.machine.tools import ToolError, call

_MODELS = (Path("/sys/class/dmi/id/product_name"), Path("/proc/device-tree/model"))
_SECONDS = 10.0
SealedBy = Literal["nothing", "key on the box", "tpm"]


def model(places: tuple[Path, ...] = _MODELS) -> str:
    """What its maker calls it, as far as it says; printable and short."""
    for place in places:
        try:
            said = place.read_bytes()[:200].decode(errors="replace").strip("\0 \n")
        except OSError:
            continue
        return "".join(letter for letter in said if letter.isprintable())
    return ""


async def clock_is_set() -> bool:
    """Whether the time came from somewhere, since the start. True where nobody can say."""
    try:
        return (
            await call("timedatectl", "show", "--value", "--property=NTPSynchronized", seconds=_SECONDS)
        ).strip() != "no"
    except ToolError:
        return True


async def sealed_by(data: str = "/data") -> SealedBy:
    """What is needed to read the disk that holds `data`, without the box."""
    try:
        device = (await call("findmnt", "-no", "SOURCE", "--target", data, seconds=_SECONDS)).strip()
        below = await call("lsblk", "-sno", "PATH,FSTYPE", "--json", device, seconds=_SECONDS)
    except ToolError:
        return "nothing"
    encrypted = luks_device(below)
    if not encrypted:
        return "nothing"
    try:
        dump = await call("cryptsetup", "luksDump", "--dump-json-metadata", encrypted, seconds=_SECONDS)
    except ToolError:
        return "key on the box"
    return "tpm" if is_tpm(dump) else "key on the box"


def luks_device(listing: str) -> str:
    """From `lsblk -s`'s JSON: the partition that is encrypted; empty where none is."""
    waiting = list(msgspec.json.decode(listing).get("blockdevices", []))
    while waiting:
        one = waiting.pop()
        if one.get("fstype") == "crypto_LUKS":
            return str(one["path"])
        waiting.extend(one.get("children", []))
    return ""


def is_tpm(dump: str) -> bool:
    """From LUKS2's own metadata."""
    tokens = msgspec.json.decode(dump).get("tokens", {})
    return any(token.get("type") == "systemd-tpm2" for token in tokens.values())
