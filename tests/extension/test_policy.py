import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from appliance import ca
from appliance.config import Home, Settings
from appliance.config.services import Helpers
from appliance.extension import policy

ID = "a" * 32
UPDATE = "http://lollipop/helpers/update.xml"
TOLD = policy.told(ID, UPDATE, Settings(), "CODE")


def test_the_helper_is_told_where_the_box_is() -> None:
    assert TOLD.address == "lollipop:8443"
    other = msgspec.structs.replace(Settings(), helpers=Helpers(port=9000, names=("box.school.test",)))
    assert policy.told(ID, UPDATE, other, "").address == "box.school.test:9000"


def test_a_browser_must_take_it_and_knows_the_code() -> None:
    made = json.loads(policy.file(TOLD))
    assert made["ExtensionInstallForcelist"] == [f"{ID};{UPDATE}"]
    assert made["ExtensionSettings"][ID]["installation_mode"] == "force_installed"
    assert made["3rdparty"]["extensions"][ID] == {"address": "lollipop:8443", "code": "CODE"}
    assert "CACertificates" not in made


def test_it_can_carry_the_schools_authority(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.make()
    authority = ca.make(home, "St Aidan’s", datetime.now(UTC))
    (text,) = json.loads(policy.file(TOLD, [authority.certificate]))["CACertificates"]
    assert text.startswith("MII")
    assert "\n" not in text


def test_google_admin_wants_values() -> None:
    assert json.loads(policy.google_admin(TOLD)) == {
        "address": {"Value": "lollipop:8443"},
        "code": {"Value": "CODE"},
    }


def test_windows_gets_a_file_for_both_browsers() -> None:
    hostile = msgspec.structs.replace(TOLD, code='a"\\b')
    made = policy.registry(hostile)
    assert made.startswith("Windows Registry Editor Version 5.00\r\n")
    assert f'"1"="{ID};{UPDATE}"' in made
    assert r'"code"="a\"\\b"' in made
    for browser in (r"Google\Chrome", r"Microsoft\Edge"):
        assert rf"[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\{browser}\3rdparty\extensions\{ID}\policy]" in made
    assert '"InPrivateModeAvailability"=dword:00000001' in made
    assert made.count('"TaskManagerEndProcessEnabled"=dword:00000000') == 2
