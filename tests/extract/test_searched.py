"""What was searched for, by the address of the answer."""

import pytest

from appliance.extract.searched import searched_for


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://www.google.com/search?hl=en&q=how+do+volcanoes+work", "how do volcanoes work"),
        ("https://www.youtube.com/results?search_query=cat%20videos", "cat videos"),
        ("https://en.wikipedia.org/w/index.php?search=Anne+Frank", "Anne Frank"),
        ("https://www.google.com/maps", ""),
        ("https://www.example.org/page?id=7&lang=q", ""),
        ("https://www.google.com/search?q=", ""),
        ("https://[broken/search?q=x", ""),
        ("https://www.google.com/search?" + "a=b&" * 60 + "q=x", ""),
        ("", ""),
    ],
)
def test_the_words_of_a_search(url: str, words: str) -> None:
    assert searched_for(url) == words
