"""The school's own terms: seen before they are saved, tried on a sentence, removed and put back."""

import pytest

from appliance.model import Channel, Handling, Severity, Visit
from appliance.policy.school import OWN, OwnTerm
from appliance.store import Store
from appliance.wire import AskReload
from tests.webui.conftest import NOW, Person
from tests.webui.keywords.conftest import Send
from tests.webui.parts import SmallCore, captured
from tests.webui.test_hostile_text import CORPUS, Reader
from webui.keywords.own import LONGEST_SENTENCE

FIELDS = {
    "pattern": "oak lane lot",
    "definition": "A group of older boys",
    "severity": "moderate",
    "category": OWN,
    "channels": ["typed", "search"],
    "group": "",
}


def searched(words: str) -> Visit:
    url = f"https://www.bing.com/search?q={words.replace(' ', '+')}"
    return Visit(
        at=NOW - 3600,
        worker="w",
        client="10.0.0.21",
        device="tablet-3",
        host="www.bing.com",
        url=url,
        handling=Handling.READ,
    )


def looked_of(page: str) -> str:
    return page.split('name="looked" value="')[1].split('"', maxsplit=1)[0]


def test_nothing_is_added_before_somebody_saw_what_it_would_have_caught(
    send: Send, store: Store, core: SmallCore, adult: Person
) -> None:
    store.activity.add([searched("meet the oak lane lot")])
    seen = send("/keywords/own", step="add", **FIELDS)
    assert seen.status_code == 200
    assert "This would have caught 1 time in the last 30 days" in seen.text
    assert "<mark>oak lane lot</mark>" in seen.text
    (entry,) = [one for one in store.audit.recent() if one.what == "passages seen"]
    assert entry.object == "1, that a new term would have caught"
    assert store.school.load().terms == ()
    answer = send("/keywords/own", step="add", looked=looked_of(seen.text), **FIELDS)
    assert answer.status_code == 303
    (term,) = store.school.load().terms
    assert (term.pattern, term.channels, term.severity) == (
        "oak lane lot",
        (Channel.TYPED, Channel.SEARCH),
        Severity.MODERATE,
    )
    assert any(isinstance(message, AskReload) for message in core.asked)
    assert "school/1 was added." in adult.get("/keywords/own").text


def test_what_was_changed_since_is_looked_at_again(send: Send, store: Store) -> None:
    looked = looked_of(send("/keywords/own", step="look", **FIELDS).text)
    answer = send("/keywords/own", step="add", looked=looked, **FIELDS | {"pattern": "another lot"})
    assert answer.status_code == 200
    assert store.school.load().terms == ()


def test_a_short_term_is_warned_about(send: Send) -> None:
    assert "It is only 3 letters long" in send("/keywords/own", step="look", **FIELDS | {"pattern": "zqx"}).text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        pytest.param({"pattern": ""}, "Write the word or phrase.", id="no word"),
        pytest.param({"pattern": "(oak|"}, "This term cannot be added.", id="a bracket is missing"),
        pytest.param({"pattern": "x" * 301}, "Use at most 300 letters.", id="too long"),
        pytest.param({"pattern": "oak\u202elane"}, "cannot be seen", id="a character that nobody sees"),
        pytest.param({"definition": ""}, "Say what it means", id="no meaning"),
        pytest.param({"severity": "grave"}, "Not a valid choice", id="no such severity"),
        pytest.param({"category": "Illegal content"}, "Not a valid choice", id="illegal content"),
        pytest.param({"channels": []}, "Choose at least one place.", id="nowhere"),
        pytest.param({"channels": ["code"]}, "not a valid choice", id="no such place"),
        pytest.param({"group": "no-such"}, "Not a valid choice", id="no such group"),
    ],
)
def test_a_term_that_cannot_be_comes_back_as_it_was_typed(
    send: Send, store: Store, changed: dict[str, object], says: str
) -> None:
    answer = send("/keywords/own", step="add", **FIELDS | {"definition": "Kept <b>words</b>"} | changed)
    assert answer.status_code == 422
    assert says in answer.text
    assert "There is a problem" in answer.text
    assert "definition" in changed or "Kept &lt;b&gt;words&lt;/b&gt;" in answer.text
    assert store.school.load().terms == ()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        pytest.param({"sentence": "shall we meet the oak lane lot"}, "<strong>Yes.</strong>", id="the new term"),
        pytest.param({"sentence": "I want to hurt myself"}, "but not by the new term", id="another one"),
        pytest.param({"sentence": "I like my rabbit"}, "Nothing in it would be caught", id="none"),
        pytest.param({"sentence": "i want to hurt myself", "pattern": "(("}, "Self-harm", id="no term yet"),
        pytest.param({"sentence": "x " * LONGEST_SENTENCE}, "Nothing in it would be caught", id="very long"),
    ],
)
def test_a_sentence_is_tried_by_the_real_matcher(send: Send, store: Store, fields: dict[str, str], says: str) -> None:
    answer = send("/keywords/own", step="try", **FIELDS | fields)
    assert answer.status_code == 200
    assert says in answer.text
    assert store.school.load().terms == ()


def test_a_sentence_with_an_illegal_term_tells_nobody_the_term(send: Send) -> None:
    page = send("/keywords/own", step="try", **FIELDS | {"sentence": "looking for csam"}).text
    assert "shown to nobody" in page
    assert "<mark><bdi>csam" not in page


def test_a_removed_term_can_be_put_back(send: Send, store: Store, adult: Person) -> None:
    added = store.school.add_term(
        OwnTerm(
            number=0,
            pattern="oak lane lot",
            severity=Severity.MINOR,
            category=OWN,
            definition="A gang of boys.",
            since="2026-11-22",
            channels=(Channel.TYPED,),
        ),
        "test",
        NOW,
    )
    send("/keywords/own/remove", number="1")
    assert store.school.load().terms == ()
    assert "Removed lately (1)" in adult.get("/keywords/own").text
    send("/keywords/own/restore", number="1")
    assert store.school.load().terms == (added,)
    assert send("/keywords/own/restore", number="7").status_code == 303
    assert send("/keywords/own/remove", number="x").status_code == 303


def test_a_term_whose_place_another_took_stays_removed(send: Send, store: Store, adult: Person) -> None:
    term = OwnTerm(
        number=0,
        pattern="oak lane lot",
        severity=Severity.MINOR,
        category=OWN,
        definition="A gang of boys.",
        since="2026-11-22",
        channels=(Channel.TYPED,),
    )
    store.school.add_term(term, "test", NOW)
    store.school.remove_term(1, "test", NOW)
    store.school.add_term(term, "test", NOW)
    send("/keywords/own/restore", number="1")
    assert "It cannot be put back. School/2 finds the same already." in adult.get("/keywords/own").text.replace(
        "school/2", "School/2"
    )
    assert len(store.school.load().terms) == 1


@pytest.mark.parametrize("text", CORPUS)
def test_hostile_text_in_what_would_have_been_caught_is_text(send: Send, store: Store, text: str) -> None:
    store.captures.add([captured(1, at=NOW - 60, before=text, words="oak lane lot", after=text, device=text)], 0)
    page = send(
        "/keywords/own", step="look", **FIELDS | {"channels": ["typed", "search", "chat", "title", "page", "url"]}
    )
    Reader(page.text)
    Reader(send("/keywords/own", step="try", **FIELDS | {"sentence": text[:900]}).text)
