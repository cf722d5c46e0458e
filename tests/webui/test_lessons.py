"""A lesson on a tablet in class: who is where, and one touch for all or for one."""

import re
from collections.abc import Callable

import pytest

from appliance.access.changes import SetTimetable
from appliance.access.lessons import Mode, lesson, mode_of
from appliance.access.rules import Subject, SubjectKind
from appliance.access.timetable import Timetable
from appliance.access_changes import begin_lesson
from appliance.duties import Duty
from appliance.store import Store
from tests.webui import primary
from tests.webui.conftest import NOW, Clock, Person
from tests.webui.parts import SmallCore

CLASS = "group:class-3b"
type SignIn = Callable[..., Person]


@pytest.fixture
def ids(store: Store) -> dict[str, str]:
    primary.set_timetable(store, NOW)
    return primary.fill(store, NOW)


@pytest.fixture
def teacher(sign_in: SignIn, ids: dict[str, str]) -> Person:
    return sign_in(Duty.TEACHER, "class-3b")


def touch(who: Person, mode: str, key: str = CLASS, **more: str) -> int:
    return who.post("/lesson", **({"who": key, "mode": mode, "until": "lesson"} | more)).status_code


def named(store: Store) -> list[tuple[Mode, list[str]]]:
    found = store.lessons.in_force(NOW + 1)
    return [(mode_of(one), [subject.name for rule in one.rules for subject in rule.who]) for one in found]


def test_a_teacher_begins_with_their_class(teacher: Person) -> None:
    page = teacher.get("/lesson").text
    assert "<h1>3B</h1>" in page
    assert re.findall(r"<h3>(?:<a [^>]*>)?<bdi>(.*?)</bdi>", page) == ["Amy Ash", "Ben Brown"]
    assert "www.bbc.co.uk" in page
    assert "The internet is as usual" in page
    assert "secret.example" not in page, "somebody else is named for this pupil"


def test_off_for_all_ends_by_the_clock(teacher: Person, store: Store, clock: Clock, core: SmallCore) -> None:
    assert touch(teacher, "off") == 303
    assert named(store) == [(Mode.OFF, ["class-3b"])]
    page = teacher.get("/lesson").text
    assert "The internet is off until 15:15" in page
    assert "It holds now." in page
    assert "End lesson" in page
    teacher.post("/lesson/end", who=CLASS)
    touch(teacher, "off", until="15")
    clock.time += 15 * 60 - 1
    assert "The internet is off until 14:20" in teacher.get("/lesson").text
    clock.time += 1
    page = teacher.get("/lesson").text
    assert "The internet is as usual" in page
    assert "End lesson" not in page


def test_only_some_sites_and_not_some_sites(teacher: Person, store: Store) -> None:
    assert touch(teacher, "only", sites="bbc.co.uk/bitesize, ttrockstars.com\nhttps://nrich.maths.org/") == 303
    (one,) = store.lessons.in_force(NOW + 1)
    assert [target.value for target in one.rules[0].what] == [
        "bbc.co.uk/bitesize",
        "ttrockstars.com",
        "nrich.maths.org",
    ]
    touch(teacher, "block", sites="games.example")
    assert "games.example</bdi></a>" in teacher.get("/lesson").text, "used lately"
    assert "games.example</textarea>" in teacher.get(f"/lesson?who={CLASS}&sites=games.example").text


def test_one_can_be_off_while_only_some_sites_hold(teacher: Person, store: Store, ids: dict[str, str]) -> None:
    amy = f"person:{ids['amy']}"
    touch(teacher, "only", sites="bbc.co.uk/bitesize")
    page = teacher.get("/lesson").text
    assert "<bdi>bbc.co.uk/bitesize</bdi>" in page.partition("lesson-state")[2].partition("</div>")[0]
    assert page.count('id="one-') == page.count('id="on-') > 0
    teacher.post("/lesson/one", who=CLASS, one=amy, mode="off")
    assert (Mode.OFF, [ids["amy"]]) in named(store)
    assert "seat-off" in teacher.get("/lesson").text


