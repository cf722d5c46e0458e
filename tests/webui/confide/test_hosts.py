import dataclasses

import pytest
from flask import Flask
from msgspec.structs import replace

from appliance.config import Settings
from tests.webui.confide.given import Child, publish
from webui.confide.app import create_app
from webui.confide.door import ConfideDoor
from webui.confide.hosts import own_names


@pytest.mark.parametrize(
    "host",
    ["confide", "confide:8002", "CONFIDE", "confide.school.internal", "lollipop", "127.0.0.1:8002", "[::1]:8002"],
)
def test_it_answers_to_its_names(app: Flask, host: str) -> None:
    assert app.test_client().get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["rebind.example", "confide.example.org", "xconfide", "8.8.8.8", "confide@x"])
def test_under_a_foreign_name_nothing_is_shown_or_taken(app: Flask, host: str) -> None:
    client = app.test_client()
    shown = client.get("/", headers={"Host": host})
    assert shown.status_code in {302, 400}
    assert shown.status_code == 400 or shown.location == "http://confide:8002/"
    assert client.post("/", data={"q6": "x"}, headers={"Host": host}).status_code in {400, 403}


def test_a_form_of_another_site_is_not_taken(child: Child) -> None:
    for origin in ("http://evil.example", "null", "https://confide"):
        answer = child.client.post("/", data={"q0": "send"}, base_url="http://confide", headers={"Origin": origin})
        assert answer.status_code == 403
        assert "0800 1111" in answer.text


def test_a_box_that_listens_everywhere_answers_to_any_address(door: ConfideDoor) -> None:
    everywhere = replace(door.settings, confide=replace(door.settings.confide, listen="::"))
    publish(door.home)
    app = create_app(dataclasses.replace(door, settings=everywhere))
    assert app.test_client().get("/", headers={"Host": "10.0.0.1:8002"}).status_code == 200


def test_its_short_name_comes_first() -> None:
    assert next(own_names(Settings())) == "confide"


def test_any_page_of_ours_may_ask_whether_tls_is_trusted_and_no_other(app: Flask) -> None:
    answer = app.test_client().get("/ready.txt", base_url="https://confide:8444")
    assert answer.text == "ready\n"
    assert answer.headers["Access-Control-Allow-Origin"] == "http://confide:8002"
