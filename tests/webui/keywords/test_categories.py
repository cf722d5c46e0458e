"""The libraries on screen: cards, terms, the search, and one term's switches."""

import re
from collections.abc import Callable

import pytest

from appliance.duties import RIGHTS, Duty
from appliance.model import ILLEGAL, Channel, Right, Severity
from appliance.policy.groups import GroupPolicy
from appliance.policy.school import OWN, Off, OwnTerm
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.keywords.conftest import Send
from tests.webui.parts import captured
from tests.webui.test_hostile_text import CORPUS, Reader

PATHS = (
    "/keywords",
    "/keywords/category/suicide",
    "/keywords/search?q=knife",
    "/keywords/term/gambling/3",
    "/keywords/own",
    "/keywords/ignored",
    "/keywords/groups",
    "/keywords/groups/one?group=",
    "/keywords/pauses",
    "/keywords/pilot",
    "/keywords/libraries",
)


@pytest.mark.parametrize("duty", Duty)
def test_who_may_look_at_keywords(duty: Duty, sign_in: Callable[..., Person]) -> None:
    person = sign_in(duty, "class-3b")
    expected = 200 if Right.KEYWORDS in RIGHTS[duty] else 403
    assert {path: person.get(path).status_code for path in PATHS} == dict.fromkeys(PATHS, expected)


def test_a_card_says_what_it_is_for_how_much_it_caught_and_for_whom_it_is_off(
    adult: Person, store: Store, groups: None
) -> None:
    store.captures.add([captured(3, at=NOW - 60), captured(4, at=NOW - 40 * 86_400)], 0)
    store.policies.put(GroupPolicy(group="class-3b", off=("Gambling",)), "test", NOW)
    parts = adult.get("/keywords").text.split('<li class="tile">')[1:]
    cards = {re.findall(r"<h2><a [^>]*>([^<]+)</a>", part)[0]: part for part in parts}
    assert "1 capture in 30 days" in cards["Self-harm"]
    assert "A child may be hurting themselves" in cards["Self-harm"]
    assert "Off for" in cards["Gambling"]
    assert "3B" in cards["Gambling"]
    assert "Always on" in cards[ILLEGAL]


@pytest.mark.parametrize("duty", [duty for duty in Duty if Right.KEYWORDS not in RIGHTS[duty]])
def test_who_may_change_nothing(duty: Duty, sign_in: Callable[..., Person], send: Send, store: Store) -> None:
    person = sign_in(duty, "class-3b")
    paths = """term/gambling/3/off term/gambling/3/on own own/remove own/restore ignored ignored/remove ignored/restore
        groups/one groups/undo groups/reset pauses pauses/remove pauses/restore pilot pilot/end libraries/offer
        libraries/take libraries/drop libraries/undo"""
    assert {send(f"/keywords/{path}", person).status_code for path in paths.split()} == {403}


def test_what_is_illegal_is_on_no_screen(adult: Person) -> None:
    page = adult.get("/keywords/category/illegal").text
    assert "These terms are shown to nobody" in page
    assert '<ol class="terms">' not in page
    assert adult.get("/keywords/term/illegal/1").status_code == 404
    for query in ("illegal/1", "csam", "sexual pictures of children"):
        assert "term/illegal" not in adult.get(f"/keywords/search?q={query}").text


def test_a_large_category_comes_in_light_pages(adult: Person) -> None:
    first = adult.get("/keywords/category/bullying")
    assert "Page 1 of 13" in first.text
    assert len(first.data) < 150_000
    last = adult.get("/keywords/category/bullying?page=999").text
    assert "Page 13 of 13" in last
    assert adult.get("/keywords/category/no-such").status_code == 404


@pytest.mark.parametrize(
    ("query", "says"),
    [
        pytest.param("benadryl", "self-harm/70", id="what a pattern looks for"),
        pytest.param("BETTING gambled", "gambling/3", id="two words, in capitals"),
        pytest.param("zqxzqx", "No term has", id="nothing"),
        pytest.param("", "Write a word", id="no word yet"),
    ],
)
def test_terms_are_found(adult: Person, query: str, says: str) -> None:
    assert says in adult.get(f"/keywords/search?q={query}").text


def test_a_term_is_switched_off_for_a_group_and_on_again(adult: Person, send: Send, store: Store, groups: None) -> None:
    assert send("/keywords/term/gambling/3/off", group="class-3b").status_code == 303
    assert store.school.load().off == (Off(term="gambling/3", group="class-3b"),)
    page = adult.get("/keywords/term/gambling/3").text
    assert "Off for <bdi>3B</bdi>" in page
    assert "It is switched off for 3B." in page
    assert "Off for <bdi>3B</bdi>" in adult.get("/keywords/search?q=gambling/3").text
    send("/keywords/term/gambling/3/on", group="class-3b")
    assert store.school.load().off == ()
    assert [entry.what for entry in store.audit.recent()][:2] == ["term switched on", "term switched off"]


@pytest.mark.parametrize(
    ("path", "group", "status"),
    [
        pytest.param("gambling/3", "no-such", 422, id="no such group"),
        pytest.param("no-such/3", "", 404, id="no such term"),
        pytest.param("illegal/1", "", 404, id="illegal content"),
    ],
)
def test_what_cannot_be_switched_off(send: Send, store: Store, path: str, group: str, status: int) -> None:
    assert send(f"/keywords/term/{path}/off", group=group).status_code == status
    assert store.school.load().off == ()


@pytest.mark.parametrize("text", CORPUS)
def test_hostile_text_of_a_term_is_text(adult: Person, store: Store, text: str) -> None:
    store.school.add_term(
        OwnTerm(
            number=0,
            pattern=text,
            severity=Severity.MINOR,
            category=OWN,
            definition=text,
            channels=(Channel.TYPED,),
            group=text,
        ),
        "test",
        NOW,
    )
    store.school.switch_off(Off(term="school/1", group=text), "test", NOW)
    for path in ("/keywords/own", "/keywords/category/school", "/keywords/term/school/1"):
        Reader(adult.get(path).text)
