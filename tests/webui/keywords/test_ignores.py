"""What is ignored: in words, seen before it is saved, removed and put back."""

import pytest

from appliance.model import Ignored
from appliance.policy.school import Ignore
from appliance.store import Store
from appliance.store import school as school_store
from tests.webui.conftest import NOW, Person
from tests.webui.keywords.conftest import Send
from tests.webui.keywords.test_own import looked_of
from tests.webui.parts import captured
from tests.webui.test_hostile_text import CORPUS, Reader
from webui.keywords.ignores import in_words

FIELDS = {"term": "self-harm/111", "site": "school.example", "phrase": "", "group": "", "reason": "The play"}


@pytest.mark.parametrize(
    ("entry", "group", "words"),
    [
        pytest.param(Ignore(number=1, site="bbc.co.uk"), "", "Everything on bbc.co.uk", id="a site"),
        pytest.param(
            Ignore(number=1, term="a/4", site="x.org"), "Year 6", "a/4 on x.org, for Year 6", id="a term on a site"
        ),
        pytest.param(Ignore(number=1, term="a/4", phrase="toy gun"), "", "“toy gun” (a/4) anywhere", id="a phrase"),
    ],
)
def test_an_entry_in_words(entry: Ignore, group: str, words: str) -> None:
    assert in_words(entry, group) == words


def test_how_often_and_when_last(adult: Person, store: Store) -> None:
    store.school.add_ignore(Ignore(number=0, site="bbc.co.uk", reason="News"), "test", NOW)
    assert "It has left out nothing yet" in adult.get("/keywords/ignored").text
    event = Ignored(at=NOW - 60, worker="w", device="d", entries=(1,))
    with store._cases.transaction() as connection:
        school_store.put_ignored(connection, event)
        school_store.put_ignored(connection, event)
    page = adult.get("/keywords/ignored").text
    assert "Left out twice, last" in page
    assert "News" in page


def test_what_it_would_have_left_out_is_shown_first(send: Send, store: Store) -> None:
    store.captures.add(
        [
            captured(111, at=NOW - 60, host="www.school.example", words="hurt myself"),
            captured(111, at=NOW - 90, host="elsewhere.example"),
            captured(112, at=NOW - 90, host="www.school.example"),
        ],
        0,
    )
    seen = send("/keywords/ignored", step="add", **FIELDS)
    assert "It would have left out 1 of 3 captures" in seen.text
    assert "<mark>hurt myself</mark>" in seen.text
    assert [one.object for one in store.audit.recent() if one.what == "seen in a list"] == ["captures 1"]
    assert store.school.load().ignores == ()
    assert send("/keywords/ignored", step="add", looked=looked_of(seen.text), **FIELDS).status_code == 303
    (entry,) = store.school.load().ignores
    assert (entry.term, entry.site, entry.reason) == ("self-harm/111", "school.example", "The play")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        pytest.param({"site": "", "phrase": ""}, "needs a site or a phrase", id="a term alone"),
        pytest.param({"site": "a b"}, "The site", id="no site"),
        pytest.param({"site": "", "term": "", "phrase": "toy gun"}, "A phrase is ignored for one term", id="no term"),
        pytest.param({"term": "no-such/1"}, "There is no term", id="no such term"),
        pytest.param({"term": "illegal content/2"}, "There is no term", id="a guess at an illegal term"),
        pytest.param({"phrase": "(("}, "The phrase", id="a phrase that cannot be read"),
        pytest.param({"group": "no-such"}, "Not a valid choice", id="no such group"),
        pytest.param({"reason": "x" * 201}, "Use at most 200 letters.", id="too long"),
    ],
)
def test_an_entry_that_cannot_be_comes_back(send: Send, store: Store, changed: dict[str, str], says: str) -> None:
    answer = send("/keywords/ignored", step="add", **FIELDS | changed)
    assert answer.status_code == 422
    assert says in answer.text
    assert store.school.load().ignores == ()


def test_an_entry_is_removed_and_put_back(send: Send, store: Store, adult: Person) -> None:
    entry = store.school.add_ignore(Ignore(number=0, site="bbc.co.uk"), "test", NOW)
    send("/keywords/ignored/remove", number="1")
    assert store.school.load().ignores == ()
    assert "Removed lately (1)" in adult.get("/keywords/ignored").text
    send("/keywords/ignored/restore", number="1")
    assert store.school.load().ignores == (entry,)


def test_a_link_brings_the_term_along(adult: Person) -> None:
    assert 'value="gambling/3"' in adult.get("/keywords/ignored?term=gambling/3").text


@pytest.mark.parametrize("text", CORPUS)
def test_hostile_text_of_an_entry_is_text(adult: Person, send: Send, store: Store, text: str) -> None:
    store.school.add_ignore(Ignore(number=0, site=text, term=text, phrase=text, group=text, reason=text), "test", NOW)
    Reader(adult.get("/keywords/ignored").text)
    store.school.remove_ignore(1, "test", NOW)
    Reader(adult.get("/keywords/ignored").text)
    store.captures.add([captured(111, at=NOW - 60, host="school.example", words=text, device=text)], 0)
    Reader(send("/keywords/ignored", step="look", **FIELDS).text)
