import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from endpoint.desktop.service.sealed import Seal
from tests.endpoint.desktop.service.box import School


@pytest.fixture(scope="session")
def schools(tmp_path_factory: pytest.TempPathFactory) -> tuple[School, School]:
    folder = tmp_path_factory.mktemp("schools")
    return School(folder, "elm"), School(folder, "oak")


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder through which a pupil may reach what is theirs: pytest's own belongs to one user alone."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o711)
        yield place


@pytest.fixture
def school(schools: tuple[School, School]) -> School:
    """One that knows no device yet."""
    schools[0].enrolled.clear()
    return schools[0]


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return Seal(tmp_path / "kept.key")
