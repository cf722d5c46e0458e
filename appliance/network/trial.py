"""A new layout of ports and addresses is tried, and holds when somebody who still reaches the box says so.

On the disk: `held` is the layout that was confirmed last, and `trial` is the one that is tried, while it is. Wherever
a crash falls, the next start finds one of them, and goes back where there is a trial.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from appliance.config import Settings
from appliance.errors import NetworkError
from appliance.model import Frozen
from appliance.network import layout as layouts
from appliance.network.layout import Layout, laid_out
from appliance.network.networkd import PREFIX, files

NETWORKD = Path("/etc/systemd/network")
NETWORKCTL = "/usr/bin/networkctl"
_SECONDS = 20.0


class Held(Frozen):
    """`ours` is false for what was there before the first trial: its addresses are nobody's business but the
    machine's."""

    layout: Layout
    ours: bool


class Trial:
    """`folder` is root's own. What it reads and writes is small: it blocks. `read_wish` gives the settings with the way
    to plug in that is not to hold before it was tried."""

    def __init__(
        self, folder: Path, read_settings: Callable[[], Settings], read_wish: Callable[[], Settings] | None = None
    ) -> None:
        self._held_path, self._mark = folder / "held", folder / "trial"
        self._read_settings = read_settings
        self._read_wish = read_wish or read_settings
        self._held = self._read_held()
        self._tried: Layout | None = None
        self.until = 0.0

    def settings(self) -> Settings:
        """With the layout that is tried, or else holds, in place of what the settings wish. Raises ConfigError."""
        now = self._tried or (self._held.layout if self._held else None)
        settings = self._read_settings()
        return laid_out(settings, now) if now else settings

    def wish(self) -> Layout:
        """What the settings wish. Raises ConfigError where that could not work, NetworkError during a trial."""
        if self.is_on:
            raise NetworkError("other addresses are being tried: confirm them or go back first")
        settings = self._read_wish()
        layouts.check(settings)
        return layouts.layout(settings)

    @property
    def is_on(self) -> bool:
        return self._mark.exists()

    @property
    def is_left_over(self) -> bool:
        """Of a `network` that was killed, or could not go back."""
        return self._tried is None and self.is_on

    @property
    def is_managed(self) -> bool:
        """Does what holds, or is tried, name a port at all?"""
        now = self._tried or (self._held.layout if self._held else None)
        return now is None or bool(now.inside)

    def begin(self, wish: Layout, before: Layout, seconds: float) -> None:
        """From now on `settings()` speaks of the wish; `put` puts it down."""
        if self._held is None:
            self._keep(Held(layout=before, ours=False))
        _write(self._mark, msgspec.json.encode(wish))
        self._tried, self.until = wish, time.time() + seconds

    async def put(self) -> None:
        """Give the machine the files of the layout that is tried, or else holds. Raises NetworkError."""
        held = self._held
        if self._tried is not None:
            wanted, texts = self._tried, files(self._tried)
        elif held is not None:
            wanted, texts = held.layout, files(held.layout) if held.ours else {}
        else:
            return
        _replace(texts)
        await _networkctl("reload")
        for bridge in self._bridges_left(wanted):
            with contextlib.suppress(NetworkError):  # it may be gone already
                await _networkctl("delete", bridge)

    def confirm(self) -> None:
        """Raises NetworkError where nothing is tried."""
        if self._tried is None:
            raise NetworkError("no addresses are being tried; after a minute the old ones come back")
        self._keep(Held(layout=self._tried, ours=True))
        self._tried = None
        self._mark.unlink()

    async def go_back(self) -> None:
        """To what held before. The mark goes last: a crash on the way, or a refusal, leaves it for the next attempt.
        Raises NetworkError."""
        self.give_up()
        await self.put()
        self._mark.unlink()

    def give_up(self) -> None:
        """From now on `settings()` speaks of what held before; `go_back` puts that down. Raises NetworkError."""
        if not self.is_on:
            raise NetworkError("no addresses are being tried")
        self._tried = None

    def _bridges_left(self, wanted: Layout) -> set[str]:
        """Of what held before, or was tried: networkd does not take them away."""
        before = [self._held.layout] if self._held else []
        with contextlib.suppress(OSError, msgspec.DecodeError):
            before.append(msgspec.json.decode(self._mark.read_bytes(), type=Layout))
        bridges = {each.bridge for each in before if each.mode == "bridge"}
        return bridges - ({wanted.bridge} if wanted.mode == "bridge" else set())

    def _keep(self, held: Held) -> None:
        _write(self._held_path, msgspec.json.encode(held))
        self._held = held

    def _read_held(self) -> Held | None:
        """Raises NetworkError."""
        try:
            return msgspec.json.decode(self._held_path.read_bytes(), type=Held)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            raise NetworkError(f"{self._held_path} cannot be read: {error}. Delete it to go by the settings") from error


def _replace(texts: dict[str, str]) -> None:
    NETWORKD.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        _write(NETWORKD / name, text.encode("ascii"))
        (NETWORKD / name).chmod(0o644)
    for path in NETWORKD.glob(f"{PREFIX}*"):
        if path.name not in texts:
            path.unlink()


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, also where the power goes."""
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


async def _networkctl(*arguments: str) -> None:
    """Raises NetworkError with its own words."""
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(NETWORKCTL, *arguments, stdout=pipe, stderr=pipe)
        _, said = await asyncio.wait_for(process.communicate(), _SECONDS)
    except (OSError, TimeoutError) as error:
        raise NetworkError(f"systemd-networkd does not take the new addresses: {str(error) or 'no answer'}") from error
    if process.returncode:
        words = said.decode(errors="replace").partition("\n")[0]
        raise NetworkError(f"systemd-networkd does not take the new addresses: {words}")
