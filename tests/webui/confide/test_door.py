import stat
from datetime import date

from flask import Flask

from appliance.config import Home, Settings
from appliance.store.confide import ConfideStore
from tests.webui.confide.given import FRONT, publish
from webui.confide.door import ConfideDoor, door, new_door


def test_its_key_is_made_once_and_closed_to_others(home: Home) -> None:
    first, again = new_door(home, Settings()), new_door(home, Settings())
    assert first.secret == again.secret
    assert len(first.secret) == 32
    assert stat.S_IMODE((home.keys / "confide-receipts.key").stat().st_mode) == 0o600


def test_the_file_is_opened_once_for_a_page_and_closed_with_it(app: Flask) -> None:
    opened: list[ConfideStore] = []
    closed: list[ConfideStore] = []
    with app.test_request_context("/", base_url="http://confide"):
        store = door().store()
        opened.append(store)
        assert door().store() is store
        store.close, close = (lambda: (closed.append(store), close())[1]), store.close  # type: ignore[method-assign]
        assert door().front() == FRONT
    assert closed == opened
    with app.test_request_context("/", base_url="http://confide"):
        assert door().store() is not opened[0]


def test_a_change_of_the_school_is_on_the_next_page(home: Home, app: Flask) -> None:
    with app.test_request_context("/"):
        assert (front := door().front())
        assert front.is_open
    publish(home, is_open=False)
    with app.test_request_context("/"):
        assert (front := door().front())
        assert not front.is_open


def test_today_is_the_schools(door: ConfideDoor) -> None:
    assert door.today() == date(2026, 11, 18)
