from xml.etree.ElementTree import fromstring

from appliance.extension.packing import Packed
from appliance.extension.update import update_manifest

SPACE = "{http://www.google.com/update2/response}"


def test_a_browser_learns_what_there_is_and_where() -> None:
    told = fromstring(update_manifest(Packed(id="a" * 32, version="1.2.3"), 'http://lollipop:80/"<&'))  # noqa: S314  # ours
    app = told.find(f"{SPACE}app")
    assert told.get("protocol") == "2.0"
    assert app is not None
    assert app.get("appid") == "a" * 32
    check = app.find(f"{SPACE}updatecheck")
    assert check is not None
    assert check.attrib == {"codebase": 'http://lollipop:80/"<&/helpers/chrome.crx', "version": "1.2.3"}
