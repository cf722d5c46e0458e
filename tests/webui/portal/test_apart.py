"""The name of Confide leads to its process while that answers."""

import socket
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from appliance.config import Home, Settings
from tests.webui.portal.given import NOW, PortalCore, Pupil
from webui.portal.apart import HOLDS
from webui.portal.app import create_app
from webui.portal.door import Door


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pupil(home: Home, settings: Settings, core: PortalCore, clock: Clock) -> Pupil:
    return Pupil(create_app(Door(home=home, settings=settings, now=clock)).test_client(), host="confide")


@pytest.fixture
def confide(settings: Settings) -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", settings.confide.port)) as server:
        yield server


@pytest.mark.parametrize("host", ["confide", "confide:80", "CONFIDE", "confide.school.internal"])
@pytest.mark.parametrize("path", ["/", "/anything?q=words"])
def test_it_leads_there_and_takes_nothing_along(
    pupil: Pupil, settings: Settings, confide: socket.socket, core: PortalCore, host: str, path: str
) -> None:
    pupil.host = host
    answer = pupil.get(path, Cookie="lollipop-language=cy")
    name = host.lower().partition(":")[0]
    assert (answer.status_code, answer.location) == (302, f"http://{name}:{settings.confide.port}/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert core.of_people == []


def test_a_form_goes_nowhere(pupil: Pupil, confide: socket.socket) -> None:
    assert "0800 1111" in pupil.post("/", {"q6": "I am sad"}).text


def test_while_it_does_not_answer_there_is_somebody_to_talk_to(pupil: Pupil) -> None:
    answer = pupil.get("/")
    assert (answer.status_code, "0800 1111" in answer.text) == (200, True)


def test_it_is_asked_again_before_long(pupil: Pupil, clock: Clock, settings: Settings) -> None:
    assert pupil.get("/").status_code == 200
    with socket.create_server(("127.0.0.1", settings.confide.port)):
        assert pupil.get("/").status_code == 200, "it was asked a moment ago"
        clock.now += HOLDS
        assert pupil.get("/").status_code == 302
    clock.now += HOLDS
    assert pupil.get("/").status_code == 200


def test_no_other_name_leads_there(pupil: Pupil, confide: socket.socket) -> None:
    for host in ("confide.example.org", "xconfide", "lollipop"):
        pupil.host = host
        assert "8002" not in (pupil.get("/").location or "")


def test_a_box_that_listens_everywhere_is_asked_here(
    home: Home, settings: Settings, core: PortalCore, confide: socket.socket
) -> None:
    everywhere = replace(settings, confide=replace(settings.confide, listen=""))
    pupil = Pupil(create_app(Door(home=home, settings=everywhere, now=lambda: NOW)).test_client(), host="confide")
    assert pupil.get("/").status_code == 302
