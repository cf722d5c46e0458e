import pytest
from flask import Flask

from webui.confide import headers


@pytest.mark.parametrize("path", ["/", "/ready.txt", "/no/such/page"])
@pytest.mark.parametrize("base", ["http://confide:8002", "https://confide:8444"])
def test_nothing_is_kept_and_nothing_leads_elsewhere(app: Flask, path: str, base: str) -> None:
    got = app.test_client().get(path, base_url=base).headers
    assert got["Cache-Control"] == "no-store"
    assert "unsafe" not in got["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in got["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in got
    assert "Set-Cookie" not in got


def test_only_a_page_that_came_plainly_may_ask_for_the_other_port(app: Flask) -> None:
    client = app.test_client()
    assert "https://[::1]:8444" in client.get("/", base_url="http://[::1]:8002").headers["Content-Security-Policy"]
    assert "8444" not in client.get("/", base_url="https://confide:8444").headers["Content-Security-Policy"]


def test_the_last_page_has_the_browser_forget_where_it_listens(app: Flask) -> None:
    @app.get("/last")
    def last() -> str:
        headers.last_page()
        return ""

    client = app.test_client()
    assert "Clear-Site-Data" not in client.get("/last", base_url="http://confide").headers
    assert '"storage"' in client.get("/last", base_url="https://confide").headers["Clear-Site-Data"]
    assert "Clear-Site-Data" not in client.get("/", base_url="https://confide").headers
