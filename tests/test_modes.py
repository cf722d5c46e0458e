import os
import stat
from pathlib import Path

import pytest

from appliance import modes
from appliance.config import Home
from appliance.evidence.vault import Vault
from appliance.keywords.files import write
from appliance.store import Store, confide_file


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[False, True], ids=["a computer of one's own", "a box"])
def shared(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def folder(tmp_path: Path, shared: bool) -> Path:
    path = tmp_path / "folder"
    path.mkdir()
    path.chmod(0o2770 if shared else 0o700)
    return path


def test_a_folder_that_hands_its_group_on_says_that_files_are_shared(folder: Path, shared: bool) -> None:
    assert modes.of_file(folder) == (0o640 if shared else 0o600)
    assert modes.of_file(folder, written_by_group=True) == (0o660 if shared else 0o600)
    assert modes.of_folder(folder) == (0o770 if shared else 0o700)


def test_so_it_is_with_secrets_and_pictures(folder: Path, shared: bool) -> None:
    write(folder / "secret", b"x", 0o600)
    assert mode(folder / "secret") == (0o640 if shared else 0o600)
    digest = Vault(folder, folder / "keys").put(b"picture")
    picture = folder / digest[:2] / digest[2:4] / digest
    assert mode(picture) == (0o640 if shared else 0o600)
    assert mode(picture.parent) & 0o777 == mode(picture.parent.parent) & 0o777
    assert mode(picture.parent) & 0o070 == (0o050 if shared else 0), "the rest is the umask's to give"


def test_and_with_the_stores(tmp_path: Path, shared: bool) -> None:
    home = Home(tmp_path / "home")
    home.make()
    for one in (home.store, home.confide):
        one.chmod(0o2770 if shared else 0o700)
    with Store.open(home) as store:
        store.migrate()
    confide_file.migrate(home)
    os.umask(umask := os.umask(0))
    for path in (*home.store.glob("*.db"), *home.confide.glob("*.db")):
        assert mode(path) == (0o660 & ~umask if shared else 0o600), "with a unit's umask the group writes too"
