"""USB storage (Linux): what is plugged in, and taken off again where the school says so. Asks `/sys` alone."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_PASSED_OVER = ("loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd")
_SECTOR = 512


class Stick(NamedTuple):
    """A block device on a USB line, or one that can be taken out. `name` is the kernel's, such as `sdb`."""

    name: str
    title: str
    size: int


class Usb:
    """`root` is where `/sys` is."""

    def __init__(self, root: Path = Path("/sys")) -> None:
        self._blocks = root / "block"
        self._here: frozenset[str] = frozenset()

    def plugged_in(self) -> tuple[Stick, ...]:
        """Those that were not there the last time. A card reader without a card is none."""
        here = {stick.name: stick for stick in self._sticks()}
        new = tuple(stick for name, stick in here.items() if name not in self._here)
        self._here = frozenset(here)
        return new

    def forget(self) -> None:
        """Look at all anew: what the school says of them changed."""
        self._here = frozenset()

    def take_off(self, stick: Stick) -> bool:
        """Cut the device from its line; it comes back when it is plugged in again. Whether the system took it."""
        device = (self._blocks / stick.name).resolve()
        line = next((one / "authorized" for one in device.parents if (one / "authorized").is_file()), None)
        for switch, value in ((line, "0"), (device / "device" / "delete", "1")):
            if switch is not None and switch.is_file():
                with contextlib.suppress(OSError):
                    switch.write_text(value, encoding="ascii")
                    return True
        return False

    def _sticks(self) -> Iterator[Stick]:
        with contextlib.suppress(OSError):
            for block in self._blocks.iterdir():
                if not block.name.startswith(_PASSED_OVER) and (stick := _stick(block)):
                    yield stick


def _stick(block: Path) -> Stick | None:
    on_usb = any(part.startswith("usb") for part in block.resolve().parts)
    size = int(_read(block / "size") or 0) * _SECTOR
    if not size or not (on_usb or _read(block / "removable") == "1"):
        return None
    title = f"{_read(block / 'device' / 'vendor')} {_read(block / 'device' / 'model')}".strip()
    return Stick(block.name, title or block.name, size)


def _read(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text(encoding="utf-8", errors="replace").strip()
    return ""
