"""Letters and posters come out of the printer with the school's name."""

import io

import pytest
from pypdf import PdfReader

from appliance.standards import Holder, Post, Register
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from webui.letters import LETTERS

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} Ash"


def text_of(printed: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages).split())


def test_every_letter_is_offered(adult: Person) -> None:
    page = adult.get("/letters").text
    for letter in LETTERS:
        assert letter.title in page
        assert f'href="/letters/{letter.name}.pdf"' in page


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_a_letter_carries_the_schools_name_and_whoever_is_named(adult: Person, store: Store, letter: object) -> None:
    register = Register(holders={post: Holder(name=HOSTILE, contact="office@school.test") for post in Post})
    store.choices.put(register, "test", NOW)
    answer = adult.get(f"/letters/{letter.name}.pdf")  # type: ignore[attr-defined]
    assert answer.mimetype == "application/pdf"
    text = text_of(answer.data)
    assert "Our School" in text
    assert "49" not in text
    if letter.name in {"parents", "staff", "responsible"}:  # type: ignore[attr-defined]
        assert "<script>alert(1)</script> {{ 7*7 }} Ash" in text


def test_a_poster_fits_on_one_sheet(adult: Person) -> None:
    assert len(PdfReader(io.BytesIO(adult.get("/letters/classroom.pdf").data)).pages) == 1


def test_there_is_no_other_letter(adult: Person) -> None:
    assert adult.get("/letters/layout.pdf").status_code == 404
