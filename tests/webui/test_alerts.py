"""Who is told, as people see and change it."""

from collections.abc import Callable
from datetime import time

import pytest

from appliance.alerts.digest import Preferences
from appliance.alerts.ladder import Ladder
from appliance.alerts.rules import AlertRule, Hours, How
from appliance.duties import Duty
from appliance.mail.outgoing import Letter, NewMail
from appliance.mail.server import MailServer
from appliance.model import ILLEGAL, Severity
from appliance.store import Store
from tests.webui.conftest import NOW, Person
from tests.webui.parts import captured
from tests.webui.test_hostile_text import CORPUS, Reader

SignIn = Callable[..., Person]
GOOD = {"category": "Suicide", "group": "", "hours": "any", "how": "at once", "duties": "dsl", "severities": "severe"}


@pytest.fixture
def lead(sign_in: SignIn) -> Person:
    return sign_in(Duty.DSL)


def rules(store: Store) -> list[AlertRule]:
    return [one.rule for one in store.alert_rules.in_force()]


def test_the_rules_stand_there_in_words(lead: Person) -> None:
    text = " ".join(Reader(lead.get("/alerts").text).text.split())
    assert "Severe captures →go to Designated safeguarding lead, Deputy safeguarding lead, at once" in text
    assert "Moderate and minor captures" in text
    assert "After 15 minutes: Deputy safeguarding lead" in text
    assert "Mail is not set up, so nobody is told by mail." in text


