"""Rules by group: said in words, seen before they are saved, undone and taken away."""

from collections.abc import Callable

import pytest

from appliance.config import Sensitivity
from appliance.duties import Duty
from appliance.model import Channel
from appliance.policy.groups import GroupPolicy
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.keywords.conftest import Send, person_in
from tests.webui.keywords.test_own import looked_of
from tests.webui.parts import captured
from webui.keywords.policies import words_of

pytestmark = pytest.mark.usefixtures("groups")
ALL = ["Gambling", "Self-harm", "Suicide"]
PLACES = ["typed", "search", "chat", "title", "page", "url"]
FIELDS = {"group": "class-3b", "on": ALL, "channels": PLACES, "sensitivity": "everything"}


def saved(send: Send, **changed: object) -> int:
    fields = FIELDS | changed
    seen = send("/keywords/groups/one", step="save", **fields)
    return send("/keywords/groups/one", step="save", looked=looked_of(seen.text), **fields).status_code


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        pytest.param(GroupPolicy(), "Every category is on.", id="nothing said"),
        pytest.param(GroupPolicy(group="a", vulnerable=True, off=("Gambling",)), "Everything is on.", id="vulnerable"),
        pytest.param(
            GroupPolicy(group="a", off=("Gambling",), sensitivity=Sensitivity.SEVERE, code=True, when=("lessons",)),
            "Off: Gambling. Severe only. Page code is read too. In lessons.",
            id="much said",
        ),
    ],
)
def test_a_policy_in_words(policy: GroupPolicy, words: str) -> None:
    assert words_of(policy) == words


def test_every_group_is_offered(adult: Person) -> None:
    page = adult.get("/keywords/groups").text
    assert all(title in page for title in ("The whole school", "3B", "Year 6", "Nurture", "Room 4"))


def test_nothing_is_saved_before_somebody_saw_what_it_would_leave_out(send: Send, store: Store) -> None:
    store.captures.add([captured(111, at=NOW - 60), captured(112, at=NOW - 90, room="Room 5")], 0)
    seen = send("/keywords/groups/one", step="save", **FIELDS | {"group": "room/Room 4", "on": ["Gambling"]})
    assert "It would have left out 1 of 2 captures" in seen.text
    assert "What it would add cannot be known" in seen.text
    assert store.policies.groups() == ()


def test_a_policy_is_saved(send: Send, store: Store, adult: Person) -> None:
    assert saved(send, channels=["typed"], sensitivity="moderate and up", when=["lessons"], code="y") == 303
    (policy,) = store.policies.groups()
    assert "Gambling" not in policy.off
    assert "Weapons and violence" in policy.off
    assert policy.channels == dict.fromkeys(ALL, (Channel.TYPED,))
    assert (policy.sensitivity, policy.when, policy.code) == (Sensitivity.MODERATE, ("lessons",), True)
    page = adult.get("/keywords/groups/one?group=class-3b").text
    assert "Undo the last change" in page
    assert 'value="typed" checked' in page
    assert 'value="chat" checked' not in page


def test_a_policy_is_undone_and_taken_away(send: Send, store: Store) -> None:
    saved(send)
    saved(send, on=["Gambling"])
    assert "Suicide" in store.policies.groups()[0].off
    send("/keywords/groups/undo", group="class-3b")
    assert "Suicide" not in store.policies.groups()[0].off
    send("/keywords/groups/reset", group="class-3b")
    assert store.policies.groups() == ()


def test_a_vulnerable_group_keeps_everything_on(send: Send, store: Store, adult: Person) -> None:
    page = adult.get("/keywords/groups/one?group=nurture").text
    assert "everything stays on" in page
    answer = send("/keywords/groups/one", step="save", **FIELDS | {"group": "nurture"})
    assert answer.status_code == 422
    assert "In a vulnerable group everything stays on." in answer.text
    assert saved(send, group="nurture", vulnerable="y") == 303
    assert store.policies.groups() == (GroupPolicy(group="nurture", vulnerable=True, code=True),)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        pytest.param({"group": "no-such"}, 404, id="no such group"),
        pytest.param({"on": ["Illegal content"]}, 422, id="illegal content"),
        pytest.param({"sensitivity": "none"}, 422, id="no such severity"),
        pytest.param({"channels": ["code"]}, 422, id="no such place"),
        pytest.param({"when": ["full moon"]}, 422, id="no such time"),
    ],
)
def test_a_policy_that_cannot_be(send: Send, store: Store, changed: dict[str, object], status: int) -> None:
    assert send("/keywords/groups/one", step="save", **FIELDS | changed).status_code == status
    assert store.policies.groups() == ()


def test_what_is_left_out_is_within_sight(send: Send, store: Store, sign_in: Callable[..., Person]) -> None:
    """A head who is not named for a vulnerable group does not read of its children here either."""
    person_in(store, "Amy", "nurture")
    store.captures.add([captured(111, at=NOW - 60, words="hidden from a head", person="Amy")], 0)
    head, lead = sign_in(Duty.HEAD), sign_in(Duty.DSL)
    look = FIELDS | {"group": "", "on": ["Gambling"]}
    assert "There was no capture" in send("/keywords/groups/one", head, **look).text
    seen = send("/keywords/groups/one", lead, **look).text
    assert "It would have left out 1 of 1 capture" in seen
    assert "<mark>hidden from a head</mark>" in seen
    assert [one.object for one in store.audit.recent() if one.what == "seen in a list"] == ["captures 1"]
