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
