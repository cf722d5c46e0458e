"""A class live: whose screens somebody sees, what is written down of that, and what they can have done."""

import re
from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.helper_wire import AskLock, AskOrder, AskUnlock
from appliance.helpers.protocol import ShowMessage
from appliance.identify.seats import How, Session
from appliance.model import Helper, HelperKind, Lock
from appliance.store import Store
from tests.webui.conftest import NOW, Clock, Person
from tests.webui.helpers.conftest import Enrol, enrol, hub, ids
from tests.webui.helpers.small_hub import JPEG, WEBP, SmallHub
from tests.webui.parts import SmallCore
from webui.screens import TOLD_SECONDS

__all__ = ["enrol", "hub", "ids"]
CLASS, MAC = "group:class-3b", "02:00:00:00:00:0{}"
LOOK, PART = f"/lesson/screens?who={CLASS}", f"/lesson/screens/part?who={CLASS}"
type SignIn = Callable[..., Person]


@pytest.fixture
def helpers(enrol: Enrol, ids: dict[str, str], hub: SmallHub) -> dict[str, Helper]:
    """Of Amy and Eve of 3B, of whom Eve is looked after, and Kai of 4A, in the library; all are here."""
    names = ((1, "amy"), (2, "eve"), (3, "kai"))
    found = {name: enrol(f"tablet-{number}", MAC.format(number)) for number, name in names}
    for one in found.values():
        hub.show(one.id)
    return found


@pytest.fixture
def teacher(sign_in: SignIn, helpers: dict[str, Helper]) -> Person:
    return sign_in(Duty.TEACHER, "class-3b")


def pictures(page: str) -> list[str]:
    return re.findall(r'<img src="(/lesson/screens/[^"]+)" alt="Screen', page.replace("&amp;", "&"))


def looks(store: Store) -> list[str]:
    return [one.object for one in store.audit.recent(100) if one.what == "screens looked at"]


def test_each_pupil_of_the_class_with_screen_name_and_site(teacher: Person, helpers: dict[str, Helper]) -> None:
    page = teacher.get(LOOK).text
    assert re.findall(r'data-key="person:', page) == ['data-key="person:'] * 2
    assert "Screen of Amy Ash" in page
    assert "Volcanoes" in page
    assert "www.bbc.co.uk" in page
    assert "Not at a device." in page, "Ben is at none"
    (picture,) = pictures(page)
    answer = teacher.get(picture)
    assert (answer.status_code, answer.data) == (200, WEBP)


def test_a_picture_is_a_picture_and_nothing_else_to_a_browser(teacher: Person) -> None:
    answer = teacher.get(pictures(teacher.get(LOOK).text)[0])
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("image", [b"<svg onload=alert(1)>", b"RIFF1234WAVE", b"\xff\xd8" + b"x" * 9, WEBP * 20_000])
def test_what_is_no_picture_is_not_given_to_a_browser(
    teacher: Person, helpers: dict[str, Helper], hub: SmallHub, image: bytes
) -> None:
    hub.show(helpers["amy"].id, image)
    page = teacher.get(LOOK).text
    assert pictures(page) == []
    assert "Volcanoes" in page
    assert teacher.get(f"/lesson/screens/{helpers['amy'].id}?who={CLASS}").status_code == 404


def test_only_helpers_in_sight_are_ever_asked_for(teacher: Person, helpers: dict[str, Helper], hub: SmallHub) -> None:
    teacher.get(LOOK)
    teacher.get(PART)
    teacher.get("/lesson/screens?who=group:class-4a")
    teacher.get("/lesson/screens/part?who=room:Library")
    teacher.get(f"/lesson/one?who=group:class-4a&one=person:{'p3'}")
    assert {one for asked in hub.asked for one in asked.helpers} == {helpers["amy"].id}
    assert {asked.by for asked in hub.asked} == {"Class teacher or form tutor 0"}
    for short in ("eve", "kai"):
        assert teacher.get(f"/lesson/screens/{helpers[short].id}?who={CLASS}").status_code == 404


def test_a_pupil_whom_they_may_no_longer_see_is_gone_with_the_next_look(
    teacher: Person, store: Store, ids: dict[str, str], clock: Clock
) -> None:
    """A page that was open may show the last picture until then, for seconds."""
    (picture,) = pictures(teacher.get(LOOK).text)
    store.groups.put_in("lac", ids["amy"], "test", NOW)
    assert "Amy" not in teacher.get(PART).text
    assert teacher.get(picture).status_code == 404


