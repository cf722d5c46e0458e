from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from appliance.config import Home, NamedDevice, Settings
from appliance.duties import TITLES, Assignment, Duty
from appliance.store import Store
from tests.webui.parts import SmallCore
from webui.app import create_app
from webui.box import Box
from webui.feed import Feed
from webui.security import csrf_token

NOW = 1_794_924_300.0  # Tuesday 17 November 2026, 14:05 UTC
ORIGIN = "http://localhost"


@dataclass
class Clock:
    time: float = NOW

    def __call__(self) -> float:
        return self.time


@dataclass
class Person:
    """Someone with a browser: `get` and `post` as their pages would."""

    client: FlaskClient
    token: str = field(default="")

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=headers, buffered=True)

    def post(self, path: str, **fields: str) -> TestResponse:
        return self.client.post(path, data={"csrf": csrf_token(self.token)} | fields, headers={"Origin": ORIGIN})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.make()
    return home


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home) as store:
        store.migrate()
        yield store


@pytest.fixture
def settings() -> Settings:
    return Settings(devices=(NamedDevice(name="tablet-3", addresses=("10.0.0.21",), room="Room 4"),))


@pytest.fixture
def app(home: Home, settings: Settings, store: Store, clock: Clock) -> Iterator[Flask]:
    line = "curl --proxy http://127.0.0.1:8080 https://practice.lollipop.test/"
    feed = Feed(home.core_socket)
    box = Box(home=home, settings=settings, store=store, feed=feed, practice_line=line, now=clock)
    yield create_app(box)
    if "confide" in vars(box):
        box.confide.close()


@pytest.fixture
def stranger(app: Flask) -> Person:
    return Person(app.test_client())


@pytest.fixture
def adult(app: Flask, store: Store, clock: Clock) -> Person:
    """Signed in."""
    session = store.sign_in.redeem(store.sign_in.new_link(clock(), 60), clock())
    assert session
    client = app.test_client()
    client.set_cookie("lollipop", session)
    return Person(client, session)


@pytest.fixture
def sign_in(app: Flask, store: Store, clock: Clock) -> Callable[..., Person]:
    """Somebody with a duty, signed in: `sign_in(Duty.TEACHER, "class-3b")`. A safeguarding lead is named for every
    vulnerable group."""

    def as_duty(duty: Duty, *scope: str) -> Person:
        count = len(store.accounts.all())
        number = store.accounts.add(f"{TITLES[duty]} {count}", f"{duty}{count}@school.test", "test", clock())
        store.accounts.assign(number, (Assignment(duty=duty, scope=scope),), "test", clock())
        store.accounts.name_for(number, (), duty is Duty.DSL, duty is Duty.DSL, "test", clock())
        store.proofs.set_app(number, b"sealed", 0, "test", clock())
        session = store.sign_in.begin(number, clock())
        client = app.test_client()
        client.set_cookie("lollipop", session)
        return Person(client, session)

    return as_duty


@pytest.fixture
def core(home: Home, store: Store) -> Iterator[SmallCore]:
    with SmallCore(home, store) as core:
        yield core
