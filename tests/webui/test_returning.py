"""Where somebody returns to after a question: to a page of ours, whatever the form or the header says."""

import pytest
from flask import Flask

from webui.returning import page_before, this_page, way_back


@pytest.mark.parametrize(
    ("address", "to"),
    [
        pytest.param("/captures/7?by=score", "/captures/7?by=score", id="a page of ours"),
        pytest.param("http://localhost/bans", "/bans", id="with our host"),
        pytest.param("https://evil.example/bans", "/", id="another host"),
        pytest.param("//evil.example/bans", "/", id="another host without a scheme"),
        pytest.param("/\\evil.example", "/", id="a backslash, which browsers take for a slash"),
        pytest.param("////evil.example", "/", id="slashes"),
        pytest.param("javascript:alert(1)", "/", id="a script"),
        pytest.param("bans", "/", id="no beginning"),
        pytest.param("http://[", "/", id="no address"),
        pytest.param("", "/", id="nothing"),
    ],
)
def test_only_pages_of_ours_are_returned_to(app: Flask, address: str, to: str) -> None:
    with app.test_request_context():
        assert way_back(address) == to


def test_a_part_returns_to_the_page_around_it(app: Flask) -> None:
    with app.test_request_context("/captures/part", headers={"HX-Current-URL": "http://localhost/captures?by=score"}):
        assert this_page() == page_before() == "/captures?by=score"


def test_a_page_returns_to_itself_and_a_form_to_the_page_that_sent_it(app: Flask) -> None:
    with app.test_request_context("/captures/3", headers={"Referer": "http://localhost/captures"}):
        assert (this_page(), page_before()) == ("/captures/3", "/captures")
