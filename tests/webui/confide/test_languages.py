"""The language goes with the form, and no cookie."""

import pytest
from flask import Flask
from msgspec.structs import replace

from appliance.errors import StorageError
from appliance.languages.choosing import Language, Spoken
from appliance.store.confide import ConfideStore
from tests.webui.confide.given import FRONT, publish
from webui.confide.door import ConfideDoor
from webui.confide.languages import language, switches, words


@pytest.mark.parametrize(
    ("form", "asked", "wanted"),
    [
        ({}, "", Language.ENGLISH),
        ({}, "cy, en;q=0.5", Language.WELSH),
        ({"q3": "en"}, "cy", Language.ENGLISH),
        ({"q3": "en", "q1": "say-cy"}, "", Language.WELSH),
        ({"q3": "cy", "q1": ["say-cy", "say-en"]}, "", Language.ENGLISH),
        ({"q3": "cy", "q1": "say-<b>"}, "", Language.ENGLISH),
        ({"q3": "cy", "q1": "next"}, "", Language.WELSH),
        ({"q3": "\x00"}, "cy", Language.WELSH),
    ],
)
def test_what_was_pressed_what_is_carried_what_is_asked_for(
    app: Flask, form: dict[str, object], asked: str, wanted: Language
) -> None:
    with app.test_request_context("/", method="POST", data=form, headers={"Accept-Language": asked}):
        assert language() is wanted
        assert [one.language for one in switches()] == [one for one in Language if one is not wanted]


def test_a_school_of_one_language_has_no_switch(app: Flask, door: ConfideDoor) -> None:
    publish(door.home, school=replace(FRONT.school, spoken=Spoken.ENGLISH))
    with app.test_request_context("/", method="POST", data={"q1": "say-cy"}):
        assert language() is Language.ENGLISH
        assert switches() == ()


def test_a_page_of_trouble_has_a_language_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise StorageError("confide.db cannot be read")

    monkeypatch.setattr(ConfideStore, "front", broken)
    with app.test_request_context("/", headers={"Accept-Language": "cy"}):
        assert words().name == ""
        assert language() is Language.WELSH
    assert language() is Language.ENGLISH


def test_a_form_that_is_too_long_to_read_has_the_browsers(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10
    with app.test_request_context("/", method="POST", data={"q3": "en" * 50}, headers={"Accept-Language": "cy"}):
        assert language() is Language.WELSH
