"""What pupils report is read by those who see the pupil."""

from collections.abc import Callable

from appliance.duties import Duty
from appliance.model import Viewer
from appliance.store import Store
from tests.access.given import MONDAY
from tests.webui import primary


def test_by_sight(store: Store, hire: Callable[..., Viewer]) -> None:
    ids = primary.fill(store, MONDAY)
    for short in ("amy", "eve", "kai"):
        store.mistakes.add(MONDAY, "tablet", ids[short], f"https://{short}.example/", "please")
    teacher, head = hire("Ms Ada", Duty.TEACHER, "class-3b"), hire("Mrs Head", Duty.HEAD)
    assert [row.person for row in store.seen_by(teacher).mistakes.open()] == [ids["amy"]]
    assert {row.person for row in store.seen_by(head).mistakes.open()} == {ids["amy"], ids["kai"]}
    assert store.seen_by(teacher).mistakes.get(3) is None
    assert store.seen_by(hire("Mr It", Duty.IT)).mistakes.open() == ()


def test_decided_ones_are_apart(store: Store, hire: Callable[..., Viewer]) -> None:
    head = hire("Mrs Head", Duty.HEAD)
    store.mistakes.add(MONDAY, "tablet", "", "https://a.example/", "")
    store.mistakes.settle(1, "opened", "Mrs Head", MONDAY)
    mistakes = store.seen_by(head).mistakes
    assert mistakes.open() == ()
    assert [row.outcome for row in mistakes.settled()] == ["opened"]
    assert mistakes.get(1)
