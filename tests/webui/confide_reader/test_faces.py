"""Whom children can choose: added, changed, moved, removed and put back; and their photographs."""

import io

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from appliance.confide.choice import ConfideChoice, photos_of
from appliance.store import Store
from tests.webui.confide_reader.school import School
from tests.webui.conftest import ORIGIN, Person
from tests.webui.people.test_one import picture
from webui.confide_reader.faces import MOST_FACES
from webui.security import csrf_token

NEW = "/confide/settings/faces/new"
ADA = "/confide/settings/faces/face-ada"


def send(person: Person, path: str, photo: bytes = b"", file: str = "photo.jpg", **fields: object) -> TestResponse:
    """The form, put together here because the client's own way leaves a file open."""
    parts = [(f'name="{key}"', str(value).encode()) for key, value in fields.items()]
    parts += [('name="csrf"', csrf_token(person.token).encode()), (f'name="photo"; filename="{file}"', photo)]
    part = b"--mark\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n"
    body = b"".join(part % (key.encode(), value) for key, value in parts) + b"--mark--\r\n"
    kind = "multipart/form-data; boundary=mark"
    return person.client.post(path, data=body, headers={"Origin": ORIGIN}, content_type=kind)


def good(school: School, **changed: object) -> dict[str, object]:
    return {"kind": "staff", "name": "Mrs Hart", "line": "She helps", "account": school.lead, "agreed": "y"} | changed


def _other_picture() -> bytes:
    """A photograph's name comes from what it shows."""
    written = io.BytesIO()
    Image.new("RGB", (333, 333), "purple").save(written, "JPEG")
    return written.getvalue()


def chosen(store: Store) -> ConfideChoice:
    return store.choices.get(ConfideChoice)


def names(store: Store) -> list[str]:
    return [one.name for one in chosen(store).faces]


