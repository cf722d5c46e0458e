"""What stands on a stick, in a backup or in a program's error is text on every screen of the machine."""

import time

import pytest
from flask import Flask

from appliance.machine.commands import Backup, BackupState, Looked, Slot, Stick, Work
from tests.webui.conftest import Person
from tests.webui.parts import SmallCore
from tests.webui.test_hostile_text import CORPUS, is_text
from webui.words import visible

WORKS = ("update", "backup", "restore", "search for backups")


def looked(hostile: str, work: Work | None) -> Looked:
    return Looked(
        version=hostile,
        compatible=hostile,
        failed=hostile,
        model=hostile,
        slots=(
            Slot(name="A", version=hostile, booted=True, good=True),
            Slot(name="B", version=hostile, booted=False, good=False),
        ),
        sticks=(Stick(name=hostile, megabytes=8000, free_megabytes=10, updates=(hostile,), has_backups=True),),
        backups=(Backup(snapshot="ab" * 32, at=1.0, school=hostile, version=hostile, megabytes=1),),
        backup=BackupState(place=hostile, key=hostile, server=hostile, failed=hostile, trial_failed=hostile),
        work=work,
        ssh=(hostile,),
        troubles=(hostile,),
    )


@pytest.mark.parametrize("hostile", CORPUS)
def test_it_is_only_text(app: Flask, adult: Person, core: SmallCore, hostile: str) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("machine.")]
    paths = [str(rule) for rule in rules if "GET" in (rule.methods or ()) and not rule.arguments]
    assert len(paths) > 6
    shown, told = str(visible(hostile))[:30].strip(), set[str]()
    for what in WORKS:
        work = Work(what=what, since=time.time(), said=hostile, failed=hostile, done_at=time.time())  # type: ignore[arg-type]
        core.looked = looked(hostile, work)
        for path in paths:
            if shown in is_text(adult.get(path), path):
                told.add(path)
    assert told >= {"/machine", "/machine/updates", "/machine/backup", "/machine/backup/restore"}, told
