"""The browser's helper as a school installs it: forced by policy from the portal, nothing attached to the browser."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.browser.policed import NEEDS

ROOT = Path(__file__).parents[2]
pytestmark = [*NEEDS, pytest.mark.network, pytest.mark.slow]
WORKER_SECONDS = 30  # after which Chrome ends a worker in which nothing happens


def installed(folder: Path, seconds: float) -> dict[str, Any]:
    done = subprocess.run(
        ["unshare", "-m", "-n", sys.executable, "-m", "tests.browser.forced", str(folder), str(seconds)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds + 150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.timeout(240)
def test_a_policy_installs_it_and_it_stays_and_is_renewed(tmp_path: Path) -> None:
    found = installed(tmp_path, WORKER_SECONDS + 12)
    assert found["came"] < 60
    assert found["knocks"] == 1
    assert found["beats"] >= 2
    assert found["newer"] == "99.0"


@pytest.mark.soak
@pytest.mark.timeout(420)
def test_its_connection_lives_for_minutes(tmp_path: Path) -> None:
    found = installed(tmp_path, 150)
    assert found["knocks"] == 1
    assert found["beats"] >= 6
