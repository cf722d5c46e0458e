import html
import json
from urllib.parse import quote_plus, unquote_plus

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.config import Settings
from appliance.match.normalise import fold
from appliance.match.terms import Terms, load_terms
from appliance.model import Channel, Severity
from appliance.policy.rules import build_policy, with_school
from appliance.policy.school import Off, SchoolPolicy
from appliance.scanning import Format, Hit, scan_input
from tests.match.given import term

PLANTED = "kill myself"
FOUND = term(1, PLANTED, severity=Severity.SEVERE)
LESSON = term(2, "bath bomb", channels=tuple(Channel))
POLICY = build_policy(Settings(), Terms((FOUND, LESSON)))


def hits(source: str | bytes, kind: Format = "text", **options: object) -> list[Hit]:
    return list(scan_input(source, kind, POLICY, **options))  # type: ignore[arg-type]  # options by name


def the_planted(found: list[Hit]) -> Hit:
    return next(hit for hit in found if fold(hit.text) == PLANTED)


@pytest.mark.parametrize(
    ("kind", "source", "written", "channel", "line"),
    [
        pytest.param("text", "hello,\nI Kill  Myself", "Kill  Myself", Channel.TYPED, 2, id="words"),
        pytest.param(
            "html",
            "<p hidden>kill myself</p>\n<p>ki<b>ll</b>&nbsp;my&#115;elf</p>",
            "ki<b>ll</b>&nbsp;my&#115;elf",
            Channel.PAGE,
            2,
            id="HTML, hidden once",
        ),
        pytest.param("html", "<title>kill\n myself</title>", "kill\n myself", Channel.TITLE, 1, id="a title"),
        pytest.param("html", '<img alt="kill myself">', "kill myself", Channel.PAGE, 1, id="a picture's words"),
        pytest.param(
            "json", '{"kill myself":1,"a":"\\u006bill\\nmyself"}', "\\u006bill\\nmyself", Channel.CHAT, 1, id="JSON"
        ),
        pytest.param(
            "url",
            "https://me@www.google.com:443/search?q=kill+my%73elf",
            "kill+my%73elf",
            Channel.SEARCH,
            1,
            id="search",
        ),
        pytest.param("url", "x.org/how/kill-myself.html", "kill-myself", Channel.URL, 1, id="a path"),
        pytest.param("form", "a=1&b=%6Bill+myself", "%6Bill+myself", Channel.TYPED, 1, id="a form"),
    ],
)
def test_a_hit_stands_where_the_source_writes_it(
    kind: Format, source: str, written: str, channel: Channel, line: int
) -> None:
    hit = the_planted(hits(source, kind))
    assert source[hit.start : hit.end] == written
    assert (hit.channel, hit.line) == (channel, line)


def test_what_a_line_of_the_command_says() -> None:
    (hit,) = hits("I kill myself")
    assert msgspec.to_builtins(hit) == {
        "line": 1,
        "category": "Test",
        "term": "test/1",
        "severity": "severe",
        "raises": True,
        "why": "Test, severe: typed; the library raises it typed, searched for or in a chat or an app's data",
        "definition": "Made for a test.",
        "channel": "typed",
        "start": 2,
        "end": 13,
        "text": "kill myself",
        "snippet": "I kill myself",
    }


def test_with_lines_each_line_is_a_message_of_its_own() -> None:
    found = hits("one\r\nI kill myself\r\nkill\nmyself\nkill myself\n", lines=True)
    assert [(hit.line, hit.start, hit.end) for hit in found] == [(2, 2, 13), (5, 0, 11)]


def test_a_channel_overrides() -> None:
    (hit,) = hits("<p>kill myself</p>", "html", channel=Channel.PAGE)
    assert not hit.raises
    (hit,) = hits("<p>kill myself</p>", "html", channel=Channel.TYPED)
    assert hit.raises
    assert hit.channel is Channel.TYPED


def test_text_that_looks_like_json_is_text_when_asked_for_as_text() -> None:
    (hit,) = hits('{"kill myself": 1}')
    assert (hit.start, hit.end) == (2, 13)


