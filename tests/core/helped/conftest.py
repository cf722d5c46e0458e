from collections.abc import Iterator

import pytest

from appliance.config import Home
from appliance.core.spool import SpoolWriter
from appliance.store import Store
from tests.core.pupils import fill
from tests.core.samples import running_core


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    """A school with a class, before core starts."""
    with Store.open(home) as opened:
        opened.migrate()
        fill(opened)
        yield opened


@pytest.fixture
def core(home: Home, store: Store) -> Iterator[Home]:
    """A real core on that store; what is written before the test asks for it is there at its start."""
    with running_core(home):
        yield home


@pytest.fixture
def spool(home: Home) -> Iterator[SpoolWriter]:
    with SpoolWriter(home.spool / "worker-1", 16 * 1024 * 1024) as writer:
        yield writer
