"""Posters and the card for staff, on paper."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from appliance.confide.choice import ConfideChoice
from appliance.school_choices import SchoolChoice
from appliance.store import Store
from tests.webui.confide_reader.school import School
from webui.confide_reader.poster import POSTERS, code_of

LATIN_WELSH = "Cei di"


def printed(school: School, name: str) -> tuple[str, int]:
    """Its words, and how many pictures stand on it."""
    answer = school.sign_in(school.lead).get(f"/confide/settings/posters/{name}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    (page,) = PdfReader(io.BytesIO(answer.data)).pages  # one page each
    return " ".join(page.extract_text().split()), len(page.images)


@pytest.mark.parametrize("poster", POSTERS, ids=lambda one: one.name)
def test_each_fits_one_page_and_has_childline(school: School, store: Store, poster: object) -> None:
    store.choices.put(SchoolChoice(name="St Aidan’s", talk_to="Mrs Khan", talk_to_welsh="Mrs Khan, pennaeth"), "t", 0.0)
    words, pictures = printed(school, poster.name)  # type: ignore[attr-defined]  # a Poster
    assert "St Aidan’s" in words
    assert "0800 1111" in words
    assert pictures == (1 if poster.has_code else 0)  # type: ignore[attr-defined]  # a Poster
    assert "confide" in words


def test_welsh_posters_are_welsh(school: School, store: Store) -> None:
    store.choices.put(SchoolChoice(talk_to="Mrs Khan", talk_to_welsh="Mrs Khan, pennaeth"), "t", 0.0)
    for name in ("infants-welsh", "juniors-welsh"):
        words, _ = printed(school, name)
        assert LATIN_WELSH in words
        assert "Mrs Khan, pennaeth" in words


def test_a_school_that_wants_names_promises_no_secret(school: School, store: Store) -> None:
    said = {"infants-english": "your name", "juniors-english": "who you are", "infants-welsh": "dy enw"}
    for name, words in said.items():
        assert words in printed(school, name)[0]
    store.choices.put(ConfideChoice(anonymous=False), "t", 0.0)
    for name, words in said.items():
        assert words not in printed(school, name)[0]


def test_the_code_is_a_clear_square() -> None:
    with Image.open(io.BytesIO(code_of("http://confide/"))) as drawn:
        assert drawn.width == drawn.height
        assert drawn.width >= 400
        grey = drawn.convert("L")
        assert grey.getextrema() == (0, 255)
        assert grey.getpixel((0, 0)) == 255  # a border


@pytest.mark.parametrize("name", ["", "nothing", "..%2f..%2fetc%2fpasswd", "%3Cscript%3E", "x" * 500])
def test_there_are_no_others(school: School, name: str) -> None:
    assert school.sign_in(school.lead).get(f"/confide/settings/posters/{name}.pdf").status_code == 404


def test_they_are_offered_with_the_address(school: School) -> None:
    page = school.sign_in(school.lead).get("/confide/settings/posters").text
    assert page.count("Make the PDF") == len(POSTERS)
    assert "http://confide/" in page
