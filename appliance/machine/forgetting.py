"""Back to how the box left the factory. Keys go first, so that what is left on the disk cannot be read; the rest goes
at the next start, before anything of ours runs."""

import os
import shutil
from pathlib import Path

from appliance.config import Home
from appliance.keywords.files import write
from appliance.machine.tools import call

MARK = "forget-everything"
OF_IMAGE = Path("/usr/lib/lollipop/forget")
_SECONDS = 120.0


class Forgetting:
    """`of_image` is what our image brings for it: there the disk is encrypted, and its key goes."""

    def __init__(self, home: Home, of_image: Path = OF_IMAGE) -> None:
        self._home = home
        self._of_image = of_image

    async def begin(self) -> None:
        """From here on there is no way back: the mark holds through a power cut. Raises ToolError."""
        write(self._home.machine_state / MARK, b"", 0o600)
        for folder in (self._home.keys, self._home.ca, self._home.confide):
            _overwrite(folder)
        if self._of_image.exists():
            await call(str(self._of_image), seconds=_SECONDS)


def finish(home: Home) -> bool:
    """At a start, as root, before anything of ours runs: whether there was something to forget. The mark goes last."""
    mark = home.machine_state / MARK
    if not mark.exists():
        return False
    for folder in (home.root, home.network_state):
        _empty(folder)
    _empty(home.machine_state, but=mark)
    os.sync()
    mark.unlink()
    return True


def _overwrite(folder: Path) -> None:
    """On a disk that is not encrypted this helps little on flash; it is what can be done there."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("r+b") as file:
                file.write(os.urandom(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()


def _empty(folder: Path, but: Path | None = None) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path == but:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
