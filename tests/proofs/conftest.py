from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.proofs.door import Door
from appliance.proofs.key import sign_in_key
from appliance.store import Store


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.make()
    return made


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home) as opened:
        opened.migrate()
        yield opened


@pytest.fixture
def door(home: Home, store: Store) -> Door:
    return Door(store, sign_in_key(home))
