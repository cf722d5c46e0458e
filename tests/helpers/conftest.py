from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.config import Home
from tests.helpers.core import Box, box


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.make()
    return home


@pytest.fixture
async def school(tmp_path: Path) -> AsyncIterator[Box]:
    """A hub with its core, and nobody there yet."""
    async with box(tmp_path) as made:
        yield made
