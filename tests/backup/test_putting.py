"""Putting a restored backup into its place, with the power going in between."""

import shutil
from pathlib import Path

import pytest

from appliance.backup.putting import MARK, Ready, make_ready, put_restored, restore_folder
from appliance.config import Home
from appliance.store import Store
from tests.backup.schools import NOW, names_of, school


@pytest.fixture
def box(tmp_path: Path) -> Home:
    """A new box, with a backup of a school that waits."""
    home = school(tmp_path / "new", "Our School", accounts=False)
    made = school(tmp_path / "hill")
    folder = restore_folder(home)
    folder.mkdir(parents=True)
    shutil.move(made.root, folder / "lollipop")
    make_ready(home, Ready(id="one", root=str(folder / "lollipop"), made_at=NOW))
    return home


def test_it_is_put_there_once_and_nothing_is_left(box: Home) -> None:
    assert put_restored(box) == "The backup was put back."
    assert names_of(box) == {"Ada Khan"}
    assert not restore_folder(box).exists()
    assert put_restored(box) == ""


def test_nobody_is_signed_in_and_the_trail_says_why(box: Home) -> None:
    put_restored(box)
    with Store.open(box) as store:
        (number,) = (one.number for one in store.accounts.all())
        assert store.sign_in.of_account(number, NOW - 1e9) == ()
        entry = store.audit.recent(1)[0]
        assert (entry.what, entry.object) == ("backup restored", "made at 2027-01-15T08:00+00:00")
        assert store.audit.faults() == []


def test_the_power_goes_between_the_two_renames(box: Home) -> None:
    box.root.rename(restore_folder(box) / "before")
    assert put_restored(box)
    assert names_of(box) == {"Ada Khan"}


def test_the_power_goes_when_it_is_there(box: Home) -> None:
    folder = restore_folder(box)
    box.root.rename(folder / "before")
    (folder / "lollipop").rename(box.root)
    assert put_restored(box)
    assert names_of(box) == {"Ada Khan"}
    assert (box.root / MARK).read_text() == "one"
    assert not folder.exists()


def test_one_that_was_not_looked_at_is_never_taken(box: Home) -> None:
    (restore_folder(box) / "ready.json").unlink()
    assert put_restored(box) == ""
    assert names_of(box) == set()
    assert not restore_folder(box).exists()


def test_what_is_gone_leaves_the_box_as_it_was(box: Home) -> None:
    shutil.rmtree(restore_folder(box) / "lollipop")
    with pytest.raises(OSError, match="lollipop"):
        put_restored(box)
    assert box.settings.exists()
