"""The lab, made once for a file of network tests. Without root or a tool they are left out and say why."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.lab import internet
from tests.lab.school import School
from tests.lab.topology import Topology

_TOOLS = ("ip", "nft", "nginx", "curl", "setpriv", "sysctl", "dnsmasq", "udhcpc", "dig", "ping")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = _missing()
    for item in items:
        if reason and item.get_closest_marker("network"):
            item.add_marker(pytest.mark.skip(reason=reason))


def _missing() -> str:
    if os.geteuid() != 0:
        return "network namespaces need root"
    if missing := [tool for tool in _TOOLS if not shutil.which(tool)]:
        return f"not installed: {', '.join(missing)}"
    trial = subprocess.run(["unshare", "-mn", "nft", "list", "ruleset"], capture_output=True, timeout=10, check=False)
    return "" if trial.returncode == 0 else f"no network namespaces here: {trial.stderr.decode().strip()}"


@pytest.fixture(scope="module")
def lab() -> Iterator[Topology]:
    """Two pupils' devices, a gateway that only routes, and an internet."""
    with Topology() as lab:
        internet.start(lab)
        yield lab


@pytest.fixture(scope="package")
def school() -> Iterator[School]:
    """The same with all of Lollipop in the gateway. A search for a way around it is paid with a pause."""
    blocked = '[access]\nblocked = ["blocked.lab.test"]\n'
    with School(blocked + '[[actions]]\ncategory = "Filter bypass"\nban_minutes = 1\n') as school:
        yield school
