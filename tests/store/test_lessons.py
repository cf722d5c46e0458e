"""What teachers say for one lesson: it ends by itself, or by their word."""

from msgspec.structs import replace

from appliance.access.lessons import Mode, lesson
from appliance.access.rules import Lesson, Subject, SubjectKind, Target, TargetKind
from appliance.store import Store

CLASS = (Subject(kind=SubjectKind.GROUP, name="class-3b"),)


def off(since: float, until: float = 100.0) -> Lesson:
    return lesson(Mode.OFF, CLASS, (), by="Mr Bell", since=since, until=until)


def test_the_last_word_comes_first(store: Store) -> None:
    first, second = off(1.0), off(2.0)
    store.lessons.begin(first)
    store.lessons.begin(second)
    assert store.lessons.in_force(3.0) == (second, first)
    assert store.access.load(3.0).lessons == (second, first)


def test_of_two_words_at_one_moment_the_later_counts(store: Store) -> None:
    said = [off(1.0) for _ in range(8)]
    for one in said:
        store.lessons.begin(one)
    assert store.lessons.in_force(2.0) == tuple(reversed(said))


def test_it_ends_by_itself(store: Store) -> None:
    store.lessons.begin(off(1.0, until=50.0))
    assert len(store.lessons.in_force(49.9)) == 1
    assert store.lessons.in_force(50.0) == ()


def test_it_is_ended_once_and_that_is_told(store: Store) -> None:
    begun = off(1.0)
    store.lessons.begin(begun)
    assert store.lessons.end(begun.id, "Ms Ada", 5.0)
    assert not store.lessons.end(begun.id, "Ms Ada", 6.0)
    assert store.lessons.in_force(7.0) == ()
    assert [entry.what for entry in store.audit.recent()] == ["lesson ended", "lesson begun"]


def test_it_is_changed_while_it_lasts(store: Store) -> None:
    begun = off(1.0)
    store.lessons.begin(begun)
    changed = replace(begun, title="Another word")
    assert store.lessons.change(changed, "Mr Bell", 2.0)
    assert store.lessons.in_force(3.0) == (changed,)
    store.lessons.end(begun.id, "Mr Bell", 4.0)
    assert not store.lessons.change(begun, "Mr Bell", 5.0)


def test_sites_of_the_last_lessons_are_remembered_once(store: Store) -> None:
    for since, host in ((1.0, "a.example"), (2.0, "b.example"), (3.0, "a.example")):
        what = (Target(kind=TargetKind.HOST, value=host),)
        store.lessons.begin(lesson(Mode.ONLY, CLASS, what, by="Mr Bell", since=since, until=9.0))
    store.lessons.begin(off(4.0))
    assert store.lessons.sites_of("Mr Bell", 5) == (("a.example",), ("b.example",))
    assert store.lessons.sites_of("Mr Bell", 1) == (("a.example",),)
    assert store.lessons.sites_of("Ms Ada", 5) == ()
