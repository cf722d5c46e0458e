"""Keeping pictures for longer, and seeing them on the capture's page."""

from collections.abc import Callable

import pytest

from appliance.config import Home
from appliance.duties import Duty
from appliance.store import Store
from tests.webui.captures.school import audited, put_pupils
from tests.webui.conftest import NOW, Person
from tests.webui.parts import captured
from tests.webui.pictured import put_order, put_picture


@pytest.fixture
def pictured(store: Store, home: Home) -> Store:
    put_pupils(store)
    store.captures.add([captured(at=NOW, person="Amy")])
    put_picture(store, home, put_order(store, "o", NOW, capture=1, person="p-Amy"), 1, NOW)
    return store


def test_a_hold_and_its_end(sign_in: Callable[..., Person], pictured: Store) -> None:
    lead = sign_in(Duty.DSL)
    assert "Keep these pictures (legal hold)" in lead.get("/captures/1").text
    answer = lead.post("/captures/1/hold", why=" The police  asked <us>. ")
    assert answer.headers["Location"] == "/captures/1#pictures"
    page = lead.get("/captures/1").text
    assert "The pictures are kept until somebody ends that." in page
    assert "<bdi>The police asked &lt;us&gt;.</bdi>" in page
    lead.post("/captures/1/hold", why="Again")
    assert "Somebody has these pictures kept already." in lead.get("/captures/1").text
    lead.post("/captures/1/hold/end")
    assert "Keep these pictures (legal hold)" in lead.get("/captures/1").text
    assert audited(pictured, "hold") == ["capture 1"]
    assert audited(pictured, "hold ended") == ["capture 1"]


@pytest.mark.parametrize("why", ["", "   ", "x" * 301])
def test_a_hold_needs_a_reason_of_some_length(sign_in: Callable[..., Person], pictured: Store, why: str) -> None:
    lead = sign_in(Duty.DSL)
    lead.post("/captures/1/hold", why=why)
    assert "Nothing was changed." in lead.get("/captures/1").text
    assert audited(pictured, "hold") == []


def test_a_class_teacher_keeps_and_does_not_end(sign_in: Callable[..., Person], pictured: Store) -> None:
    teacher = sign_in(Duty.TEACHER, "3a")
    teacher.post("/captures/1/hold", why="A complaint")
    page = teacher.get("/captures/1").text
    assert "A complaint" in page
    assert "End this hold" not in page
    assert teacher.post("/captures/1/hold/end").status_code == 403
    assert audited(pictured, "hold ended") == []


@pytest.mark.parametrize(
    "path", ["/captures/1/hold", "/captures/1/pictures", "/captures/9/hold", "/captures/9/pictures"]
)
def test_who_does_not_see_the_capture_does_nothing(sign_in: Callable[..., Person], pictured: Store, path: str) -> None:
    other = sign_in(Duty.TEACHER, "3b")
    assert other.post(path, why="Because").status_code == 404
    assert other.post(path).status_code == 404
    assert audited(pictured, "hold") == audited(pictured, "pictures shown") == []
