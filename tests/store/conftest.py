from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.store import Store
from appliance.store.confide import ConfideStore


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.make()
    return made


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home, busy_seconds=0.1) as opened:
        opened.migrate()
        yield opened


@pytest.fixture
def confide(home: Home) -> Iterator[ConfideStore]:
    with ConfideStore.open(home) as opened:
        yield opened
