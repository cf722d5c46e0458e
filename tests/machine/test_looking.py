import json
from pathlib import Path

import pytest

from appliance.machine.looking import clock_is_set, is_tpm, luks_device, model, sealed_by
from tests.machine.programs import Programs


def test_what_its_maker_calls_it(tmp_path: Path) -> None:
    name = tmp_path / "model"
    assert model((tmp_path / "missing",)) == ""
    name.write_bytes(b"Raspberry Pi 5 Model B\x00")
    assert model((tmp_path / "missing", name)) == "Raspberry Pi 5 Model B"
    name.write_bytes(b"\x1b[31mred\xff\n" + b"x" * 500)
    assert model((name,)).startswith("[31mred")
    assert len(model((name,))) <= 200


@pytest.mark.parametrize(("said", "is_set"), [("yes\n", True), ("no\n", False)])
async def test_the_clock(programs: Programs, said: str, is_set: bool) -> None:
    programs.stand_in("timedatectl", said)
    assert await clock_is_set() is is_set


async def test_where_nobody_can_say_the_clock_counts_as_set(programs: Programs) -> None:
    programs.stand_in("timedatectl", "no bus", status=1)
    assert await clock_is_set()


ENCRYPTED = json.dumps(
    {
        "blockdevices": [
            {
                "path": "/dev/mapper/data",
                "fstype": "ext4",
                "children": [{"path": "/dev/sda6", "fstype": "crypto_LUKS", "children": [{"path": "/dev/sda"}]}],
            }
        ]
    }
)


async def test_what_seals_the_disk(programs: Programs) -> None:
    programs.stand_in("findmnt", "/dev/mapper/data\n")
    programs.stand_in("lsblk", '{"blockdevices": [{"path": "/dev/sda6", "fstype": "ext4"}]}')
    assert await sealed_by() == "nothing"
    programs.stand_in("lsblk", ENCRYPTED)
    programs.stand_in("cryptsetup", '{"tokens": {}}')
    assert await sealed_by() == "key on the box"
    programs.stand_in("cryptsetup", '{"tokens": {"0": {"type": "systemd-tpm2"}}}')
    assert await sealed_by() == "tpm"
    programs.stand_in("cryptsetup", "no such device", status=1)
    assert await sealed_by() == "key on the box"
    programs.stand_in("findmnt", "", status=1)
    assert await sealed_by() == "nothing"


def test_listings() -> None:
    assert luks_device(ENCRYPTED) == "/dev/sda6"
    assert luks_device("{}") == ""
    assert not is_tpm("{}")
