import base64
import hashlib
import re

import msgspec
import pytest
from mitmproxy.http import Response

from appliance.access.reading_age import ReadingAge
from appliance.actions.ban import REASON
from appliance.languages.choosing import Language, SchoolWords
from appliance.model import Ban, Block, Reason, Warn
from proxy_addons import pages, trouble

MARKUP = '<img src=x onerror=alert(1)> & "quotes" ${words}'
FORM = dict.fromkeys(("action", "to", "rule", "end", "token"), MARKUP)
WARN = Warn(rule=MARKUP, source=MARKUP)


def ban(until: float) -> Ban:
    return Ban(id="1", device="tablet", addresses=(), since=0, until=until, reason=MARKUP, by="a")


def block(reason: Reason = Reason.BLOCK_LIST) -> Block:
    return Block(reason=reason, rule=MARKUP, source=MARKUP)


def reader(age: ReadingAge = ReadingAge.JUNIOR, language: Language = Language.ENGLISH) -> pages.Reader:
    return pages.Reader(age=age, language=language, talk_to=MARKUP, portal="http://lollipop")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(pages.banned(ban(100), reader(), 0).text, id="banned"),
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
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &#34;quotes&#34; ${words}" in body


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.5, "1 minute"), (60, "1 minute"), (61, "2 minutes"), (3600, "60 minutes"), (-5, "1 minute")],
)
def test_the_time_that_is_left_is_rounded_up(seconds: float, words: str) -> None:
    assert f"<strong>{words}</strong>" in (pages.banned(ban(seconds), reader(), 0).text or "")


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


# --- in Welsh ---

WELSH = Language.WELSH
MRS_KHAN = SchoolWords(talk_to="Mrs Khan", talk_to_welsh="Mrs Khan, pennaeth")


def welsh(age: ReadingAge = ReadingAge.JUNIOR) -> pages.Reader:
    return pages.reader(age, WELSH, MRS_KHAN, "http://lollipop")


def plain_ban(reason: str = "Look at me, please") -> Ban:
    return msgspec.structs.replace(ban(120), reason=reason)


GAMES = Block(reason=Reason.RULE, rule="Gemau", source="access rule 3")
ILLEGAL = Block(reason=Reason.ILLEGAL, rule="entry 7", source="illegal list")
LISTED = Block(reason=Reason.BLOCK_LIST, rule="a.example", source="access.blocked")
THINK = Warn(rule="Gemau", source="access rule 4")


@pytest.mark.parametrize(
    ("response", "heading", "says"),
    [
        pytest.param(
            pages.banned(plain_ban(), welsh(), 0),
            "Mae dy ryngrwyd yn cael seibiant",
            ("ymhen <strong>2 funud</strong>", "dyweda wrth <strong>Mrs Khan, pennaeth</strong>", "0800 1111"),
            id="a pause",
        ),
        pytest.param(
            pages.blocked(GAMES, "a.example", "https://a.example/", welsh(ReadingAge.INFANT)),
            "Mae’r dudalen hon ar gau",
            ("Gemau.", "Gofynna i <strong>Mrs Khan, pennaeth</strong>", "gamgymeriad", "Dweud wrth rywun"),
            id="closed, for infants",
        ),
        pytest.param(
            pages.blocked(LISTED, "a.example", "https://a.example/", welsh(ReadingAge.JUNIOR)),
            "Dydy’r dudalen hon ddim ar agor yn yr ysgol",
            ("Mae ar restr dy ysgol", "0800 1111", "080880 23456"),
            id="closed, for juniors",
        ),
        pytest.param(
            pages.blocked(GAMES, "a.example", "https://a.example/", welsh(ReadingAge.OLDER)),
            "Dydy’r wefan hon ddim ar agor yma",
            ("Rheol yr ysgol: Gemau.",),
            id="closed, for the older",
        ),
        pytest.param(
            pages.blocked(ILLEGAL, "a.example", "https://a.example/", welsh()),
            "Dydy’r dudalen hon ddim yn ddiogel",
            ("0800 1111",),
            id="illegal",
        ),
        pytest.param(
            pages.warned(THINK, "a.example", "https://a.example/", welsh(ReadingAge.INFANT), FORM),
            "Stopia a meddylia",
            ("Iawn, ymlaen",),
            id="warned, for infants",
        ),
        pytest.param(
            pages.warned(THINK, "a.example", "https://a.example/", welsh(), FORM),
            "Wyt ti’n siŵr?",
            ("<strong>Gemau</strong>", "Iawn, ymlaen"),
            id="warned, for juniors",
        ),
        pytest.param(
            pages.warned(THINK, "a.example", "https://a.example/", welsh(ReadingAge.OLDER), FORM),
            "Wyt ti’n siŵr?",
            ("deg munud",),
            id="warned, for the older",
        ),
        pytest.param(pages.sign_in("http://lollipop", WELSH), "Pwy wyt ti?", ("Mewngofnodi",), id="sign in"),
        pytest.param(pages.being_checked(WELSH), "Mae’r dudalen hon yn cael ei gwirio", (), id="being checked"),
        pytest.param(
            pages.practice(WELSH),
            "Tudalen ymarfer Lollipop",
            ('<span lang="en">how to hide cuts</span>',),
            id="practice",
        ),
        pytest.param(pages.misdirected(WELSH), "Weithiodd hynny ddim", ("gwefan arall",), id="misdirected"),
        pytest.param(pages.misread(WELSH), "Weithiodd hynny ddim", ("i ba wefan",), id="misread"),
    ],
)
def test_in_welsh(response: Response, heading: str, says: tuple[str, ...]) -> None:
    body = response.text or ""
    assert '<html lang="cy">' in body
    assert f"<h1>{heading}</h1>" in body
    assert f"<title>{heading}</title>" in body
    for words in says:
        assert words in body
    shown = set(re.findall(r"[a-z]+", re.sub(r"<[^>]+>", " ", body[body.index("<main>") :]).lower()))
    assert not shown & {"the", "you", "your", "is", "this", "page", "school"}


def test_a_site_that_does_not_answer_is_told_in_welsh() -> None:
    page = trouble.page(502, "[Errno 111] Connect call failed", WELSH).decode()
    assert "<h1>Dydy’r wefan hon ddim yn ateb</h1>" in page
    assert "Cod 502" in page


@pytest.mark.parametrize(
    ("language", "says"),
    [(WELSH, "Gwefannau i oedolion."), (Language.ENGLISH, "Adult sites.")],
)
def test_names_of_rules_that_a_school_begins_with_are_in_both_languages(language: Language, says: str) -> None:
    adult = Block(reason=Reason.RULE, rule="Adult sites", source="access rule 1")
    assert says in (pages.blocked(adult, "a.example", "https://a.example/", reader(language=language)).text or "")


def test_a_ban_begun_by_a_term_says_why_in_welsh() -> None:
    assert "Mae oedolyn yn yr ysgol" in (pages.banned(plain_ban(REASON), welsh(), 0).text or "")


def test_a_character_that_turns_the_line_round_is_shown() -> None:
    turned = Block(reason=Reason.RULE, rule="Games \u202eemag", source="access rule 3")
    body = pages.blocked(turned, "a\u202e.example", "https://a.example/", reader()).text or ""
    assert "\u202e" not in body
    assert "a⟨U+202E⟩.example" in body
