import pytest

from appliance.access.always_open import always_open
from appliance.categories.builtin import builtin, names
from appliance.categories.lists import Lists


@pytest.mark.parametrize(
    ("host", "category"),
    [
        ("www.pornhub.com", "adult"),
        ("anything.xxx", "adult"),
        ("bet365.com", "gambling"),
        ("www.tiktok.com", "social"),
        ("www.roblox.com", "games"),
        ("nordvpn.com", "proxies"),
        ("chatgpt.com", "ai"),
        ("gemini.google.com", "ai"),
        ("m.youtube.com", "video"),
        ("yandex.ru", "unsafe-search"),
    ],
)
def test_the_sites_that_pupils_know_are_listed_without_an_import(host: str, category: str) -> None:
    assert category in Lists().of(host)


@pytest.mark.parametrize("host", ["bbc.co.uk", "google.com", "www.google.co.uk", "duckduckgo.com", "apple.com"])
def test_what_a_lesson_needs_is_not(host: str) -> None:
    assert not Lists().of(host)


def test_nothing_that_is_always_open_is_listed() -> None:
    assert not [host for host in builtin() if always_open().match(host)]


def test_their_names() -> None:
    assert names() == ("adult", "ai", "gambling", "games", "proxies", "social", "unsafe-search", "video")
