"""What is copied onto devices."""

import json

from appliance.config import Home, Settings
from appliance.config.services import Helpers
from appliance.extension.packing import pack
from tests.running import ROOT
from webui.helpers.installing import recipe


def test_without_a_packed_extension_there_is_no_policy(home: Home) -> None:
    found = recipe(home, Settings(), "AAAA-BBBB-CCCC")
    assert (found.policy, found.extension) == ("", "")
    assert found.address == "lollipop:8443"


def test_the_policy_installs_the_schools_own_extension_and_names_box_and_code(home: Home) -> None:
    settings = Settings(helpers=Helpers(names=("helpers.school.test",), port=9443))
    packed = pack(home, settings)
    found = recipe(home, settings, "AAAA-BBBB-CCCC")
    policy = json.loads(found.policy)
    assert found.extension == packed.id
    assert policy["ExtensionInstallForcelist"] == [f"{packed.id};{settings.portal.url}/helpers/update.xml"]
    told = policy["3rdparty"]["extensions"][packed.id]
    assert told == {"address": "helpers.school.test:9443", "code": "AAAA-BBBB-CCCC"}
    assert json.loads(found.admin_policy)["code"] == {"Value": "AAAA-BBBB-CCCC"}
    assert packed.id in found.registry


def test_what_is_copied_is_what_the_installers_take(home: Home) -> None:
    """`install.sh ADDRESS PORT CODE SCHOOL.PEM`, and the properties of the Windows one."""
    settings = Settings(helpers=Helpers(names=("helpers.school.test",), port=9443))
    found = recipe(home, settings, "AAAA-BBBB-CCCC")
    usage = (ROOT / "endpoint/desktop/package/install.sh").read_text(encoding="utf-8")
    assert "install.sh ADDRESS PORT CODE SCHOOL.PEM" in usage
    assert found.linux == "sudo ./install.sh helpers.school.test 9443 AAAA-BBBB-CCCC lollipop.crt"
    *said, ca = found.windows.split()[4:]
    assert said == ["SERVER=helpers.school.test", "PORT=9443", "CODE=AAAA-BBBB-CCCC"]
    assert ca == 'CA="%CD%\\lollipop.crt"'
    assert found.certificate == f"{settings.portal.url}/ready/lollipop.crt"


def test_installers_that_are_here_have_an_address(home: Home) -> None:
    assert (recipe(home, Settings(), "A").msi, recipe(home, Settings(), "A").archive) == ("", "")
    home.installers.mkdir()
    (home.installers / "lollipop-helper.msi").write_bytes(b"msi")
    assert recipe(home, Settings(), "A").msi.endswith("/helpers/lollipop-helper.msi")
