import json
import shutil
import subprocess

import msgspec
import pytest

from appliance.config import Chosen, Filtering, Home, load
from tests.webui.portal.given import Pupil
from webui.portal.app import create_app
from webui.portal.door import Door
from webui.portal.pac import pac


@pytest.mark.parametrize("path", ["/proxy.pac", "/wpad.dat"])
def test_devices_take_it_for_what_it_is(pupil: Pupil, path: str) -> None:
    answer = pupil.get(path)
    assert answer.content_type == "application/x-ns-proxy-autoconfig"
    assert 'return "PROXY lollipop:8080";' in answer.text


@pytest.mark.parametrize(
    ("host", "proxy"),
    [
        ("wpad", "PROXY wpad:8080"),
        ("wpad.school.example", "PROXY lollipop:8080"),
        ("lollipop:8001", "PROXY lollipop:8080"),
        ("127.0.0.1:8001", "PROXY 127.0.0.1:8080"),
        ("[::1]", "PROXY [::1]:8080"),
    ],
)
def test_the_proxy_is_where_the_reader_found_us(pupil: Pupil, host: str, proxy: str) -> None:
    pupil.host = host
    assert f'return "{proxy}";' in pupil.get("/wpad.dat").text


def test_an_open_box_may_be_gone_around(home: Home) -> None:
    home.settings.write_text(
        '[proxy]\non_failure = "open"\nport = 3128\n[portal]\nnames = ["school.example"]\n', encoding="utf-8"
    )
    settings = load(home)
    open_pupil = Pupil(create_app(Door(home=home, settings=settings)).test_client(), host="school.example")
    assert 'return "PROXY school.example:3128; DIRECT";' in open_pupil.get("/proxy.pac").text
    home.settings.write_text("[proxy", encoding="utf-8")  # half written
    assert 'return "PROXY school.example:3128; DIRECT";' in open_pupil.get("/proxy.pac").text


def test_what_is_chosen_in_the_console_is_followed_without_a_restart(pupil: Pupil, home: Home) -> None:
    def says_direct() -> bool:
        return '"PROXY lollipop:8080; DIRECT"' in pupil.get("/proxy.pac").text

    assert not says_direct()
    home.chosen.write_bytes(msgspec.json.encode(Chosen(filtering=Filtering(on_failure="open"))))
    assert says_direct()
    home.chosen.write_bytes(msgspec.json.encode(Chosen()))  # undone
    assert not says_direct()


@pytest.mark.skipif(shutil.which("node") is None, reason="no JavaScript engine is installed")
@pytest.mark.parametrize(
    ("host", "way"),
    [("LolliPop", "DIRECT"), ("confide", "DIRECT"), ("x.lollipop", "PROXY b:8080"), ("example.org", "PROXY b:8080")],
)
def test_only_our_own_names_are_direct(host: str, way: str) -> None:
    text = pac("b:8080", ("lollipop", "confide"), opens=False)
    script = f"{text}\nconsole.log(FindProxyForURL('http://x/', {json.dumps(host)}))"
    said = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True, timeout=20)
    assert said.stdout.strip() == way
