"""Stand-ins for Debian's programs that no test may really run here, such as the one that switches the machine off."""

import json
from pathlib import Path

_SCRIPT = """#!/usr/bin/python3
import json, pathlib, sys
folder = pathlib.Path(__file__).parent
with (folder / "asked.jsonl").open("a") as asked:
    asked.write(json.dumps([pathlib.Path(__file__).name, *sys.argv[1:]]) + "\\n")
answer = folder / (pathlib.Path(__file__).name + ".answer")
status, said = json.loads(answer.read_text()) if answer.exists() else (0, "")
print(said, end="", file=sys.stderr if status else sys.stdout)
sys.exit(status)
"""


class Programs:
    """A folder that stands first on the path. What is not named here is Debian's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.stand_in("systemctl")

    @property
    def path(self) -> str:
        return f"{self.folder}:/usr/sbin:/usr/bin:/sbin:/bin"

    def stand_in(self, name: str, said: str = "", status: int = 0) -> None:
        """From now on it answers so."""
        script = self.folder / name
        script.write_text(_SCRIPT)
        script.chmod(0o755)
        (self.folder / f"{name}.answer").write_text(json.dumps([status, said]))

    @property
    def asked(self) -> list[list[str]]:
        """Every call with its arguments, in order."""
        path = self.folder / "asked.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
