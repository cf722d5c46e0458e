"""SSH for whoever looks after the box: off, unless somebody put a key in by the console.

`sshd` starts only where the file of keys is there (its unit has the condition), takes keys alone, and reads them there.
"""

from pathlib import Path

from appliance.keywords.files import write
from appliance.machine.tools import call

_SECONDS = 30.0


class Ssh:
    """`folder` is root's, on what lasts."""

    def __init__(self, folder: Path) -> None:
        self._keys = folder / "authorized_keys"

    def keys(self) -> tuple[str, ...]:
        """Those that are let in; empty while SSH is off."""
        try:
            return tuple(self._keys.read_text(encoding="ascii").splitlines())
        except FileNotFoundError:
            return ()

    async def let_in(self, keys: tuple[str, ...]) -> str:
        """These and no others. None ends what is open too. Raises ToolError."""
        if not keys:
            self._keys.unlink(missing_ok=True)
            await call("systemctl", "stop", "ssh.service", seconds=_SECONDS)
            return "SSH is switched off."
        self._keys.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write(self._keys, "".join(f"{key}\n" for key in keys).encode("ascii"), 0o600)
        await call("systemctl", "restart", "ssh.service", seconds=_SECONDS)
        return f"SSH is on for {len(keys)} {'key' if len(keys) == 1 else 'keys'}, and for nobody else."
