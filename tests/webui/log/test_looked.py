"""Who looked is recorded, and not again with every page."""

from webui.log.looked import AGAIN_SECONDS, LONGEST, REMEMBERED, Looks, in_words


def test_a_look_is_new_once_for_a_session_and_its_filters() -> None:
    looks = Looks()
    assert looks.is_new(1, "person=p1", 100.0)
    assert not looks.is_new(1, "person=p1", 100.0 + AGAIN_SECONDS - 1)
    assert looks.is_new(1, "person=p2", 101.0)
    assert looks.is_new(2, "person=p1", 101.0)
    assert looks.is_new(1, "person=p1", 100.0 + AGAIN_SECONDS)
    assert looks.is_new(1, "person=p1", 50.0), "a clock set back hides nothing"


def test_a_look_that_could_not_be_recorded_is_new_again() -> None:
    looks = Looks()
    looks.is_new(1, "person=p1", 100.0)
    looks.forget(1, "person=p1")
    assert looks.is_new(1, "person=p1", 101.0)


def test_what_is_remembered_is_bounded() -> None:
    looks = Looks()
    for number in range(REMEMBERED + 1):
        looks.is_new(1, str(number), 1.0)
    assert looks.is_new(1, "0", 2.0)
    assert not looks.is_new(1, str(REMEMBERED), 2.0)


def test_filters_are_told_in_words() -> None:
    assert in_words("group=class-3b&text=a+b") == "group: class-3b, text: a b"
    assert in_words("") == "everything that they may see"
    assert len(in_words("text=" + "x" * 9000)) == LONGEST
