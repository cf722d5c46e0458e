"""A change is looked at, given a reason, and made once."""

import html
import re
from collections.abc import Callable

import msgspec
import pytest

from appliance.access.changes import MoveRule, NeedSecond, PutRule, TakeRule
from appliance.access.rules import Effect
from appliance.duties import Duty
from appliance.store import Store
from tests.access.given import rule
from tests.webui.conftest import NOW, Person
from tests.webui.test_hostile_text import CORPUS, Reader

VIDEO = PutRule(rule=rule(0, what="category:video"))


def hidden(page: str) -> dict[str, str]:
    """What a page's form carries on."""
    found = re.findall(r'type="hidden" name="(\w+)" value="(.*?)"', page)
    return {name: html.unescape(value) for name, value in found}


def encoded(change: object) -> str:
    return msgspec.json.encode(change).decode()


def send(who: Person, change: object, reason: str = "a topic", **more: str) -> int:
    fields = {"change": encoded(change), "undoes": "0", "back": "sites", "reason": reason} | more
    return who.post("/changes", **fields).status_code


def test_what_the_page_shows_is_what_is_made(adult: Person, store: Store) -> None:
    page = adult.post("/sites/rule", effect="block", categories="video", everyone="y", name="Video", place="0").text
    fields = hidden(page)
    assert "can no longer open youtube.com" in page
    answer = adult.post("/changes", **(fields | {"reason": "Too much of it"}))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sites")
    (made,) = store.access.load(NOW).rules
    assert (made.name, made.effect, made.reason) == ("Video", Effect.BLOCK, "Too much of it")
    assert made.by == "sign-in link of the box"


def test_a_change_sent_twice_is_made_once(adult: Person, store: Store) -> None:
    for _ in range(2):
        assert send(adult, VIDEO, once="the-same-mark") == 303
    assert len(store.access.changes()) == 1


@pytest.mark.parametrize(
    ("reason", "says"),
    [("", "Say why"), (" \n ", "Say why"), ("x" * 501, "Use at most 500 letters.")],
)
def test_without_a_reason_nothing_is_made(adult: Person, store: Store, reason: str, says: str) -> None:
    answer = adult.post("/changes", change=encoded(VIDEO), undoes="0", back="sites", reason=reason)
    assert answer.status_code == 422
    assert says in answer.text
    assert store.access.changes() == ()


def test_what_cannot_be_says_why(adult: Person, store: Store) -> None:
    help_line = PutRule(rule=rule(0, what="host:childline.org.uk"))
    answer = adult.post("/changes", change=encoded(help_line), undoes="0", back="sites", reason="x")
    assert answer.status_code == 422
    assert "no rule can close it" in answer.text
    everything = PutRule(rule=rule(0))
    assert "would lock staff out" in (
        adult.post("/changes", change=encoded(everything), undoes="0", back="sites", reason="x").text
    )
    assert store.access.changes() == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"change": ""},
        {"change": "{}"},
        {"change": '{"type":"PutRule"}'},
        {"change": '{"type":"Nonsense","number":1}'},
        {"undoes": "-1"},
        {"undoes": "x"},
        {"undoes": "9" * 30},
        {"back": "https://evil.example"},
        {"back": ""},
    ],
)
def test_what_we_did_not_write_is_refused(adult: Person, store: Store, fields: dict[str, str]) -> None:
    given = {"change": encoded(VIDEO), "undoes": "0", "back": "sites", "reason": "x"} | fields
    assert adult.post("/changes", **given).status_code == 400
    assert store.access.changes() == ()


def test_a_rule_that_is_gone_meanwhile(adult: Person) -> None:
    for gone in (TakeRule(number=7), MoveRule(number=7)):
        answer = adult.post("/changes", change=encoded(gone), undoes="0", back="sites", reason="x")
        assert answer.status_code == 422
        assert "There is no rule 7 any more." in answer.text


@pytest.mark.parametrize("hostile", CORPUS)
def test_words_are_text(adult: Person, hostile: str) -> None:
    odd = msgspec.structs.replace(VIDEO.rule, name=hostile)
    answer = adult.post("/changes", change=encoded(PutRule(rule=odd)), undoes="0", back="sites", reason=hostile[:400])
    assert answer.status_code in {303, 400, 413, 422}
    Reader(answer.text)
    Reader(adult.get("/sites").text)
    Reader(adult.get("/changes").text)


def test_with_two_it_waits(sign_in: Callable[..., Person], store: Store) -> None:
    lead = sign_in(Duty.DSL)
    assert send(lead, NeedSecond(wanted=True)) == 422, "there is nobody else yet"
    sign_in(Duty.HEAD)
    assert send(lead, NeedSecond(wanted=True)) == 303
    assert send(lead, VIDEO) == 303
    assert send(lead, NeedSecond(wanted=False)) == 303
    assert store.access.load(NOW).rules == ()
    assert len(store.access.waiting()) == 2
    assert store.access.second_person()


def test_the_matrix(sign_in: Callable[..., Person], store: Store) -> None:
    for duty in Duty:
        wanted = duty in {Duty.DSL, Duty.DEPUTY, Duty.HEAD}
        assert (send(sign_in(duty), VIDEO) == 303) is wanted, duty
    assert len(store.access.changes()) == 3
