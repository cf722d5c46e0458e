"""Where somebody comes from, as the door is told."""

import pytest
from flask import Flask

from tests.webui.conftest import Clock, Person
from tests.webui.given import account, come_in
from webui.entering import site, visitor


@pytest.mark.parametrize(
    ("base", "host", "origin"),
    [
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("https://lollipop.lan", "lollipop.lan", "https://lollipop.lan"),
    ],
)
def test_a_site_is_its_name_and_its_origin(app: Flask, base: str, host: str, origin: str) -> None:
    with app.test_request_context(base_url=base):
        assert (site().host, site().origin) == (host, origin)


def test_a_made_up_cookie_makes_no_known_browser(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "lollipop-known=a.1.b"}, environ_base={"REMOTE_ADDR": "10.0.0.5"}):
        assert visitor().address == "10.0.0.5"
        assert not visitor().browser.knows(1)


def test_a_session_says_where_it_began(app: Flask, stranger: Person, clock: Clock) -> None:
    ada = account(app, clock)
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    stranger.client.environ_base["HTTP_USER_AGENT"] = firefox
    come_in(stranger, ada)
    page = stranger.get("/account").text
    assert "Firefox on Windows" in page
    assert "127.0.0.1" in page
