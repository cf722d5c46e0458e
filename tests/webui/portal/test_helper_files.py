from appliance.config import Home, Settings
from appliance.extension.packing import pack
from appliance.helper_installers import LINUX, WINDOWS
from tests.webui.portal.given import Pupil


def test_browsers_get_the_package_and_learn_of_it(home: Home, settings: Settings, pupil: Pupil) -> None:
    packed = pack(home, settings)
    told = pupil.get("/helpers/update.xml")
    assert told.content_type == "text/xml; charset=utf-8"
    assert f'appid="{packed.id}"' in told.text
    assert 'codebase="http://lollipop/helpers/chrome.crx"' in told.text
    package = pupil.get("/helpers/chrome.crx")
    assert package.content_type == "application/x-chrome-extension"
    assert package.data == home.extension.read_bytes()


def test_there_may_be_none_yet(pupil: Pupil) -> None:
    for path in ("/helpers/update.xml", "/helpers/chrome.crx"):
        assert pupil.get(path).status_code == 404


def test_computers_get_their_installer(home: Home, pupil: Pupil) -> None:
    home.installers.mkdir()
    (home.installers / WINDOWS).write_bytes(b"an installer")
    given = pupil.get(f"/helpers/{WINDOWS}")
    assert (given.status_code, given.data, given.content_type) == (200, b"an installer", "application/x-msi")
    assert f"attachment; filename={WINDOWS}" in given.headers["Content-Disposition"]
    assert pupil.get(f"/helpers/{LINUX}").status_code == 404
    assert pupil.get("/helpers/..%2flollipop.toml").status_code == 404
