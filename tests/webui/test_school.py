import io
from collections.abc import Callable

import pytest
from PIL import Image

from appliance.config import Home, Settings
from appliance.duties import Duty
from appliance.languages.choosing import Spoken
from appliance.school_choices import Phase, school_of
from appliance.store import Store
from tests.webui.conftest import Person
from tests.webui.people.test_one import picture, send

WORDS = {
    "name": "St Aidan’s Primary",
    "phase": "infant",
    "address": "1 High Street, Oakham",
    "talk_to": "Mrs Khan",
    "talk_to_welsh": "Mrs Khan, pennaeth",
    "language": "welsh",
    "welcome": "You can tell us anything.",
}


def test_what_the_school_says_is_kept_and_shown(adult: Person, store: Store, settings: Settings) -> None:
    assert "a teacher you trust" in adult.get("/school").text
    assert adult.post("/school", **WORDS).status_code == 303
    page = adult.get("/school").text
    for said in WORDS.values():
        assert said in page
    assert '<span class="school">St Aidan’s Primary</span>' in adult.get("/bans").text
    assert school_of(store, settings).phase is Phase.INFANT
    assert school_of(store, settings).language is Spoken.WELSH


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        pytest.param({"name": " "}, "Write the school’s name.", id="no name"),
        pytest.param({"name": "x" * 10_000}, "at most 80 letters", id="ten thousand letters"),
        pytest.param({"name": "St\u202eAidan"}, "cannot be seen", id="a character that turns the line round"),
        pytest.param({"talk_to": ""}, "Write whom pupils should talk to.", id="nobody to talk to"),
        pytest.param({"phase": "circus"}, "Not a valid choice", id="no such kind"),
        pytest.param({"language": "latin"}, "Not a valid choice", id="a language that we do not speak"),
        pytest.param({"welcome": "x" * 301}, "at most 300 letters", id="a long welcome"),
    ],
)
def test_what_cannot_be_is_told(
    adult: Person, store: Store, settings: Settings, wrong: dict[str, str], says: str
) -> None:
    before = school_of(store, settings)
    answer = adult.post("/school", **(WORDS | wrong))
    assert answer.status_code == 422
    assert says in answer.text
    assert "Mrs Khan" in answer.text or "talk_to" in wrong  # what was typed is kept
    assert school_of(store, settings) == before


def test_hostile_words_are_text(adult: Person) -> None:
    adult.post("/school", **(WORDS | {"name": "<script>alert(1)</script>", "welcome": "{{7*7}}</blockquote>"}))
    page = adult.get("/school").text
    assert "<script>alert" not in page
    assert "{{7*7}}&lt;/blockquote&gt;" in page


def test_a_logo_is_drawn_anew_and_served(adult: Person, home: Home) -> None:
    assert adult.get("/school/logo.png").status_code == 404
    assert send(adult, "/school/logo", "logo", picture("WEBP"), "<svg>.html").status_code == 303
    served = adult.get("/school/logo.png")
    assert (served.mimetype, served.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    with Image.open(io.BytesIO(served.data)) as shown:
        assert (shown.format, shown.size) == ("PNG", (512, 427))
    assert adult.post("/school/logo/remove").status_code == 303
    assert adult.get("/school/logo.png").status_code == 404
    assert list(home.school.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "Choose a picture first.", id="no file"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG", id="a drawing"),
        pytest.param(picture() + b"x" * 1024 * 1024, "larger than 1 MB", id="too large"),
        pytest.param(b"GIF89a" + b"\0" * 50, "no picture", id="another kind"),
    ],
)
def test_a_logo_that_is_none_says_why(adult: Person, content: bytes, says: str) -> None:
    answer = send(adult, "/school/logo", "logo", content, "logo.png")
    assert answer.status_code == 422
    assert says in answer.text
    assert adult.get("/school/logo.png").status_code == 404


def test_the_logo_is_for_everybody_signed_in_and_its_change_is_not(
    sign_in: Callable[..., Person], adult: Person
) -> None:
    send(adult, "/school/logo", "logo", picture(), "logo.png")
    teacher = sign_in(Duty.TEACHER, "class-3a")
    assert teacher.get("/school/logo.png").status_code == 200
    assert teacher.get("/school").status_code == 403
    assert teacher.post("/school/logo/remove").status_code == 403