def test_the_lesson_is_ended_with_one_touch(teacher: Person, store: Store, ids: dict[str, str]) -> None:
    touch(teacher, "off")
    teacher.post("/lesson/one", who=CLASS, one=f"person:{ids['amy']}", mode="on")
    assert teacher.post("/lesson/end", who=CLASS).status_code == 303
    assert named(store) == []
    assert "It was as usual already" in (teacher.post("/lesson/end", who=CLASS), teacher.get("/lesson"))[1].text


def test_off_and_on_again_for_one(teacher: Person, store: Store, ids: dict[str, str]) -> None:
    amy = f"person:{ids['amy']}"
    teacher.post("/lesson/one", who=CLASS, one=amy, mode="off")
    assert named(store) == [(Mode.OFF, [ids["amy"]])]
    teacher.post("/lesson/one", who=CLASS, one=amy, mode="on")
    assert named(store) == []
    touch(teacher, "off")
    teacher.post("/lesson/one", who=CLASS, one=amy, mode="on")
    assert named(store) == [(Mode.OFF, [ids["ben"], ids["eve"]])]
    assert (
        "Nothing that you could end"
        in (
            teacher.post("/lesson/one", who=CLASS, one=amy, mode="on"),
            teacher.get("/lesson"),
        )[1].text
    )


def test_one_device_of_a_room(sign_in: SignIn, store: Store, ids: dict[str, str]) -> None:
    librarian = sign_in(Duty.LIBRARIAN, "Library")
    assert "<h1>Library</h1>" in librarian.get("/lesson").text
    touch(librarian, "off", "room:Library")
    librarian.post("/lesson/one", who="room:Library", one=f"person:{ids['kai']}", mode="on")
    assert named(store) == [], "nobody else is in the room"


def test_the_second_teacher_is_told(teacher: Person, store: Store, ids: dict[str, str]) -> None:
    other = lesson(Mode.OFF, (primary.CLASS_3B,), (), by="Mr Bell", since=NOW - 9, until=NOW + 600)
    begin_lesson(store, other)
    touch(teacher, "only", sites="bbc.co.uk")
    page = teacher.get("/lesson").text
    assert "Mr Bell has a lesson with them too" in page
    assert re.findall(r"<strong>(The internet is off|Only some sites are open)", page) == [
        "Only some sites are open",
        "The internet is off",
    ]


def test_what_holds_for_more_than_the_class_is_told_but_not_ended(teacher: Person, store: Store) -> None:
    both = tuple(Subject(kind=SubjectKind.ROOM, name=name) for name in ("Library", "Hall"))
    store.devices.put_in_room("02:00:00:00:00:01", "Library", "test", NOW)
    begin_lesson(store, lesson(Mode.OFF, both, (), by="Mr Page", since=NOW, until=NOW + 60))
    page = teacher.get("/lesson").text
    assert "Mr Page" in page
    assert "End lesson" not in page
    teacher.post("/lesson/end", who=CLASS)
    assert len(named(store)) == 1


@pytest.mark.parametrize(
    ("form", "says"),
    [
        pytest.param({"mode": "only", "sites": " "}, "Say which sites", id="no site"),
        pytest.param({"mode": "block", "sites": "category:games"}, "is no site", id="a category"),
        pytest.param({"mode": "only", "sites": "<script>alert(1)</script>"}, "cannot be a target", id="markup"),
        pytest.param({"mode": "only", "sites": "a\u202eb.example"}, "cannot be a target", id="an override"),
        pytest.param({"mode": "only", "sites": " ".join(f"h{n}.example" for n in range(61))}, "at most 60", id="many"),
        pytest.param({"mode": "block", "sites": "childline.org.uk"}, "help for children", id="a help line"),
        pytest.param({"mode": "off", "until": "7"}, "Choose until when", id="a time that is not offered"),
        pytest.param({"mode": "off", "at": "13:00"}, "Give a time later today", id="a time that is over"),
        pytest.param({"mode": "off", "at": "23:00"}, "Give a time later today", id="a time too far away"),
        pytest.param({"mode": "off", "at": "25:99"}, "is no time", id="no time at all"),
    ],
)
def test_what_cannot_be_said_comes_back(teacher: Person, store: Store, form: dict[str, str], says: str) -> None:
    answer = teacher.post("/lesson", **({"who": CLASS, "until": "lesson"} | form))
    assert answer.status_code == 422
    assert says in answer.text
    assert named(store) == []