def test_offsets_count_characters_of_decoded_bytes() -> None:
    source = "\ufeff😢 é kill myself".encode("utf-16-le")
    (hit,) = hits(source)
    assert "😢 é kill myself"[hit.start : hit.end] == "kill myself"
    (hit,) = hits('<meta charset="windows-1251"><p>смерть kill myself'.encode("cp1251"), "html")
    assert hit.snippet == "смерть kill myself"


def test_more_hits_than_a_worker_keeps_are_all_told() -> None:
    assert len(hits("kill myself, " * 500)) == 500


def test_a_page_that_says_one_thing_often_makes_one_capture() -> None:
    found = hits("<p>a bath bomb</p>" * 20, "html")
    assert [hit.raises for hit in found] == [True] + [False] * 19
    assert found[1].why.endswith("; it is counted with the first on the page")
    assert all(hit.raises for hit in hits("a bath bomb. " * 20))


def test_what_is_searched_for_on_a_reference_site_counts_as_anywhere() -> None:
    (hit,) = hits("https://en.wikipedia.org/w/index.php?search=kill+myself", "url")
    assert (hit.severity, hit.raises) == (Severity.SEVERE, True)


def test_switches_are_followed() -> None:
    policy = with_school(POLICY, Settings(), SchoolPolicy(off=(Off(term="test/1"),)))
    (hit,) = scan_input("kill myself", "text", policy)
    assert (hit.raises, hit.why.partition("; ")[2]) == (False, "the term is switched off for this school")


def test_what_is_hidden_is_not_printed() -> None:
    (hit,) = scan_input("looking for csam", "text", build_policy(Settings(), load_terms()))
    assert hit.raises
    assert (hit.term, hit.definition, hit.text, hit.snippet) == ("hidden",) * 4
    assert "csam" not in str(hit)


def test_empty_inputs() -> None:
    kinds: list[Format] = ["text", "html", "json", "url", "form"]
    assert [hits("", kind) for kind in kinds] == [[]] * 5


WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Co"]), max_size=40)


@given(WORDS, WORDS)
def test_in_text(before: str, after: str) -> None:
    source = f"{before} {PLANTED}\n\n{after}"
    hit = the_planted(hits(source))
    assert source[hit.start : hit.end] == hit.text == PLANTED


@given(
    WORDS,
    WORDS,
    st.sampled_from(["kill myself", "k&#105;ll&#x20;myself", "ki<i>ll</i> my<b>self</b>", "kill&nbsp;\n myself"]),
)
def test_in_html(before: str, after: str, written: str) -> None:
    source = f"<p title='{html.escape(before)}'>{html.escape(before)}</p><p>{written}</p>{html.escape(after)}"
    hit = the_planted(hits(source, "html"))
    assert source[hit.start : hit.end] == written.removesuffix("</b>")


@given(WORDS, WORDS, st.booleans(), st.sampled_from(["kill myself", "kill\nmyself", "kill  mys\u00e9lf"]))
def test_in_json(before: str, after: str, ascii_only: bool, planted: str) -> None:
    source = json.dumps({before: [after, {"kill myself": f"{before} {planted} {after}"}]}, ensure_ascii=ascii_only)
    hit = the_planted(hits(source, "json"))
    assert json.loads(f'"{source[hit.start : hit.end]}"') == planted


@given(WORDS, WORDS)
def test_in_a_form(before: str, after: str) -> None:
    source = f"a={quote_plus(before)}&b={quote_plus(f'{before} {PLANTED} {after}')}"
    hit = the_planted(hits(source, "form"))
    assert unquote_plus(source[hit.start : hit.end]) == PLANTED


@given(WORDS, WORDS)
def test_in_a_url(before: str, after: str) -> None:
    source = f"https://x.org/{quote_plus(before)}?b={quote_plus(f'{before} {PLANTED} {after}')}"
    hit = the_planted(hits(source, "url"))
    assert unquote_plus(source[hit.start : hit.end]) == PLANTED
