from pathlib import Path

import pytest

from endpoint.desktop.service.sealed import Seal
from tests.endpoint.desktop.service.box import School


@pytest.fixture(scope="session")
def schools(tmp_path_factory: pytest.TempPathFactory) -> tuple[School, School]:
    folder = tmp_path_factory.mktemp("schools")
    return School(folder, "elm"), School(folder, "oak")


@pytest.fixture
def school(schools: tuple[School, School]) -> School:
    """One that knows no device yet."""
    schools[0].enrolled.clear()
    return schools[0]


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return Seal(tmp_path / "kept.key")
