from appliance.config import Home, Settings
from appliance.extension.packing import pack
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
