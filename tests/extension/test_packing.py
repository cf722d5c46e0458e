import base64
import io
import json
import re
import stat
import zipfile
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from appliance.config import Home, Settings
from appliance.errors import ExtensionError
from appliance.extension import crx, packing

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    return home


def opened(home: Home) -> dict[str, bytes]:
    made = home.extension.read_bytes()
    with zipfile.ZipFile(io.BytesIO(made[made.index(b"PK") :])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_school_packs_its_own(home: Home) -> None:
    packed = packing.pack(home, Settings())
    assert packing.packed(home) == packed
    manifest = json.loads(opened(home)["manifest.json"])
    assert manifest["update_url"] == "http://lollipop:8001/helpers/update.xml"
    assert packed.id == crx.extension_id(base64.b64decode(manifest["key"]))
    assert packed.version == manifest["version"]


def test_its_key_is_made_once_and_closed(home: Home) -> None:
    first = packing.pack(home, Settings())
    key = home.keys / "extension.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert packing.pack(home, Settings()).id == first.id


def test_a_broken_key_is_told(home: Home) -> None:
    home.keys.mkdir()
    (home.keys / "extension.pem").write_bytes(b"broken")
    with pytest.raises(ExtensionError, match="cannot be read"):
        packing.pack(home, Settings())
    assert packing.packed(home) is None


def test_all_that_is_named_in_the_sources_is_packed(home: Home) -> None:
    packing.pack(home, Settings())
    files = opened(home)
    for path, content in files.items():
        named = set()
        if path.endswith(".js"):
            named = set(re.findall(r'^(?:import|export) .*?from "(\.[^"]+)"', content.decode(), re.MULTILINE))
        elif path.endswith(".html"):
            named = set(re.findall(r'(?:src|href)="([^"#]+)"', content.decode()))
        assert {normpath(join(dirname(path), one)) for one in named} <= files.keys()
    manifest = json.loads(files["manifest.json"])
    assert {"worker.js", manifest["storage"]["managed_schema"], *manifest["icons"].values()} <= files.keys()
    assert set(manifest["content_scripts"][0]["js"]) <= files.keys()
    assert not [path for path in files if path.endswith(".md")]


def test_pages_have_no_script_of_their_own() -> None:
    for page in packing.SOURCES.glob("pages/*.html"):
        assert re.findall(r"<script(?![^>]*src=)|\son\w+=|style=", page.read_text(encoding="utf-8")) == []


def test_pictures_of_rules_are_the_portals() -> None:
    ours = {path.name: path.read_bytes() for path in packing.SOURCES.glob("pictures/*.svg")}
    theirs = {path.name: path.read_bytes() for path in (ROOT / "webui/static/portal/rules").glob("*.svg")}
    assert ours == theirs