def test_and_at_the_latest_after_some_seconds(teacher: Person, store: Store, ids: dict[str, str], clock: Clock) -> None:
    (picture,) = pictures(teacher.get(LOOK).text)
    store.groups.put_in("lac", ids["amy"], "test", NOW)
    clock.time += TOLD_SECONDS
    assert teacher.get(picture).status_code == 404


def test_nobody_looks_at_staff(sign_in: SignIn, helpers: dict[str, Helper], store: Store, ids: dict[str, str]) -> None:
    lead = sign_in(Duty.DSL)
    assert "Screen of Kai" in lead.get("/lesson/screens?who=room:Library").text
    store.sessions.end(["tablet-3"], NOW)
    store.sessions.begin(Session(id="another", person=ids["teacher"], mac=MAC.format(3), address="10.0.0.3", since=NOW,
                                 until=NOW + 9000, how=How.STAFF))  # fmt: skip
    page = lead.get("/lesson/screens?who=room:Library").text
    assert "Ada" not in page
    assert pictures(page) == []


def test_each_look_is_written_down_once(teacher: Person, store: Store, clock: Clock) -> None:
    teacher.get(LOOK)
    for _ in range(5):
        clock.time += 3
        teacher.get(PART)
    assert looks(store) == ["3B: 1 helper"]
    clock.time += 120
    teacher.get(PART)
    assert looks(store) == ["3B: 1 helper"] * 2, "a page that was left open is another look"


def test_a_picture_without_a_look_is_not_given(teacher: Person, sign_in: SignIn, clock: Clock) -> None:
    (picture,) = pictures(teacher.get(LOOK).text)
    colleague = sign_in(Duty.TEACHER, "class-3b")
    assert colleague.get(picture).status_code == 404
    clock.time += 61
    assert teacher.get(picture).status_code == 404


def test_where_no_picture_is_it_says_why(teacher: Person, helpers: dict[str, Helper], hub: SmallHub) -> None:
    hub.show(helpers["amy"].id, b"", why="The school takes no pictures.")
    assert "The school takes no pictures." in teacher.get(LOOK).text
    hub.show(helpers["amy"].id, age=60.0)
    assert pictures(teacher.get(LOOK).text) == []
    hub.views.clear()
    page = teacher.get(LOOK).text
    assert "Its helper does not answer." in page
    assert "www.bbc.co.uk" in page, "what the gateway saw"


def test_without_the_process_the_class_is_still_listed(sign_in: SignIn, ids: dict[str, str], enrol: Enrol) -> None:
    enrol("tablet-1", MAC.format(1))
    page = sign_in(Duty.TEACHER, "class-3b").get(LOOK).text
    assert "Screens cannot be seen just now" in page
    assert "Amy Ash" in page


def test_of_two_helpers_the_one_that_sees_the_whole_screen(
    teacher: Person, helpers: dict[str, Helper], hub: SmallHub, enrol: Enrol
) -> None:
    browser = enrol("Chrome on tablet-1", MAC.format(1), HelperKind.BROWSER)
    hub.show(browser.id, JPEG, url="https://nrich.maths.org/1")
    hub.show(helpers["amy"].id, url="", title="Word")
    page = teacher.get(LOOK).text
    assert helpers["amy"].id in pictures(page)[0]
    assert "nrich.maths.org" in page


def test_behind_one_router_nobody_can_say_whose_is_whose(
    teacher: Person, store: Store, hub: SmallHub, enrol: Enrol, helpers: dict[str, Helper]
) -> None:
    store.helpers.revoke(helpers["amy"].id, "x", "test", NOW)
    alone = enrol("laptop-8")
    hub.show(alone.id)
    assert len(pictures(teacher.get(LOOK).text)) == 1
    hub.show(enrol("laptop-9").id)
    assert pictures(teacher.get(LOOK).text) == []


def test_as_a_list_it_has_the_same_words(teacher: Person) -> None:
    page = teacher.get(f"{LOOK}&as=list").text
    assert 'class="screens screens-list"' in page
    assert "Volcanoes" in page


