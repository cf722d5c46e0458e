"""What the portal hears of the school is what somebody chose last."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from appliance.config import Home, School, Settings
from appliance.core.school_desk import SchoolDesk
from appliance.core.store_thread import StoreThread
from appliance.languages.choosing import Spoken
from appliance.school_choices import LARGEST_DRAWN, SchoolChoice, logo_path, put_logo, put_words, school_of
from appliance.store import Store

SETTINGS = Settings(school=School(name="St Aidan’s", talk_to="your teacher"))
CHOSEN = SchoolChoice(
    name="Ysgol y Bryn",
    talk_to="Mrs Khan",
    talk_to_welsh="Mrs Khan, pennaeth",
    language=Spoken.WELSH,
    welcome="Croeso!",
)


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home) as store:
        store.migrate()
        yield store


@pytest.fixture
def desk(home: Home, store: Store) -> SchoolDesk:
    return SchoolDesk(home, SETTINGS, StoreThread(store))


async def test_the_settings_until_somebody_chose(desk: SchoolDesk) -> None:
    says = await desk.says()
    assert (says.words.name, says.words.talk_to, says.words.spoken) == ("St Aidan’s", "your teacher", Spoken.BOTH)
    assert (says.welcome, says.logo, (await desk.logo()).png) == ("", "", b"")


async def test_then_what_they_chose(desk: SchoolDesk, store: Store) -> None:
    put_words(store, CHOSEN, "office", 1.0)
    says = await desk.says()
    assert (says.words.name, says.words.talk_to) == ("Ysgol y Bryn", "Mrs Khan")
    assert (says.words.talk_to_welsh, says.words.spoken) == ("Mrs Khan, pennaeth", Spoken.WELSH)
    assert says.welcome == "Croeso!"


async def test_the_logo_as_it_was_drawn_anew(home: Home, desk: SchoolDesk, store: Store) -> None:
    sent = io.BytesIO()
    Image.new("RGB", (640, 320), "red").save(sent, "PNG")
    put_logo(home, store, sent.getvalue(), "office", 1.0)
    logo = await desk.logo()
    with Image.open(io.BytesIO(logo.png)) as drawn:
        assert drawn.size == (512, 256)
    assert (await desk.says()).logo == school_of(store, SETTINGS).logo


async def test_a_logo_that_is_gone_or_grew_is_none(home: Home, desk: SchoolDesk, store: Store) -> None:
    sent = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(sent, "PNG")
    put_logo(home, store, sent.getvalue(), "office", 1.0)
    path = logo_path(home, school_of(store, SETTINGS))
    assert path is not None
    path.write_bytes(b"x" * (LARGEST_DRAWN + 1))
    assert (await desk.logo()).png == b""
    path.unlink()
    assert (await desk.logo()).png == b""
