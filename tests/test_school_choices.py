import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from appliance.config import Home, Settings
from appliance.config.services import School
from appliance.errors import PictureError
from appliance.school_choices import Phase, SchoolChoice, logo_path, put_logo, put_words, remove_logo, school_of
from appliance.store import Store

SETTINGS = Settings(school=School(name="St Aidan’s", talk_to="Mrs Khan"))


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


def png(colour: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(written, "PNG")
    return written.getvalue()


def test_the_settings_hold_until_somebody_chooses(store: Store) -> None:
    before = school_of(store, SETTINGS)
    assert (before.name, before.talk_to, before.phase) == ("St Aidan’s", "Mrs Khan", Phase.PRIMARY)
    put_words(store, SchoolChoice(name="St Bede’s", phase=Phase.INFANT), "office", 1.0)
    after = school_of(store, SETTINGS)
    assert (after.name, after.talk_to, after.phase) == ("St Bede’s", "Mrs Khan", Phase.INFANT)


def test_words_and_logo_do_not_undo_each_other(home: Home, store: Store) -> None:
    put_logo(home, store, png("red"), "office", 1.0)
    put_words(store, SchoolChoice(name="St Bede’s"), "office", 2.0)
    put_logo(home, store, png("blue"), "office", 3.0)
    school = school_of(store, SETTINGS)
    assert school.name == "St Bede’s"
    assert logo_path(home, school) == home.school / school.logo
    assert [path.name for path in home.school.iterdir()] == [school.logo]  # the red one is gone
    assert (home.school / school.logo).stat().st_mode & 0o777 == 0o600


def test_a_logo_is_taken_away(home: Home, store: Store) -> None:
    put_logo(home, store, png("red"), "office", 1.0)
    remove_logo(home, store, "office", 2.0)
    assert logo_path(home, school_of(store, SETTINGS)) is None
    assert list(home.school.iterdir()) == []


def test_a_picture_that_is_none_changes_nothing(home: Home, store: Store) -> None:
    put_logo(home, store, png("red"), "office", 1.0)
    before = school_of(store, SETTINGS)
    with pytest.raises(PictureError):
        put_logo(home, store, b"<svg/>", "office", 2.0)
    assert school_of(store, SETTINGS) == before


def test_the_audit_trail_names_who_chose(home: Home, store: Store) -> None:
    put_logo(home, store, png("red"), "Mrs Office", 1.0)
    entry = store.audit.recent()[0]
    assert (entry.who, entry.what, entry.object) == ("Mrs Office", "chosen", "school")