def test_a_lock_a_message_and_an_end_for_one(
    teacher: Person, core: SmallCore, ids: dict[str, str], helpers: dict[str, Helper]
) -> None:
    amy = f"person:{ids['amy']}"
    one = {"who": CLASS, "one": amy, "page": "one"}
    assert teacher.post("/lesson/act", do="lock", minutes="5", reason="Eyes to the front", **one).status_code == 303
    teacher.post("/lesson/act", do="message", text="Well done!", **one)
    teacher.post("/lesson/act", do="unlock", **one)
    asked = [one for one in core.asked if isinstance(one, AskLock | AskOrder | AskUnlock)]
    assert [type(one) for one in asked] == [AskLock, AskOrder, AskUnlock]
    assert {one.person for one in asked} == {ids["amy"]}
    assert isinstance(asked[0], AskLock)
    assert (asked[0].seconds, asked[0].reason) == (300, "Eyes to the front")
    assert isinstance(asked[1], AskOrder)
    assert asked[1].do == ShowMessage(text="Well done!", sender="Class teacher or form tutor 0")
    assert "It was done on tablet." in teacher.get(f"/lesson/one?who={CLASS}&one={amy}").text


def test_all_of_the_class_at_once(sign_in: SignIn, core: SmallCore, ids: dict[str, str], helpers: dict[str, Helper]
                                  ) -> None:  # fmt: skip
    lead = sign_in(Duty.DSL)
    answer = lead.post("/lesson/act", who=CLASS, do="lock", minutes="10", reason="Listen")
    assert answer.status_code == 303
    assert {one.person for one in core.asked if isinstance(one, AskLock)} == {ids["amy"], ids["eve"]}
    assert "Done on 2 devices." in lead.get(LOOK).text
    core.refuse = "It is off."
    lead.post("/lesson/act", who=CLASS, do="message", text="x")
    assert "Done on 0 of 2 devices. Not for Amy Ash: It is off; Eve Eden: It is off." in lead.get(LOOK).text


def test_what_is_wrong_is_said_and_nothing_done(teacher: Person, core: SmallCore, ids: dict[str, str]) -> None:
    one = {"who": CLASS, "one": f"person:{ids['amy']}", "page": "one"}
    for fields in ({"do": "lock", "minutes": "500", "reason": "x"}, {"do": "lock", "minutes": "5", "reason": " "},
                   {"do": "message", "text": " "}, {"do": "message", "text": "x" * 501}):  # fmt: skip
        answer = teacher.post("/lesson/act", **one, **fields)
        assert answer.status_code == 422
        assert 'id="act-problem"' in answer.text
    assert teacher.post("/lesson/act", **one, do="explode").status_code == 400
    assert not [one for one in core.asked if isinstance(one, AskLock | AskOrder)]


def test_nobody_out_of_sight_can_be_acted_on(
    teacher: Person, core: SmallCore, ids: dict[str, str], helpers: dict[str, Helper]
) -> None:
    for short in ("eve", "kai"):
        fields = {"who": CLASS, "one": f"person:{ids[short]}", "do": "lock", "minutes": "5", "reason": "x"}
        assert teacher.post("/lesson/act", **fields).status_code == 403
    assert teacher.post("/lesson/act", who="group:class-4a", do="picture").status_code == 403
    teacher.post("/lesson/act", who=CLASS, do="lock", minutes="5", reason="x")
    assert {one.person for one in core.asked if isinstance(one, AskLock)} == {ids["amy"]}


def test_a_lock_in_force_stands_on_the_tile_and_can_be_lifted(
    teacher: Person, store: Store, ids: dict[str, str], helpers: dict[str, Helper]
) -> None:
    amy = ids["amy"]
    lock = Lock(id="l1", device="Amy Ash", since=NOW - 5, until=NOW + 600, reason="Listen", by="test", person=amy)
    store.locks.add(lock)
    assert "Locked until 14:15" in teacher.get(LOOK).text
    assert "Unlock now" in teacher.get(f"/lesson/one?who={CLASS}&one=person:{ids['amy']}").text


def test_only_these_sites_for_one(teacher: Person, store: Store, ids: dict[str, str]) -> None:
    one = {"who": CLASS, "one": f"person:{ids['amy']}", "page": "one"}
    answer = teacher.post("/lesson/one", mode="only", sites="bbc.co.uk/bitesize", **one)
    assert answer.headers["Location"].startswith("/lesson/one?")
    (begun,) = store.lessons.in_force(NOW + 1)
    assert [target.value for rule in begun.rules for target in rule.what] == ["bbc.co.uk/bitesize"]
