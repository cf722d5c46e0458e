import re

import pytest
from flask import Flask

from tests.webui.confide.given import Page
from webui.confide.whole import PARTS, allowed, picture

JPEG = b"\xff\xd8\xff\xe0 and so on"


def test_a_picture_is_an_address_that_holds_it() -> None:
    assert picture(JPEG) == "data:image/jpeg;base64,/9j/4CBhbmQgc28gb24="


@pytest.mark.parametrize("image", [b"", b"<script>", b"GIF89a", b"%PDF-1.7"])
def test_what_is_no_picture_is_not_shown(image: bytes) -> None:
    assert picture(image) == ""


def test_a_page_asks_for_nothing_but_what_is_pressed(app: Flask) -> None:
    """The sound comes when a child asks for it (`preload="none"`)."""
    html = app.test_client().get("/").text
    fetched = re.findall(r'<(?:img|link|script|iframe|embed|object|source)\b[^>]*(?:src|href)="(?!data:)', html)
    assert not fetched
    assert not [audio for audio in re.findall(r"<audio[^>]*>", html) if 'preload="none"' not in audio]


def test_the_policy_names_what_stands_in_the_page(app: Flask) -> None:
    answer = app.test_client().get("/")
    policy = answer.headers["Content-Security-Policy"]
    for tag, source in (("style", "style-src"), ("script", "script-src")):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", answer.text, re.DOTALL)
        assert f"{source} {allowed(text)}" in policy
    assert "unsafe" not in policy
    assert Page(answer)


@pytest.mark.parametrize("text", [PARTS.style, PARTS.script])
def test_nothing_of_ours_ends_its_own_element(text: str) -> None:
    assert "</" not in text
    assert "<!--" not in text
