import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.extract import extract
from appliance.extract.json import read, read_guessed, strings
from appliance.model import Channel
from tests.extract.given import received, said, sent

ANSWER = ["how", " to", " hi", "de", " cuts"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param('{"kill":"a","b":["c",{"d":"e"}]}', ["a", "c", "e"], id="values, not keys"),
        pytest.param('{"a" : "b", "c"\n:\n"d"}', ["b", "d"], id="spaces around the colon"),
        pytest.param(r'"I\u0020am \"so\" s\u00e4d \ud83d\ude22"', ['I am "so" säd 😢'], id="escapes and an emoji"),
        pytest.param(r'["a\qb", "\ud83d", "\u12"]', ["aqb", "\ud83d", "u12"], id="broken escapes"),
        pytest.param('{"a":"kill mys', ["kill mys"], id="cut inside a string"),
        pytest.param('{"a":"x\\', ["x"], id="cut inside an escape"),
        pytest.param('{"a":"b"}\n{"a":"c"}\n', ["b", "c"], id="a document a line"),
        pytest.param(')]}\'\n["a"]', ["a"], id="behind a guard"),
        pytest.param(
            '{"query":"mutation($t:String!){post(text:$t)}","variables":{"t":"hi"}}',
            ["mutation($t:String!){post(text:$t)}", "hi"],
            id="GraphQL",
        ),
        pytest.param('{"user":"u","password":"kill myself","x":"y"}', ["u", "y"], id="secrets are not read"),
        pytest.param(r'{"html":"<p>sui<b>cide<\/b></p><script>x</script>"}', ["suicide"], id="HTML in a value"),
        pytest.param(r'["kill\nmyself"]', ["kill myself"], id="a wrapped line"),
        pytest.param("no json", [], id="no string"),
    ],
)
def test_strings(text: str, words: list[str]) -> None:
    assert list(strings(text)) == words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param('{"a":"sad", "b":[1.5e3,true,null]}', "sad", id="JSON"),
        pytest.param("[1] i am sad", "[1] i am sad", id="words"),
        pytest.param('["a"] i am "sad"', '["a"] i am "sad"', id="words and strings"),
        pytest.param(')]}\'\n["sad"]', "sad", id="guarded"),
    ],
)
def test_what_only_looks_like_json_loses_no_word(body: str, words: str) -> None:
    assert [text for _, text in said(list(read_guessed(received(body))))] == [words]


def test_sent_is_typed_and_received_is_chat() -> None:
    assert ("typed", "hi") in said(list(read(sent('{"m":"hi"}'))))
    assert said(list(read(received('{"m":"hi"}')))) == [(Channel.CHAT, "hi")]


def test_a_search_sent_as_json_is_a_search() -> None:
    message = sent(
        '{"query":"sad","context":{"hl":"en"}}', host="www.youtube.com", path="/youtubei/v1/search?prettyPrint=false"
    )
    assert said(list(read(message))) == [(Channel.SEARCH, "sad"), (Channel.TYPED, "en")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 10_000 + '"kill myself"' + "]" * 10_000, id="10,000 deep"),
        pytest.param('{"a":' * 300_000 + '"kill myself"', id="300,000 objects deep, never closed"),
        pytest.param('"' + r"\"" * 700_000, id="a string of escaped quotes that never ends"),
        pytest.param('"a"' + " " * 1_500_000 + '"kill myself"', id="a megabyte of nothing"),
        pytest.param('"' * 1_000_001, id="nothing but quotes"),
        pytest.param('["' + "<" * 500_000 + "</" * 200_000 + '"]', id="half tags in a value"),
    ],
)
def test_hostile_documents_cost_no_more_than_their_length(text: str) -> None:
    started = time.perf_counter()
    list(strings(text))
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(
            "".join(json.dumps({"model": "m", "response": piece, "done": False}) + "\n" for piece in ANSWER),
            "application/x-ndjson",
            id="a line each",
        ),
        pytest.param(
            json.dumps([{"candidates": [{"content": {"parts": [{"text": piece}]}}]} for piece in ANSWER]),
            "application/json",
            id="an array",
        ),
        pytest.param('/**/ cb.x({"a": "how to hide cuts"});\n', "application/javascript", id="in a call"),
    ],
)
def test_an_answer_in_pieces(body: str, content_type: str) -> None:
    assert "how to hide cuts" in extract(received(body, content_type))[0].text


def test_comments_do_not_run_together() -> None:
    comments = json.dumps([{"text": "I want to die"}, {"text": "ok"}, {"text": "no"}, {"text": "go on"}])
    assert extract(received(comments, "application/json"))[0].text == "I want to die\nok\nno\ngo on"


@pytest.mark.parametrize("code", ['define(["a"], function(){ return "kill myself" })', "f([1])('x')"])
def test_code_in_a_call_is_not_read(code: str) -> None:
    assert not extract(received(code, "text/javascript"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def values_of(document: object) -> list[str]:
    if isinstance(document, str):
        return [document] if document else []
    if isinstance(document, dict):
        return [value for inner in document.values() for value in values_of(inner)]
    return [value for inner in document for value in values_of(inner)] if isinstance(document, list) else []


@given(JSON, st.booleans())
def test_the_same_strings_as_a_parser_finds(document: object, ascii_only: bool) -> None:
    expected = [value for value in values_of(document) if "\n" not in value and "</" not in value]
    found = list(strings(json.dumps(document, ensure_ascii=ascii_only)))
    assert [value for value in found if value in expected] == expected or any("\n" in v for v in values_of(document))


@given(st.text())
def test_nothing_raises(text: str) -> None:
    list(strings(text))
