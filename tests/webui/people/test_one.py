import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from appliance.config import Home
from appliance.people_changes import preview, take
from appliance.store import Store
from tests.people.given import ADA, BEN, roster
from tests.webui.conftest import NOW, ORIGIN, Person
from webui.security import csrf_token


def picture(form: str = "PNG", size: tuple[int, int] = (600, 500)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "green").save(written, form)
    return written.getvalue()


def send(adult: Person, path: str, field: str, content: bytes, name: str) -> TestResponse:
    """A form with a file. It is put together here because the client's own way leaves a file open."""
    parts = {'name="csrf"': csrf_token(adult.token).encode(), f'name="{field}"; filename="{name}"': content}
    part = b"--mark\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n"
    body = b"".join(part % (key.encode(), value) for key, value in parts.items()) + b"--mark--\r\n"
    kind = "multipart/form-data; boundary=mark"
    return adult.client.post(path, data=body, headers={"Origin": ORIGIN}, content_type=kind)


def test_a_person_is_shown(adult: Person, people: Store) -> None:
    page = adult.get("/people/p3").text
    assert re.findall(r"<dt>Leads</dt><dd><a[^>]*>([^<]+)</a>", page) == ["3A"]
    assert "aoak" in page
    assert "Has nothing to sign in with yet." in page


@pytest.mark.parametrize("path", ["/people/p99", "/people/p1%00", "/people/" + "x" * 3000])
def test_nobody_by_that_id(adult: Person, people: Store, path: str) -> None:
    assert adult.get(path).status_code == 404


def test_who_left_comes_back(press: Callable[..., str], people: Store) -> None:
    page = press("/people/p1/left")
    assert "Amy Ash is marked as left. Nothing about them was deleted." in page
    assert "Bring back" in page
    assert people.people.count() == (1, 1, 1)
    assert "Amy Ash is at the school again." in press("/people/p1/back")
    assert people.people.count() == (2, 1, 0)


def test_leaving_twice_is_leaving_once(press: Callable[..., str], people: Store) -> None:
    press("/people/p1/left")
    entries = len(people.audit.recent(500))
    press("/people/p1/left")
    assert len(people.audit.recent(500)) == entries


def test_somebody_is_put_in_a_group_and_taken_out(press: Callable[..., str], people: Store) -> None:
    assert "Amy Ash is in Coding club now." in press("/people/p1/groups", group="coding")
    assert "is in Coding club already" in press("/people/p1/groups", group="coding")
    assert "Amy Ash is out of Coding club." in press("/people/p1/groups/take", group="coding")
    assert "by the school’s list" in press("/people/p1/groups/take", group="class-3a")
    assert people.people.in_group("coding") == ()


def test_no_such_group(adult: Person, people: Store) -> None:
    assert adult.post("/people/p1/groups", group="owls").status_code == 404


def test_a_photo_is_kept_shown_and_removed(adult: Person, people: Store, home: Home) -> None:
    assert adult.get("/people/p3/photo").status_code == 404
    assert send(adult, "/people/p3/photo", "photo", picture(), "../../evil.png").status_code == 303
    shown = adult.get("/people/p3/photo")
    assert (shown.mimetype, shown.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert [path.name for path in home.photos.iterdir()] == ["p3.jpg"]
    adult.post("/people/p3/photo/remove")
    assert adult.get("/people/p3/photo").status_code == 404
    assert list(home.photos.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "Choose a picture first.", id="no file"),
        pytest.param(b"<svg onload=alert(1)>", "SVG", id="a drawing"),
        pytest.param(picture()[:300], "no picture, or a broken one", id="half a picture"),
    ],
)
def test_a_photo_that_is_none_says_why(adult: Person, people: Store, content: bytes, says: str) -> None:
    answer = send(adult, "/people/p3/photo", "photo", content, "me.png")
    assert answer.status_code == 422
    assert says in answer.text
    assert people.people.some(["p3"])[0].photo == ""


def test_a_photo_that_an_import_brought_is_replaced(adult: Person, people: Store, home: Home) -> None:
    home.photos.mkdir()
    (home.photos / "p1.png").write_bytes(picture())
    people.people.set_photos({"p1": "p1.png"}, "office", NOW)
    assert adult.get("/people/p1/photo").mimetype == "image/png"
    send(adult, "/people/p1/photo", "photo", picture("JPEG"), "new.jpg")
    assert adult.get("/people/p1/photo").mimetype == "image/jpeg"


def test_who_left_by_a_list_can_be_looked_at(adult: Person, people: Store) -> None:
    shorter = roster(BEN, ADA)
    take(people, shorter, preview(people, shorter), "office", NOW)
    assert "Left the school" in adult.get("/people/p1").text
