"""Lists of pictures: asked for by hand, and held."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.model import OrderKind, OrderState
from appliance.store import Store
from tests.webui import primary
from tests.webui.conftest import NOW, Person
from tests.webui.parts import captured
from tests.webui.pictured import put_order


@pytest.fixture
def asked(store: Store) -> dict[str, str]:
    """Of Amy, of Kai, and of a capture of nobody."""
    ids = primary.fill(store, NOW)
    store.captures.add([captured(at=NOW - 60)])
    put_order(store, "of-amy", NOW - 9, by="Mrs Khan, sign-in 3", person=ids["amy"], device="tablet-1")
    put_order(store, "of-kai", NOW - 8, by="Mrs Khan", person=ids["kai"], device="tablet-2", kind=OrderKind.RECORDING,
              state=OrderState.FAILED, why="It was off.")  # fmt: skip
    put_order(store, "message", NOW - 7, by="Mrs Khan", person=ids["amy"], kind=OrderKind.MESSAGE)
    put_order(store, "of-capture", NOW - 6, capture=1)
    return ids


def links(page: str) -> list[str]:
    return [one for one in ("of-kai", "of-amy", "message", "of-capture") if f'"/pictures/{one}"' in page]


def test_what_was_asked_for_by_hand_is_listed_and_led_to(adult: Person, asked: dict[str, str]) -> None:
    page = adult.get("/pictures").text
    assert links(page) == ["of-kai", "of-amy"]
    assert page.index("of-kai") < page.index("of-amy")
    for said in ("Picture of <bdi>Amy Ash", "Recording of <bdi>Kai", "It was off.", "<bdi>Mrs Khan</bdi>"):
        assert said in page
    assert links(adult.get(f"/pictures?person={asked['amy']}").text) == ["of-amy"]
    assert links(adult.get("/pictures?device=tablet-2").text) == ["of-kai"]
    assert links(adult.get("/pictures?person=nobody").text) == []


def test_they_are_listed_for_those_who_see_the_child(sign_in: Callable[..., Person], asked: dict[str, str]) -> None:
    assert links(sign_in(Duty.TEACHER, "class-3b").get("/pictures").text) == ["of-amy"]
    assert sign_in(Duty.OFFICE).get("/pictures").status_code == 403


def test_where_one_was_asked_for_the_page_leads_to_it(adult: Person, asked: dict[str, str]) -> None:
    assert links(adult.get(f"/helpers/act?person={asked['amy']}").text) == ["of-amy"]
    assert links(adult.get(f"/lesson/one?who=group:class-3b&one=person:{asked['amy']}").text) == ["of-amy"]
    assert f"/pictures?person={asked['amy']}" in adult.get(f"/people/{asked['amy']}").text


def test_holds_are_listed_until_they_are_ended(adult: Person, store: Store, asked: dict[str, str]) -> None:
    assert "No pictures are held." in adult.get("/pictures/held").text
    adult.post("/captures/1/hold", why="The police asked.")
    page = adult.get("/pictures/held").text
    assert "The police asked." in page
    assert 'href="/captures/1"' in page
    adult.post("/captures/1/hold/end")
    assert "No pictures are held." in adult.get("/pictures/held").text
