import pytest
from flask import Flask

from appliance.confide.front import Front
from appliance.confide.urgent import UrgentWords
from appliance.config import Home, School, Settings
from tests.webui.confide.given import NOW, Child, publish
from webui.confide.app import create_app
from webui.confide.door import ConfideDoor
from webui.confide.showing import Showing


class Anew(Showing):
    """Read for each page, as by who starts their processes."""

    def front(self) -> Front | None:
        self.renew()
        return super().front()


@pytest.fixture(scope="session")
def urgent() -> UrgentWords:
    return UrgentWords()


@pytest.fixture
def door(home: Home, urgent: UrgentWords) -> ConfideDoor:
    settings = Settings(school=School(name="St Aidan’s Primary"))
    return ConfideDoor(
        home=home, settings=settings, secret=b"s" * 32, showing=Anew(home, holds=0), urgent=urgent, now=lambda: NOW
    )


@pytest.fixture
def app(door: ConfideDoor) -> Flask:
    publish(door.home)
    return create_app(door)


@pytest.fixture
def child(app: Flask, home: Home) -> Child:
    return Child(app, home)
