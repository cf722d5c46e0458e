import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home


@pytest.fixture
def home() -> Iterator[Home]:
    """Folders of a box. Not under pytest's own, whose long path does not fit into the name of a socket."""
    with tempfile.TemporaryDirectory(prefix="lollipop-") as folder:
        made = Home(Path(folder))
        made.make()
        yield made


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 8 MiB of its own."""
    with tempfile.TemporaryDirectory(prefix="lollipop-") as folder:
        mount = ["/usr/bin/mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("a small disk needs root and the right to mount")
        yield Path(folder)
        subprocess.run(["/usr/bin/umount", "--lazy", folder], check=True)
