"""Pictures of screens for some seconds, and who is looking."""

from appliance.helper_wire import View
from tests.webui.helpers.small_hub import JPEG, WEBP
from webui.screens import LARGEST, LOOK_ENDS_SECONDS, MOST, SHOWN_SECONDS, TOLD_SECONDS, Screens, kind_of, mark_of


def view(helper: str, image: bytes = WEBP) -> View:
    return View(helper=helper, here=True, thumbnail=image)


def test_a_picture_is_there_for_some_seconds() -> None:
    screens = Screens()
    screens.keep([view("h1"), view("h2", JPEG), view("h3", b"<html>")], 100.0)
    assert screens.picture("h1", 100.0) == ("image/webp", WEBP)
    assert screens.picture("h2", 100.0) == ("image/jpeg", JPEG)
    assert screens.picture("h3", 100.0) is None
    assert screens.picture("h1", 100.0 + SHOWN_SECONDS) is None
    assert screens.picture("h1", 99.0) is None, "the clock was set back"


def test_a_screen_that_is_blind_now_shows_nothing_any_more() -> None:
    screens = Screens()
    screens.keep([view("h1"), view("h2")], 100.0)
    screens.keep([view("h1", b"")], 101.0)
    assert screens.picture("h1", 101.0) is None
    assert screens.picture("h2", 101.0)


def test_there_is_a_bound() -> None:
    screens = Screens()
    screens.keep([view(f"h{number}") for number in range(MOST + 50)], 100.0)
    assert screens.picture("h0", 100.0) is None
    assert screens.picture(f"h{MOST + 49}", 100.0)


def test_only_pictures_by_their_first_bytes() -> None:
    assert kind_of(b"") == kind_of(b"RIFF") == kind_of(b"GIF89a") == kind_of(b"<svg/>") == ""
    assert kind_of(WEBP.ljust(LARGEST, b"\0")) == "image/webp"
    assert kind_of(WEBP.ljust(LARGEST + 1, b"\0")) == ""


def test_a_look_is_one_until_nobody_looks() -> None:
    screens = Screens()
    assert screens.begins(1, "3B", 100.0)
    assert not screens.begins(1, "3B", 103.0)
    assert screens.begins(2, "3B", 103.0)
    assert screens.begins(1, "4A", 103.0)
    assert screens.is_looking(1, "3B", 103.0 + LOOK_ENDS_SECONDS - 1)
    assert not screens.is_looking(1, "3B", 103.0 + LOOK_ENDS_SECONDS)
    assert not screens.is_looking(3, "3B", 103.0)
    assert screens.begins(1, "3B", 103.0 + LOOK_ENDS_SECONDS)


def test_the_mark_tells_pictures_apart() -> None:
    assert mark_of(WEBP) == mark_of(bytes(WEBP)) != mark_of(JPEG)


def test_what_was_in_sight_a_moment_ago_is_known_for_one_look_alone() -> None:
    screens = Screens()
    screens.tell(1, "3B", ["h1"], 100.0)
    assert screens.was_told(1, "3B", "h1", 100.0 + TOLD_SECONDS - 0.1)
    assert not screens.was_told(1, "3B", "h1", 100.0 + TOLD_SECONDS)
    assert not screens.was_told(1, "3B", "h1", 99.0), "the clock was set back"
    assert not screens.was_told(1, "3B", "h2", 100.0)
    assert not screens.was_told(1, "4A", "h1", 100.0)
    assert not screens.was_told(2, "3B", "h1", 100.0)
    screens.tell(1, "3B", ["h2"], 101.0)
    assert not screens.was_told(1, "3B", "h1", 101.0)
