"""Putting a backup back, from the console."""

from appliance.machine.commands import Backup, BackupState, FindBackups, KitCode, Looked, Restore, Stick
from tests.webui.conftest import Person
from tests.webui.machine.test_backup import orders
from tests.webui.parts import SmallCore

BLUE = Stick(name="BLUE", megabytes=64_000, free_megabytes=60_000, has_backups=True)
FOUND = Backup(snapshot="ab" * 32, at=1_790_000_000.0, school="Hill <School>", version="0.1.0", megabytes=120)
CODE = "7KQ2M-9XA4B-C3D4E-F5G6H-J7K8M"


def test_backups_are_looked_for_with_the_code_of_the_sheet(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1", sticks=(BLUE,))
    adult.post("/machine/backup/find", stick="BLUE", code=" 7kq2m 9xa4b-c3d4ef5g6h j7k8m ")
    assert orders(core) == [FindBackups(code=CODE, stick="BLUE")]


def test_its_own_are_looked_for_without(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1", backup=BackupState(place="the stick RED"))
    assert "Where backups go: the stick RED" in adult.get("/machine/backup/restore").text
    adult.post("/machine/backup/find", stick="", code="")
    assert orders(core) == [FindBackups()]


def test_what_is_no_code_is_told(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1", sticks=(BLUE,))
    answer = adult.post("/machine/backup/find", stick="BLUE", code="7KQ2M")
    assert answer.status_code == 422
    assert "That is not a backup code" in answer.text
    assert orders(core) == []


def test_one_that_was_found_is_put_back_by_who_means_it(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1", sticks=(BLUE,), backups=(FOUND,))
    assert "Hill &lt;School&gt;" in adult.get("/machine/backup/restore").text
    answer = adult.post("/machine/backup/restore", snapshot=FOUND.snapshot)
    assert answer.status_code == 422
    assert "Tick this if you mean it." in answer.text
    adult.post("/machine/backup/restore", snapshot="cd" * 32, sure="y")
    assert orders(core) == []
    adult.post("/machine/backup/restore", snapshot=FOUND.snapshot, sure="y")
    assert orders(core) == [Restore(snapshot=FOUND.snapshot)]


def test_before_anything_was_found_there_is_nothing_to_choose(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1", sticks=(BLUE,))
    assert "What was found" not in adult.get("/machine/backup/restore").text
    assert "Look for backups" in adult.get("/machine/backup/restore").text
    assert adult.get("/machine/backup/restore/part").status_code == 200


def test_the_code_is_not_shown_there(adult: Person, core: SmallCore) -> None:
    core.machine = KitCode(code=CODE)
    core.looked = Looked(version="1", backups=(FOUND,))
    assert CODE not in adult.get("/machine/backup/restore").text
