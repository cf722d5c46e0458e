"""A child who is worried finds somebody, whatever else works."""

import socket

import pytest

from appliance.config import Settings
from tests.webui.portal.given import PortalCore, Pupil


@pytest.mark.parametrize(("host", "path"), [("confide", "/"), ("confide", "/anything"), ("lollipop", "/talk")])
def test_whoever_looks_for_confide_finds_somebody_to_talk_to(
    pupil: Pupil, core: PortalCore, host: str, path: str
) -> None:
    pupil.host = host
    page = pupil.get(path)
    assert page.status_code == 200
    for words in ("Is something worrying you?", "0800 1111", "999", "a teacher you trust"):
        assert words in page.text
    assert core.of_people == []


def test_the_page_has_its_looks_under_that_name_too(pupil: Pupil) -> None:
    pupil.host = "confide"
    assert pupil.get("/static/lollipop.css").status_code == 200


def test_nothing_else_is_done_under_the_name_of_confide(pupil: Pupil, core: PortalCore) -> None:
    pupil.host = "confide"
    assert "Is something worrying you?" in pupil.post("/finished").text
    assert core.of_people == []


def test_every_page_leads_there(pupil: Pupil) -> None:
    assert 'href="/talk"' in pupil.get("/").text


def test_it_leads_to_where_one_can_write_while_that_answers(pupil: Pupil, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", settings.confide.port)):
        assert 'href="http://confide/" rel="noreferrer"' in pupil.get("/talk").text


def test_it_promises_nothing_that_does_not_answer(pupil: Pupil) -> None:
    assert "http://confide/" not in pupil.get("/talk").text