def test_what_was_typed_is_kept(teacher: Person) -> None:
    answer = teacher.post("/lesson", who=CLASS, mode="only", sites="bbc.co.uk a b..c", until="60")
    assert "bbc.co.uk a b..c</textarea>" in answer.text
    assert 'value="60" checked' in answer.text


def test_out_of_lessons_the_time_is_said(teacher: Person, store: Store) -> None:
    store.access.make(SetTimetable(timetable=Timetable()), "none yet", "test", NOW)
    answer = teacher.post("/lesson", who=CLASS, mode="off", until="lesson")
    assert (answer.status_code, "No lesson is on now" in answer.text) == (422, True)
    assert touch(teacher, "off", until="15") == 303
    assert store.lessons.in_force(NOW)[0].until == NOW + 900


@pytest.mark.parametrize(
    ("duty", "scope", "status"),
    [
        (Duty.DSL, (), 303),
        (Duty.DEPUTY, (), 303),
        (Duty.HEAD, (), 303),
        (Duty.LEADER, (), 303),
        (Duty.PASTORAL, ("class-3b",), 303),
        (Duty.PASTORAL, ("class-4a",), 403),
        (Duty.TEACHER, ("class-3b",), 303),
        (Duty.TEACHER, ("class-4a",), 403),
        (Duty.LIBRARIAN, ("Library",), 403),
        (Duty.GOVERNOR, (), 403),
        (Duty.OFFICE, (), 403),
        (Duty.IT, (), 403),
    ],
)
def test_only_for_pupils_within_sight(
    sign_in: SignIn, store: Store, ids: dict[str, str], duty: Duty, scope: tuple[str, ...], status: int
) -> None:
    somebody = sign_in(duty, *scope)
    assert touch(somebody, "off") == status
    assert bool(named(store)) is (status == 303)
    amy = f"person:{ids['amy']}"
    assert somebody.post("/lesson/one", who=CLASS, one=amy, mode="on").status_code == status
    assert somebody.post("/lesson/one", who=CLASS, one="device:tablet-1", mode="off").status_code == status
    assert somebody.post("/lesson/end", who=CLASS).status_code == status
    assert ("Amy Ash" in somebody.get(f"/lesson?who={CLASS}").text) is (status == 303)
    assert ("Amy Ash" in somebody.get(f"/lesson/part?who={CLASS}").text) is (status == 303)


@pytest.mark.parametrize(
    "key", ["", "group:", "group:lac", "group:staff", "room:", "everyone", "x" * 500, "group:\x00"]
)
def test_nobody_else_can_be_named(teacher: Person, store: Store, key: str) -> None:
    assert touch(teacher, "off", key) == 403
    assert teacher.post("/lesson/end", who=key).status_code == 403
    assert named(store) == []


@pytest.mark.parametrize(
    "key", ["", "person:", "person:nobody", "group:class-3b", "device:\u202e", "person:" + "x" * 500]
)
def test_nobody_else_can_be_touched(teacher: Person, store: Store, key: str) -> None:
    assert teacher.post("/lesson/one", who=CLASS, one=key, mode="off").status_code in {400, 403}
    assert named(store) == []


def test_whom_somebody_else_is_named_for_cannot_be_touched(teacher: Person, ids: dict[str, str]) -> None:
    assert teacher.post("/lesson/one", who=CLASS, one=f"person:{ids['eve']}", mode="off").status_code == 403


def test_a_double_touch_is_one(teacher: Person, store: Store) -> None:
    for _ in range(2):
        touch(teacher, "off", once="the-same-mark")
    assert len(named(store)) == 1


def test_the_part_carries_what_holds(teacher: Person) -> None:
    touch(teacher, "off")
    part = teacher.get(f"/lesson/part?who={CLASS}").text
    assert "<html" not in part
    assert 'hx-swap-oob="innerHTML"' in part
    assert "The internet is off until 15:15" in part


def test_without_a_class_somebody_is_told_what_helps(sign_in: SignIn) -> None:
    assert "No class or room is yours yet" in sign_in(Duty.TEACHER).get("/lesson").text


def test_the_head_picks_a_class(sign_in: SignIn, ids: dict[str, str]) -> None:
    page = sign_in(Duty.HEAD).get("/lesson").text
    assert "<h1>Lesson</h1>" in page
    assert re.findall(r'who=([^"&]+)"', page)
