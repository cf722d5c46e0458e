"""Where backups go, said in the console."""

import pytest

from appliance.backup.place import OnS3, OnSftp, OnStick
from appliance.machine.commands import (
    BackUp,
    BackupState,
    Command,
    KeepBackups,
    Looked,
    NewKitCode,
    Stick,
    TryBackup,
    Work,
)
from appliance.wire import AskMachine
from tests.webui.conftest import Person
from tests.webui.parts import SmallCore

BLUE = Stick(name="BLUE", megabytes=64_000, free_megabytes=60_000)
S3 = {"address": "https://s3.example.org", "bucket": "school", "key_id": "K", "secret": "S", "folder": "lollipop"}


def orders(core: SmallCore) -> list[Command]:
    return [
        one.command for one in core.asked if isinstance(one, AskMachine) and "Look" not in type(one.command).__name__
    ]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"kind": "OnStick", "stick": "BLUE"}, OnStick(stick="BLUE")),
        (
            {"kind": "OnSftp", "host": " backup.example ", "user": "box", "port": "2222", "folder": "hill"},
            OnSftp(host="backup.example", user="box", port=2222, folder="hill"),
        ),
        ({"kind": "OnS3", **S3}, OnS3(address="https://s3.example.org", bucket="school", key_id="K", secret="S")),
        ({"kind": "nowhere"}, None),
    ],
)
def test_a_place_is_chosen(
    adult: Person, core: SmallCore, fields: dict[str, str], place: OnStick | OnSftp | OnS3 | None
) -> None:
    core.looked = Looked(version="1", sticks=(BLUE,))
    assert adult.post("/machine/backup/place", **fields).status_code == 303
    assert orders(core) == [KeepBackups(place=place)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "OnSftp", "host": "-oProxyCommand=sh", "user": "box", "port": "22", "folder": "a"}, "Write a name"),
        ({"kind": "OnSftp", "host": "a", "user": "box;sh", "port": "22", "folder": "a"}, "Write the name that"),
        ({"kind": "OnSftp", "host": "a", "user": "box", "port": "x", "folder": "a"}, "A port is a number"),
        ({"kind": "OnSftp", "host": "a", "user": "box", "port": "22", "folder": "$(sh)"}, "Use letters, digits"),
        ({"kind": "OnS3", **S3, "address": "s3.example.org"}, "It begins with https://"),
        ({"kind": "OnS3", **S3, "secret": ""}, "Copy the secret"),
        ({"kind": "OnStick", "stick": "GONE"}, "Plug a stick in"),
        ({"kind": "elsewhere"}, "There is a problem"),
        ({}, "There is a problem"),
    ],
)
def test_what_is_no_place_is_told_beside_its_field(
    adult: Person, core: SmallCore, fields: dict[str, str], sentence: str
) -> None:
    core.looked = Looked(version="1", sticks=(BLUE,))
    answer = adult.post("/machine/backup/place", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert orders(core) == []


def test_without_a_stick_none_is_taken(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1")
    answer = adult.post("/machine/backup/place", kind="OnStick", stick="")
    assert answer.status_code == 422
    assert "Plug a stick in" in answer.text


def test_how_it_stands(adult: Person, core: SmallCore) -> None:
    state = BackupState(place="the stick BLUE", made_at=1_790_000_000.0, trial_failed="This backup is not whole.")
    work = Work(what="backup", since=1.0, share=0.25, said="Writing the backup.")
    core.looked = Looked(version="1", backup=state, work=work)
    text = adult.get("/machine/backup").text
    for words in ("the stick BLUE", "This backup is not whole.", "Writing the backup.", 'value="0.25"'):
        assert words in text
    assert "Back up now" not in text  # one is under way
    core.looked = Looked(version="1", backup=state)
    assert "Back up now" in adult.get("/machine/backup/part").text


def test_a_server_s_key_and_fingerprint_are_shown(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1", backup=BackupState(place="a", key="ssh-ed25519 AAAA", server="SHA256:abc"))
    text = adult.get("/machine/backup").text
    assert "ssh-ed25519 AAAA" in text
    assert "SHA256:abc" in text


def test_presses(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1")
    for path in ("now", "try", "code"):
        adult.post(f"/machine/backup/{path}")
    assert orders(core) == [BackUp(), TryBackup(), NewKitCode()]


def test_other_work_is_not_told_here(adult: Person, core: SmallCore) -> None:
    core.looked = Looked(version="1", work=Work(what="update", since=1.0, said="Fetching it."))
    assert "Fetching it." not in adult.get("/machine/backup").text
