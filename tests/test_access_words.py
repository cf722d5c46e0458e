"""What people type when they speak of rules."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.access.rules import Subject, SubjectKind, Target, TargetKind
from appliance.access_words import moment, subject, target
from appliance.config import Group, Home, NamedDevice, Settings
from appliance.errors import AccessError
from appliance.store import Store

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 7, 6, 10, 0, tzinfo=LONDON).timestamp()
SETTINGS = Settings(
    groups={"year3": Group()}, devices=(NamedDevice(name="ipad-7", addresses=("10.0.0.7",), room="Library"),)
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as opened:
        opened.migrate()
        yield opened


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("everyone", Subject()),
        ("group:year3", Subject(kind=SubjectKind.GROUP, name="year3")),
        ("group:staff", Subject(kind=SubjectKind.GROUP, name="staff")),
        ("room:Library", Subject(kind=SubjectKind.ROOM, name="Library")),
        ("device:ipad-7", Subject(kind=SubjectKind.DEVICE, name="ipad-7")),
    ],
)
def test_whom(store: Store, words: str, who: Subject) -> None:
    assert subject(words, SETTINGS, store) == who


@pytest.mark.parametrize("words", ["", "year3", "group:", "device:", "robot:7", "person:Nobody"])
def test_nobody_is_said_to_be_nobody(store: Store, words: str) -> None:
    with pytest.raises(AccessError):
        subject(words, SETTINGS, store)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("everything", Target()),
        ("category:games", Target(kind=TargetKind.CATEGORY, value="games")),
        ("Example.ORG", Target(kind=TargetKind.HOST, value="example.org")),
        ("=www.example.org", Target(kind=TargetKind.HOST, value="=www.example.org")),
        ("https://example.org/", Target(kind=TargetKind.HOST, value="example.org")),
        ("https://example.org/Games?x=1", Target(kind=TargetKind.URL, value="example.org/games?x=1")),
    ],
)
def test_what(words: str, what: Target) -> None:
    assert target(words) == what


@pytest.mark.parametrize("words", ["", "category:", "a b", "!example.org", "/games", "x" * 300])
def test_what_is_no_target(words: str) -> None:
    with pytest.raises(AccessError, match="cannot be a target"):
        target(words)


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("15:30", datetime(2026, 7, 6, 15, 30, tzinfo=LONDON)),
        ("9:05", datetime(2026, 7, 6, 9, 5, tzinfo=LONDON)),
        ("2026-12-18", datetime(2026, 12, 19, tzinfo=LONDON)),
        ("2026-12-18 15:30", datetime(2026, 12, 18, 15, 30, tzinfo=LONDON)),
        ("2026-12-18T15:30", datetime(2026, 12, 18, 15, 30, tzinfo=LONDON)),
    ],
)
def test_until_when(words: str, then: datetime) -> None:
    assert moment(words, NOW, "Europe/London") == then.timestamp()


@pytest.mark.parametrize("words", ["", "soon", "25:00", "2026-13-01", "tomorrow 15:30"])
def test_no_time(words: str) -> None:
    with pytest.raises(AccessError, match="is no time"):
        moment(words, NOW, "Europe/London")
