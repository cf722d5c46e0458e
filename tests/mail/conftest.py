import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.store import Store
from tests.mail.post_office import PostOffice, post_office
from tests.mail.school import Clock


@pytest.fixture
def home() -> Iterator[Home]:
    with tempfile.TemporaryDirectory(prefix="lollipop-") as folder:
        made = Home(Path(folder))
        made.make()
        yield made


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home) as store:
        store.migrate()
        yield store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with post_office(tmp_path) as office:
        yield office
