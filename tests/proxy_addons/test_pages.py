import base64
import hashlib
import re

import pytest

from appliance.model import Ban, Block, Reason
from proxy_addons import pages, trouble

MARKUP = '<img src=x onerror=alert(1)> & "quotes" ${words}'


def ban(until: float) -> Ban:
    return Ban(id="1", device="tablet", addresses=(), since=0, until=until, reason=MARKUP, by="a")


def block() -> Block:
    return Block(reason=Reason.BLOCK_LIST, rule=MARKUP, source=MARKUP)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(pages.banned(ban(100), MARKUP, 0).text, id="banned"),
        pytest.param(pages.blocked(block(), MARKUP, MARKUP).text, id="blocked"),
    ],
)
def test_words_from_outside_are_words(body: str | None) -> None:
    assert body
    assert "<img" not in body
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes&quot; ${words}" in body


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.5, "1 minute"), (60, "1 minute"), (61, "2 minutes"), (3600, "60 minutes"), (-5, "1 minute")],
)
def test_the_time_that_is_left_is_rounded_up(seconds: float, words: str) -> None:
    assert f"<strong>{words}</strong>" in (pages.banned(ban(seconds), "someone", 0).text or "")


def test_a_page_loads_nothing_and_its_own_style_is_allowed() -> None:
    response = pages.being_checked()
    body = response.text or ""
    assert not re.search(r"(src|href|url)\s*[=(]", body)
    style = re.search(r"<style>(.*?)</style>", body, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("status", "message", "headline"),
    [
        (502, "Certificate verify failed: certificate has expired", "This site is not safe"),
        (502, "[Errno -2] Name or service not known", "There is no such site"),
        (502, "Connection killed: not open from here", "This address is not open at school"),
        (502, "[Errno 111] Connect call failed", "This site does not answer"),
        (431, "header too long", "That was too long"),
        (400, "Received <script> from client", "That did not work"),
    ],
)
def test_trouble_is_told_in_our_words(status: int, message: str, headline: str) -> None:
    page = trouble.page(status, message).decode()
    assert f"<h1>{headline}</h1>" in page
    assert message not in page
