"""On paper: everything of one capture, or of one pupil; nothing that is hidden."""

import io
import re

import pypdf
from werkzeug.test import TestResponse

from appliance.config import Home
from appliance.model import OrderKind, TriageStatus
from appliance.store import Store
from appliance.store.triage import Decision
from tests.webui.captures.school import audited, decided, put_pupils
from tests.webui.conftest import NOW, Person
from tests.webui.parts import captured
from tests.webui.pictured import put_order, put_picture, put_recording

HOSTILE = ("<script>alert(1)</script>", "\u202eevil", "{{7*7}}", '"><img src=file:///etc/passwd>')


def text_of(answer: TestResponse) -> str:
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_one_capture_on_paper(adult: Person, store: Store) -> None:
    put_pupils(store)
    store.captures.add([captured(at=NOW, person="Amy")])
    decided(store, 1, Decision(status=TriageStatus.RESOLVED, note="Spoke with Amy and her mum."))
    answer = adult.get("/captures/1/pdf")
    text = text_of(answer)
    for words in (
        "Amy",
        "how to hurt myself",
        "Self-harm, severe",
        "Spoke with Amy and her mum.",
        "Mr Reed",
        "78 of 100",
    ):
        assert words in text, words
    assert "Amy" not in answer.headers["Content-Disposition"]
    assert audited(store, "printed") == ["capture 1"]


def test_pictures_are_printed_only_for_who_sees_them_in_clear(adult: Person, store: Store, home: Home) -> None:
    store.captures.add([captured(at=NOW)])
    put_picture(store, home, put_order(store, "still", NOW, capture=1), 1, NOW)
    film = put_order(store, "film", NOW, kind=OrderKind.RECORDING, capture=1)
    put_recording(store, home, film, 10, NOW)

    def pictures(answer: TestResponse) -> int:
        assert answer.mimetype == "application/pdf"
        pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
        return len({image.name for page in pages for image in page.images})

    assert pictures(adult.get("/captures/1/pdf")) == 0
    assert adult.post("/captures/1/pdf").status_code == 404
    assert adult.post("/captures/1/pdf", token="guessed").status_code == 404
    assert audited(store, "pictures printed") == []
    assert audited(store, "printed") == ["capture 1"]
    shown = adult.post("/captures/1/pictures").text
    (token,) = set(re.findall(r'name="token" value="([^"]+)"', shown))
    assert pictures(adult.post("/captures/1/pdf", token=token)) == 5
    assert audited(store, "pictures printed") == ["capture 1: 5 pictures"]
    assert pictures(adult.get("/captures/1/pdf")) == 0


def test_what_is_hidden_is_not_printed(adult: Person, store: Store) -> None:
    store.captures.add([captured(at=NOW, category="Illegal content", term="illegal/1")])
    for path in ("/captures/1/pdf", "/captures/1/history.pdf"):
        text = text_of(adult.get(path))
        assert "hurt myself" not in text
        assert "search.example" not in text
        assert "printed" in text


def test_a_pupils_history_on_paper(adult: Person, store: Store) -> None:
    put_pupils(store)
    store.captures.add([captured(n, at=NOW - n * 9000, person="Amy", words=f"words no {n}") for n in range(3)])
    store.captures.add([captured(9, at=NOW, person="Ben", words="another child’s words")])
    answer = adult.get("/captures/1/history.pdf")
    text = text_of(answer)
    assert [n for n in range(3) if f"words no {n}" in text] == [0, 1, 2]
    assert "another child" not in text
    assert "Amy" not in answer.headers["Content-Disposition"]


def test_hostile_text_is_text_on_paper(adult: Person, store: Store) -> None:
    fields = ("url", "host", "title", "device", "room", "before", "words", "after", "definition", "why", "category")
    store.captures.add([captured(at=NOW, **dict.fromkeys(fields, " ".join(HOSTILE)))])
    for path in ("/captures/1/pdf", "/captures/1/history.pdf"):
        text = "".join(text_of(adult.get(path)).split())
        for hostile in HOSTILE:
            assert "".join(hostile.replace("\u202e", "⟨U+202E⟩").split()) in text, (path, hostile)
