import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.machine import tools
from tests.machine.programs import Programs
from tests.machine.slots import Slots, signing_keys, without


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """Nothing here starts the machine anew that the tests run on."""
    made = Programs(tmp_path / "programs")
    monkeypatch.setitem(tools._ENVIRONMENT, "PATH", made.path)
    return made


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "data" / "lollipop")
    made.make()
    for folder in (made.machine_state, made.updates):
        folder.mkdir()
    return made


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the key that signs our updates, and one that nobody knows."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    return signing_keys(tmp_path_factory.mktemp("signer"))


@pytest.fixture
def slots(tmp_path: Path, signer: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slots]:
    """RAUC itself, with two slots that are files, and GRUB's own environment file."""
    if missing := without():
        pytest.skip(missing)
    with Slots(tmp_path / "slots", signer) as made:
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)
        yield made
