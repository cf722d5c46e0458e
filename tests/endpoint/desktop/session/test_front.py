"""What may be told of a window, and where nothing may be read."""

import pytest

from appliance.helpers.protocol import Front, Watch
from endpoint.desktop.session.front import CONFIDE, front_of, is_confide, is_secret, may_read, title_of
from endpoint.desktop.session.platform import Window


def window(title: str, application: str = "browser") -> Window:
    return Window(1, application, title)


@pytest.mark.parametrize(
    "title",
    [
        "Sign in – Google Accounts",
        "Log on to Hwb",
        "Login",
        "Password required",
        "Enter PIN",
        "Unlock Keyring",
        "Authentication Required",
        "Rhowch eich cyfrinair",
        "Mewngofnodi - Hwb",
    ],
)
def test_a_window_where_one_signs_in_is_secret(title: str) -> None:
    assert is_secret(window(title))


@pytest.mark.parametrize(
    "title",
    ["My blogging page", "Analog input", "Catalog in Welsh", "Pinterest", "A spinning top", "Design insects", "Chess"],
)
def test_other_windows_are_not(title: str) -> None:
    assert not is_secret(window(title))


@pytest.mark.parametrize(
    "application", ["pinentry-gtk-2", "polkit-gnome-au", "lightdm-gtk-greeter", "KeePassXC.exe", "sudo"]
)
def test_programs_for_passwords_are_secret(application: str) -> None:
    assert is_secret(window("", application))


def test_confide_is_known_by_its_mark_anywhere_in_the_title() -> None:
    assert is_confide(window(f"Tell somebody{CONFIDE} — Mozilla Firefox"))
    assert is_confide(window("a" * 5000 + CONFIDE))
    assert not is_confide(window("Confide"))
    assert not is_confide(window(CONFIDE[:2]))


def test_reading_ends_with_the_schools_word_and_where_nobody_knows_whose_window_it_is() -> None:
    assert may_read(window("Chess"), Watch())
    assert not may_read(window("Chess"), Watch(typed=False))
    assert not may_read(window("Chess", application=""), Watch())
    assert not may_read(window("Chess", "Diary"), Watch(excluded=("diary.EXE",)))
    assert may_read(window("Chess", "diary2"), Watch(excluded=("diary",)))


def test_a_title_is_told_as_far_as_it_may_be() -> None:
    assert title_of(window("Chess"), Watch()) == "Chess"
    assert title_of(window("Chess"), Watch(titles=False)) == ""
    assert title_of(window("Chess"), Watch(excluded=("browser",))) == ""
    assert title_of(window(f"Tell{CONFIDE}"), Watch()) == ""
    assert len(title_of(window("a" * 9999), Watch())) == 1000


def test_in_front_is_the_program_with_its_title() -> None:
    assert front_of(window("Chess", "b" * 300), Watch()) == Front(application="b" * 200, title="Chess")