def test_somebody_is_added_with_a_photograph_that_is_drawn_anew(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    sent = picture("JPEG", (900, 700)) + b"hidden behind the picture"
    assert send(lead, NEW, sent, "../../<svg>.html", **good(school)).status_code == 303
    face = chosen(store).faces[1]
    assert (face.name, face.line, face.account, face.mentor) == ("Mrs Hart", "She helps", school.lead, False)
    served = lead.get(f"/confide/settings/photos/{face.photo}")
    assert (served.mimetype, served.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert b"hidden" not in served.data
    with Image.open(io.BytesIO(served.data)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (400, 400))
    assert f"/confide/settings/photos/{face.photo}" in lead.get("/confide/settings/faces").text


def test_a_peer_mentor_is_read_by_a_teacher(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    send(lead, NEW, **good(school, kind="mentor", name="Amy", line="Year 6", account=school.teacher))
    assert chosen(store).faces[1].mentor
    page = lead.get("/confide/settings/faces").text
    assert "Peer mentor. <bdi>Ada Ash</bdi> reads first." in page


def test_a_card_waits_until_its_reader_has_a_key(school: School) -> None:
    lead = school.sign_in(school.lead)
    assert "Children do not see this card yet." not in lead.get("/confide/settings/faces").text
    send(lead, NEW, **good(school, name="Miss Penn", account=school.outsider))
    page = lead.get("/confide/settings/faces").text
    assert page.count("Children do not see this card yet.") == 1
    assert "Ask by mail" in page
    assert school.sign_in(school.outsider).get("/confide/settings/key").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"name": ""}, "Write the name that children use.", id="no name"),
        pytest.param({"name": "x" * 61}, "at most 60 letters", id="a long name"),
        pytest.param({"line": "x" * 5000}, "at most 60 letters", id="a long line"),
        pytest.param({"name": "Mrs\u202eHart"}, "cannot be seen", id="a character that turns the line round"),
        pytest.param({"account": "999999"}, "Not a valid choice", id="nobody’s account"),
        pytest.param({"account": "0"}, "Not a valid choice", id="the child’s number"),
        pytest.param({"account": "x"}, "Invalid Choice", id="no number"),
        pytest.param({"kind": "parent"}, "Not a valid choice", id="another kind"),
        pytest.param({"agreed": ""}, "Ask them first, then tick this.", id="nobody asked"),
    ],
)
def test_what_will_not_do_is_said(school: School, store: Store, wrong: dict[str, object], says: str) -> None:
    fields = {key: value for key, value in good(school, **wrong).items() if value != "" or key != "agreed"}
    answer = send(school.sign_in(school.lead), NEW, **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert names(store) == ["Miss Ash"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG", id="a drawing"),
        pytest.param(b"GIF89a" + b"\0" * 50, "no picture", id="another kind"),
        pytest.param(picture("PNG", (10, 10)), "at least 32", id="too small"),
        pytest.param(picture("JPEG")[:200], "no picture, or a broken one", id="broken off"),
        pytest.param(b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC", id="as some phones keep it"),
    ],
)
def test_a_photograph_that_is_none_says_why(school: School, store: Store, content: bytes, says: str) -> None:
    lead = school.sign_in(school.lead)
    for path in (NEW, ADA):
        answer = send(lead, path, content, **good(school))
        assert answer.status_code == 422
        assert says in answer.text
    assert names(store) == ["Miss Ash"]
    assert photos_of(chosen(store)) == ()


def test_a_form_that_is_too_long_is_refused_early(school: School) -> None:
    answer = send(school.sign_in(school.lead), NEW, b"x" * (11 * 1024 * 1024), **good(school))
    assert answer.status_code == 413


def test_a_change_keeps_the_photograph_and_another_replaces_it(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    send(lead, ADA, picture(), **good(school, name="Miss Ash", account=school.teacher))
    first = chosen(store).faces[0].photo
    send(lead, ADA, **good(school, name="Miss A", account=school.teacher))
    assert (chosen(store).faces[0].name, chosen(store).faces[0].photo) == ("Miss A", first)
    assert chosen(store).faces[0].id == "face-ada"
    send(lead, ADA, _other_picture(), **good(school, name="Miss A", account=school.teacher))
    second = chosen(store).faces[0].photo
    assert second != first
    assert school.confide.photo(first) is None  # what nothing speaks of goes
    assert lead.post(f"{ADA}/photo/remove").status_code == 303
    assert school.confide.photo(second) is None
    assert lead.get(f"/confide/settings/photos/{second}").status_code == 404


def test_they_are_moved_removed_and_put_back_in_their_place(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    for name in ("Two", "Three"):
        send(lead, NEW, picture(), **good(school, name=name))
    assert names(store) == ["Miss Ash", "Two", "Three"]
    lead.post(f"{ADA}/move", to="later")
    assert names(store) == ["Two", "Miss Ash", "Three"]
    lead.post(f"{ADA}/move", to="earlier")
    lead.post(f"{ADA}/move", to="earlier")
    assert names(store) == ["Miss Ash", "Two", "Three"]
    two = chosen(store).faces[1]
    lead.post(f"/confide/settings/faces/{two.id}/remove")
    assert names(store) == ["Miss Ash", "Three"]
    assert "was removed" in lead.get("/confide/settings/faces").text
    lead.post("/confide/settings/faces/undo")
    assert chosen(store).faces[1] == two
    assert school.confide.photo(two.photo)
    lead.post("/confide/settings/faces/undo")
    assert "There is nothing to put back." in lead.get("/confide/settings/faces").text


def test_what_was_removed_is_gone_once_something_else_is_saved(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    send(lead, ADA, picture(), **good(school, name="Miss Ash", account=school.teacher))
    photo = chosen(store).faces[0].photo
    lead.post(f"{ADA}/remove")
    assert school.confide.photo(photo)
    lead.post("/confide/settings/words", name="either", welcome="", hours="")
    assert chosen(store).removed is None
    assert school.confide.photo(photo) is None


def test_a_face_that_is_gone_is_not_found(school: School) -> None:
    lead = school.sign_in(school.lead)
    lead.post(f"{ADA}/remove")
    for path in (ADA, "/confide/settings/faces/%3Cb%3E", "/confide/settings/faces/" + "x" * 500):
        assert lead.get(path).status_code == 404
    for act in ("", "/move", "/remove", "/photo/remove"):
        assert lead.post(f"{ADA}{act}", kind="staff").status_code == 404


def test_there_are_not_too_many(school: School, store: Store) -> None:
    lead, face = school.sign_in(school.lead), chosen(store).faces[0]
    store.choices.put(ConfideChoice(faces=(face,) * MOST_FACES), "test", 0.0)
    assert send(lead, NEW, **good(school)).status_code == 303
    assert len(chosen(store).faces) == MOST_FACES
    assert "Remove one first" in lead.get("/confide/settings/faces").text


def test_who_left_stands_as_such_and_can_be_given_to_another(school: School, store: Store) -> None:
    store.accounts.end(school.teacher, "test", 0.0)
    lead = school.sign_in(school.lead)
    assert "Somebody who has left" in lead.get(ADA).text
    assert send(lead, ADA, **good(school, name="Miss Ash", account=school.deputy)).status_code == 303
    assert chosen(store).faces[0].account == school.deputy