def test_a_rule_is_added_changed_removed_and_each_is_undone(lead: Person, store: Store) -> None:
    start = rules(store)
    answer = lead.post("/alerts/new", **GOOD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/alerts?undo=3")
    wanted = AlertRule(severities=(Severity.SEVERE,), category="Suicide", duties=(Duty.DSL,))
    assert rules(store) == [*start, wanted]
    lead.post("/alerts/3", **(GOOD | {"hours": "between", "start": "18:00", "end": "08:00", "how": "weekly"}))
    assert rules(store)[2].hours is Hours.BETWEEN
    assert "between 18:00 and 08:00" in lead.get("/alerts").text
    lead.post("/alerts/undo", number="4")
    assert rules(store) == [*start, wanted]
    lead.post("/alerts/remove", number="3")
    assert rules(store) == start
    assert "Undo the last change" in lead.get("/alerts?undo=3").text
    lead.post("/alerts/undo", number="3")
    assert rules(store) == [*start, wanted]
    assert lead.post("/alerts/undo", number="1").status_code == 303


def test_before_saving_it_says_how_many_mails_that_would_be(lead: Person, sign_in: SignIn, store: Store) -> None:
    sign_in(Duty.TEACHER, "class-9z")
    for day in range(5):
        store.captures.add([captured(day, at=NOW - day * 86_400, category="Suicide")])
    store.captures.add([captured(9, at=NOW - 40 * 86_400, category="Suicide")])
    answer = lead.post("/alerts/new", **GOOD, preview="y")
    assert answer.status_code == 200
    assert "this would have sent 5 mails" in answer.text
    assert len(rules(store)) == 2
    assert "would have sent 0 mails" in lead.post("/alerts/new", **(GOOD | {"duties": "teacher"}), preview="y").text
    # Tuesday, Monday, and what came from Friday on: Sunday's and Saturday's go with Monday's digest.
    assert "have sent 3 mails" in lead.post("/alerts/new", **(GOOD | {"how": "daily"}), preview="y").text
    lead.post("/alerts/new", **GOOD)
    assert "it would have sent 5 mails" in lead.get("/alerts").text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({"duties": ""}, "Who is to be told?", id="nobody"),
        pytest.param({"addresses": "head"}, "head is no mail address", id="no address"),
        pytest.param({"addresses": "\n".join(f"a{n}@b.test" for n in range(21))}, "At most 20", id="too many"),
        pytest.param({"hours": "between"}, "two different times", id="no times"),
        pytest.param({"hours": "between", "start": "08:00", "end": "08:00"}, "two different times", id="same time"),
        pytest.param({"term": "weapons/99999"}, "There is no term", id="no such term"),
        pytest.param({"term": "illegal/1"}, "There is no term", id="a hidden term"),
        pytest.param({"category": "Nonsense"}, "Not a valid choice", id="no such category"),
        pytest.param({"how": "never"}, "Not a valid choice", id="no such way"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    lead: Person, store: Store, changed: dict[str, str], sentence: str
) -> None:
    fields = {name: value for name, value in (GOOD | changed).items() if value or name in {"group", "category"}}
    answer = lead.post("/alerts/new", **fields)
    assert answer.status_code == 422
    assert sentence in Reader(answer.text).text
    assert len(rules(store)) == 2


def test_illegal_content_can_be_chosen_as_a_category(lead: Person, store: Store) -> None:
    lead.post("/alerts/new", **(GOOD | {"category": ILLEGAL}))
    assert rules(store)[2].category == ILLEGAL


def test_somebody_else_was_faster(lead: Person, store: Store) -> None:
    store.alert_rules.remove(1, "another", NOW)
    lead.post("/alerts/1", **GOOD)
    assert "Somebody else has changed or removed that rule" in lead.get("/alerts").text
    assert lead.get("/alerts/1").status_code == 404


def test_the_ladder(lead: Person, store: Store) -> None:
    assert lead.post("/alerts/ladder", minutes="0", steps="head", when="school").status_code == 422
    assert lead.post("/alerts/ladder", minutes="soon", when="school").status_code == 422
    lead.post("/alerts/ladder", minutes="30", steps="head", when="always")
    assert store.choices.get(Ladder) == Ladder(minutes=30, steps=(Duty.HEAD,), school_hours=False)
    lead.post("/alerts/ladder", minutes="30", when="school")
    assert "Nobody else is told." in lead.get("/alerts").text


@pytest.mark.parametrize("duty", list(Duty))
def test_everybody_has_their_own_digest(sign_in: SignIn, store: Store, duty: Duty) -> None:
    person = sign_in(duty, "class-3b")
    assert person.post("/alerts/mine", digest="weekly", at="08:15").status_code == 303
    assert store.alerting.preferences(1) == Preferences(digest=How.WEEKLY, at=time(8, 15))
    assert person.post("/alerts/mine", digest="", at="25:99").status_code == 422
    may = duty in {Duty.DSL, Duty.DEPUTY, Duty.HEAD}
    assert ("Who is told of what" in person.get("/alerts").text) is may
    for path in ("/alerts/new", "/alerts/1", "/alerts/remove", "/alerts/undo", "/alerts/ladder"):
        assert (person.post(path, **GOOD).status_code == 403) is not may


def test_who_has_no_account_has_no_digest(adult: Person) -> None:
    assert "For you" not in adult.get("/alerts").text
    assert adult.post("/alerts/mine", digest="daily", at="08:15").status_code == 404


def test_mail_that_waits_and_mail_that_was_refused(lead: Person, store: Store) -> None:
    store.choices.put(MailServer(host="smtp.school.test", sender="box@school.test"), "test", NOW)
    assert "No mail was sent yet" in lead.get("/alerts").text
    letters = [NewMail(key=str(n), address=f"a{n}@b.test", content=Letter(subject="s", text="t")) for n in range(3)]
    store.outbox.add(letters, NOW - 600)
    store.outbox.refused(1, NOW, "The server does not take mail for this address.")
    store.outbox.later(2, NOW + 900, "smtp.school.test, port 587 does not answer.")
    page = lead.get("/alerts").text
    assert "2 mails wait" in page
    assert "To <bdi>a0@b.test</bdi>" in page
    lead.post("/alerts/again", number="0")
    second = store.outbox.get(2)
    assert second
    assert second.next_at == 0
    lead.post("/alerts/again", number="1")
    assert store.outbox.state().refused == ()
    store.outbox.refused(1, NOW, "Again not.")
    lead.post("/alerts/put-away", number="1")
    assert "Not delivered" not in lead.get("/alerts").text


@pytest.mark.parametrize("hostile", CORPUS)
def test_hostile_text_is_text(lead: Person, store: Store, hostile: str) -> None:
    store.choices.put(MailServer(host="h", sender="box@school.test"), "test", NOW)
    store.alert_rules.add(AlertRule(category=hostile, term=hostile, group=hostile, addresses=(hostile,)), "x", NOW)
    store.outbox.add([NewMail(key="1", address=hostile, content=Letter(subject=hostile, text=hostile))], NOW)
    store.outbox.refused(1, NOW, hostile)
    store.outbox.add([NewMail(key="2", address="a@b.test", content=Letter(subject="s", text="t"))], NOW)
    store.outbox.later(2, NOW, hostile)
    for path in ("/alerts", "/alerts/3"):
        answer = lead.get(path)
        assert answer.status_code == 200
        Reader(answer.text)
    Reader(lead.post("/alerts/new", **(GOOD | {"addresses": hostile, "term": hostile[:60]})).text)
