"""A child at a tablet in the lab, whose browser has the helper in it because the school's policy says so."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from appliance import ca
from appliance.config import load
from appliance.extension import packing, policy
from tests.lab.school import School
from tests.lab.topology import PUPIL1, ROOT


class Child:
    """A browser at a device. Every line that is said is answered."""

    def __init__(self, school: School, folder: Path) -> None:
        command = school.lab.argv(PUPIL1, sys.executable, "-m", "tests.network.child", str(folder))
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)
        assert self.hear() == "here"

    def hear(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().rstrip("\n")

    def does(self, *words: str) -> str:
        assert self._process.stdin
        self._process.stdin.write(" ".join(words) + "\n")
        self._process.stdin.flush()
        return self.hear()

    def reads(self) -> str:
        """The words of every page that is open."""
        return json.dumps(json.loads(self.does("pages")))

    def end(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


@contextmanager
def child_with_helper(school: School, code: str, folder: Path) -> Iterator[Child]:
    """Amy, at a tablet whose browser does what the school's policy says. `code` enrols it."""
    policies = school.lab.etc(PUPIL1) / "chromium" / "policies" / "managed"
    Path("/etc/chromium").mkdir(exist_ok=True)
    policies.mkdir(parents=True)
    home = school.box.home
    settings, packed = load(home), packing.packed(home)
    assert packed
    told = policy.told(packed.id, packing.update_url(settings), settings, code)
    whole = policy.browser(told, [ca.load(home, datetime.now(UTC)).certificate])
    whole["3rdparty"]["extensions"][packed.id]["user"] = "amy1"
    whole["DeveloperToolsAvailability"] = 1  # else nobody may look into what a policy forces, nor may this test
    (policies / "school.json").write_text(json.dumps(whole))
    child = Child(school, folder)
    try:
        yield child
    finally:
        child.end()
        shutil.rmtree(policies.parents[1])
