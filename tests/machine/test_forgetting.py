"""Back to how it left the factory, also where the power goes in the middle."""

import shutil
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.machine.forgetting import MARK, Forgetting, finish
from tests.machine.programs import Programs


@pytest.fixture
def used(home: Home) -> Home:
    for path in (
        home.ca / "key.pem",
        home.keys / "evidence" / "key",
        home.confide / "reports.db",
        home.store / "cases.db",
        home.network_state / "wish.json",
        home.machine_state / "ssh" / "authorized_keys",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("secret")
    (home.root / "link").symlink_to(home.root.parent / "elsewhere")
    (home.root.parent / "elsewhere").mkdir()
    (home.root.parent / "elsewhere" / "kept").write_text("not ours")
    return home


def files(home: Home) -> set[str]:
    folders = (home.root, home.network_state, home.machine_state)
    return {path.name for folder in folders for path in folder.rglob("*") if path.is_symlink() or path.is_file()}


async def test_keys_go_first_and_the_rest_at_the_next_start(used: Home) -> None:
    await Forgetting(used).begin()
    assert files(used) == {"cases.db", "wish.json", "authorized_keys", "link", MARK}
    assert finish(used)
    assert files(used) == set()
    assert (used.root.parent / "elsewhere" / "kept").exists()
    assert not finish(used), "once is enough"


async def test_a_power_cut_in_the_middle(used: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    await Forgetting(used).begin()

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", cut)
        with pytest.raises(KeyboardInterrupt):
            finish(used)
    assert (used.machine_state / MARK).exists()
    assert finish(used)
    assert files(used) == set()


def test_nothing_is_forgotten_that_nobody_asked_for(used: Home) -> None:
    before = files(used)
    assert not finish(used)
    assert files(used) == before


async def test_a_box_that_never_had_keys(tmp_path: Path) -> None:
    empty = Home(tmp_path / "lollipop")
    empty.machine_state.mkdir()
    await Forgetting(empty).begin()
    assert finish(empty)


async def test_on_our_image_the_disks_own_key_goes_too(used: Home, programs: Programs) -> None:
    programs.stand_in("forget")
    await Forgetting(used, programs.folder / "forget").begin()
    assert programs.asked == [["forget"]]
    assert not list(used.ca.iterdir())
