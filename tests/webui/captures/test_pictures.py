"""Pictures of a pupil's screen: blurred, and in clear once it is written down who asks."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from appliance.config import Home
from appliance.duties import Duty
from appliance.model import OrderKind, OrderState
from appliance.store import Store
from tests.webui.captures.school import audited
from tests.webui.conftest import NOW, Clock, Person
from tests.webui.parts import captured
from tests.webui.pictured import FRAMES, put_order, put_picture, put_recording
from webui.captures.pictures import ILLEGAL, NO_HELPER, NONE
from webui.reveals import KEPT_SECONDS
from webui.security import PROOF_SECONDS

CLEAR = re.compile(r"/pictures/clear/[^/\"]+/\d+")


@pytest.fixture
def lead(sign_in: Callable[..., Person]) -> Person:
    return sign_in(Duty.DSL)


@pytest.fixture
def pictured(store: Store, home: Home) -> Store:
    """A capture with a picture and a recording, and a picture that Mrs Khan asked for by hand."""
    store.captures.add([captured(at=NOW - 60)])
    still = put_order(store, "still", NOW - 59, capture=1, device="tablet-3", room="Room 4")
    put_picture(store, home, still, 1, NOW - 59)
    film = put_order(store, "film", NOW - 59, kind=OrderKind.RECORDING, capture=1, device="tablet-3", room="Room 4")
    put_recording(store, home, film, 10, NOW - 59)
    put_picture(store, home, put_order(store, "hand", NOW - 30, by="Mrs Khan", room="Room 4"), 2, NOW - 29)
    return store


def shown(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200
    return list(dict.fromkeys(CLEAR.findall(answer.text)))


def opened(answer: TestResponse) -> Image.Image:
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    return Image.open(io.BytesIO(answer.data)).convert("L")


def test_first_they_are_blurred(lead: Person, pictured: Store) -> None:
    page = lead.get("/captures/1").text
    assert "Show the pictures" in page
    assert "from 9 seconds before until 12 seconds after" not in page
    assert "9 seconds before until 12 seconds after" in page
    assert not CLEAR.search(page)
    for address in re.findall(r"/pictures/blurred/\d+", page):
        low, high = opened(lead.get(address)).getextrema()
        assert isinstance(low, int)
        assert low > 100, high  # black words on white are nothing but grey
    assert audited(pictured, "pictures shown") == []


def test_asked_for_they_are_clear_and_that_is_written_down_first(lead: Person, pictured: Store) -> None:
    addresses = shown(lead.post("/captures/1/pictures"))
    assert len(addresses) == 1 + FRAMES
    assert audited(pictured, "pictures shown") == [f"capture 1: {1 + FRAMES} pictures"]
    low, _ = opened(lead.get(addresses[0])).getextrema()
    assert isinstance(low, int)
    assert low < 60
    assert not CLEAR.search(lead.get("/captures/1").text)


def test_what_cannot_be_written_down_is_not_shown(lead: Person, pictured: Store) -> None:
    with pictured._cases.transaction() as connection:
        connection.execute(
            "CREATE TRIGGER no BEFORE INSERT ON audit WHEN NEW.what = 'pictures shown' BEGIN"
            " SELECT RAISE(ABORT, 'the disk is full'); END"
        )
    answer = lead.post("/captures/1/pictures")
    assert answer.status_code >= 500
    assert not CLEAR.search(answer.text)


def test_in_clear_for_a_while_and_for_that_sign_in_alone(
    lead: Person, sign_in: Callable[..., Person], pictured: Store, clock: Clock
) -> None:
    address, *_ = shown(lead.post("/captures/1/pictures"))
    assert sign_in(Duty.DSL).get(address).status_code == 404
    assert lead.get(address.replace("/clear/", "/clear/x")).status_code == 404
    assert lead.get(re.sub(r"\d+$", "10", address)).status_code == 404
    clock.time += KEPT_SECONDS
    assert lead.get(address).status_code == 404


def test_one_order_alone(lead: Person, pictured: Store) -> None:
    assert len(shown(lead.post("/captures/1/pictures", order="still"))) == 1
    answer = lead.post("/captures/1/pictures", order="film")
    assert len(shown(answer)) == FRAMES
    assert "Show this instead" in answer.text
    assert shown(lead.post("/captures/1/pictures", order="hand")) == []


def test_who_did_not_prove_themselves_lately_is_asked_first(lead: Person, pictured: Store, clock: Clock) -> None:
    address, *_ = shown(lead.post("/captures/1/pictures"))
    clock.time += PROOF_SECONDS
    for answer in (lead.post("/captures/1/pictures"), lead.get(address), lead.get("/pictures/blurred/1"),
                   lead.get("/pictures/hand"), lead.post("/pictures/hand"),
                   lead.post("/captures/1/pdf", token="x")):  # fmt: skip
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/prove")
    assert len(audited(pictured, "pictures shown")) == 1


def test_a_broken_file_is_a_sentence(lead: Person, store: Store, home: Home) -> None:
    store.captures.add([captured(at=NOW)])
    order = put_order(store, "o", NOW, capture=1)
    put_picture(store, home, order, 1, NOW)
    put_picture(store, home, order, 2, NOW, image=b"<svg onload=alert(1)>")
    digest = put_picture(store, home, order, 3, NOW, image=b"gone")
    (home.evidence / digest[:2] / digest[2:4] / digest).unlink()
    answer = lead.post("/captures/1/pictures")
    assert answer.text.count("file is broken or was changed") == 2
    assert len(shown(answer)) == 1
    assert lead.get("/pictures/blurred/2").headers["Location"].endswith("/no-picture.svg")
    assert lead.get("/pictures/blurred/3").headers["Location"].endswith("/no-picture.svg")


def test_without_the_key_there_is_a_sentence(lead: Person, pictured: Store, home: Home) -> None:
    (home.keys / "evidence.key").write_bytes(bytes(32))
    answer = lead.post("/captures/1/pictures")
    assert answer.text.count("file is broken or was changed") == 1 + FRAMES


def test_while_they_cannot_be_drawn_there_is_a_sentence(
    lead: Person, pictured: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    answer = lead.post("/captures/1/pictures")
    assert "The pictures could not be drawn: No such file or directory." in answer.text
    assert "Show the pictures" in answer.text
    monkeypatch.undo()
    assert len(shown(lead.post("/captures/1/pictures"))) == 1 + FRAMES


def test_where_nothing_came_it_says_why(lead: Person, store: Store) -> None:
    for number in (1, 2, 3):
        store.captures.add([captured(number, at=NOW - number)])
    put_order(store, "a", NOW, capture=2, state=OrderState.FAILED, why="The device is <off>.")
    put_order(store, "b", NOW, capture=2, kind=OrderKind.RECORDING, state=OrderState.WAITING)
    assert NO_HELPER in lead.get("/captures/1").text
    page = lead.get("/captures/2").text
    assert "No picture. The device is &lt;off&gt;." in page
    assert "A recording was asked for. The device has not answered yet." in page
    assert NO_HELPER not in page


def test_where_a_helper_is_now_it_is_not_said_that_there_is_none(lead: Person, store: Store) -> None:
    store.captures.add([captured(at=NOW)])
    with store._cases.transaction() as connection:
        connection.execute(
            "INSERT INTO helpers (id, kind, name, key, since) VALUES ('h', 'desktop', 'tablet-3', x'00', 0)"
        )
    page = lead.get("/captures/1").text
    assert NONE in page
    assert NO_HELPER not in page


def test_of_illegal_content_nothing_is_shown_even_where_something_is_there(
    lead: Person, store: Store, home: Home
) -> None:
    store.captures.add([captured(at=NOW, category="Illegal content", term="illegal/1")])
    put_picture(store, home, put_order(store, "o", NOW, capture=1), 1, NOW)
    page = lead.get("/captures/1").text
    assert ILLEGAL in page
    assert NO_HELPER not in page
    assert "/pictures/blurred" not in page
    assert lead.get("/pictures/blurred/1").status_code == 404
    assert lead.post("/captures/1/pictures").status_code == 404
    assert lead.post("/captures/1/pdf", token="x").status_code == 404


def test_what_is_removed_meanwhile_is_not_shown_any_more(lead: Person, pictured: Store) -> None:
    address, *_ = shown(lead.post("/captures/1/pictures"))
    pictured.evidence.blind(["helper-1"], NOW - 200, NOW, "Something illegal.", NOW)
    assert lead.get(address).status_code == 404
    assert lead.get("/pictures/blurred/1").status_code == 404
    page = lead.get("/captures/1").text
    assert f"{2 + FRAMES - 1} pictures were removed: Something illegal." in page


def test_a_picture_asked_for_by_hand_has_a_page(lead: Person, pictured: Store) -> None:
    page = lead.get("/pictures/hand").text
    assert "A picture of <bdi>pc-1</bdi>" in page
    assert "Show the picture" in page
    (address,) = shown(lead.post("/pictures/hand"))
    opened(lead.get(address))
    assert audited(pictured, "pictures shown") == ["order hand: 1 picture"]
    assert lead.get("/pictures/still").headers["Location"] == "/captures/1"
    assert lead.post("/pictures/still").status_code == 404
    assert lead.get("/pictures/none").status_code == 404


def test_while_it_waits_the_page_says_so(lead: Person, store: Store) -> None:
    put_order(store, "o", NOW, by="Mrs Khan", state=OrderState.WAITING)
    page = lead.get("/pictures/o").text
    assert "The device has not answered yet." in page
    assert "Look again" in page
    put_order(store, "m", NOW, by="Mrs Khan", kind=OrderKind.MESSAGE)
    assert lead.get("/pictures/m").status_code == 404
