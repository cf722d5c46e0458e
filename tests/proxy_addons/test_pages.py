import base64
import hashlib
import re

import msgspec
import pytest

from appliance.access.reading_age import ReadingAge
from appliance.model import Ban, Block, Reason, Warn
from proxy_addons import pages, trouble

MARKUP = '<img src=x onerror=alert(1)> & "quotes" ${words}'
FORM = dict.fromkeys(("action", "to", "rule", "end", "token"), MARKUP)
WARN = Warn(rule=MARKUP, source=MARKUP)


def ban(until: float) -> Ban:
    return Ban(id="1", device="tablet", addresses=(), since=0, until=until, reason=MARKUP, by="a")


def block(reason: Reason = Reason.BLOCK_LIST) -> Block:
    return Block(reason=reason, rule=MARKUP, source=MARKUP)


def reader(age: ReadingAge) -> pages.Reader:
    return pages.Reader(age=age, talk_to=MARKUP, portal="http://lollipop")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(pages.banned(ban(100), MARKUP, 0).text, id="banned"),
        *(
            pytest.param(pages.blocked(block(Reason.RULE), MARKUP, MARKUP, reader(age)).text, id=f"blocked, {age}")
            for age in ReadingAge
        ),
        *(
            pytest.param(pages.warned(WARN, MARKUP, MARKUP, reader(age), FORM).text, id=f"warned, {age}")
            for age in ReadingAge
        ),
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


@pytest.mark.parametrize("age", ReadingAge)
def test_a_block_page_says_why_and_what_one_can_do(age: ReadingAge) -> None:
    games = Block(reason=Reason.RULE, rule="Games are for breaks", source="access rule 3")
    body = pages.blocked(games, "a.example", "https://a.example/x?a=1&b=<2>", reader(age)).text or ""
    assert "Games are for breaks." in body
    assert "http://lollipop/mistake?url=https%3A%2F%2Fa.example%2Fx%3Fa%3D1%26b%3D%3C2%3E" in body
    assert pages.CONFIDE in body


@pytest.mark.parametrize("age", ReadingAge)
def test_what_is_illegal_is_no_mistake_and_is_not_told(age: ReadingAge) -> None:
    illegal = Block(reason=Reason.ILLEGAL, rule="police list, entry 7", source="illegal list")
    body = pages.blocked(illegal, "a.example", "https://a.example/", reader(age)).text or ""
    assert "entry 7" not in body
    assert "mistake" not in body
    assert pages.CONFIDE in body


def test_a_form_goes_nowhere_but_to_its_own_site() -> None:
    response = pages.warned(WARN, "a.example", "https://a.example/", reader(ReadingAge.JUNIOR), FORM)
    policy = response.headers["content-security-policy"]
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("age", ReadingAge)
def test_short_sentences_for_the_youngest(age: ReadingAge) -> None:
    games = Block(reason=Reason.BLOCK_LIST, rule="a.example", source="access.blocked")
    said = msgspec.structs.replace(reader(age), talk_to="Mrs Ames")
    body = pages.blocked(games, "a.example", "https://a.example/", said).text or ""
    words = re.sub(r"<[^>]+>", " ", body[body.index("<h1>") : body.index("<ul")]).split()
    assert len(words) < {ReadingAge.INFANT: 30, ReadingAge.JUNIOR: 60, ReadingAge.OLDER: 70}[age]
