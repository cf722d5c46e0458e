"""Mail, and the rules in words."""

from collections.abc import Callable

from appliance.first_run import FirstRun, Step
from appliance.mail.server import MailServer
from appliance.store import Store
from tests.webui.conftest import Clock, Person

SERVER = MailServer(host="smtp.school.test", user="box", sender="box@school.test", console="https://box.test")


def test_without_mail_it_says_that_nobody_is_told(grace: Person, at: Callable[[Step], None]) -> None:
    at(Step.MAIL)
    assert "nobody is" in grace.get("/setup/mail").text
    assert grace.post("/setup/mail").location == "/setup/mail"
    assert "Mail is not set up yet" in grace.get("/setup/mail").text


def test_a_test_that_was_asked_for_here_is_shown_here(
    grace: Person, at: Callable[[Step], None], store: Store, clock: Clock
) -> None:
    at(Step.MAIL)
    store.choices.put(SERVER, "test", clock())
    answer = grace.post("/alerts/mail/test", to="g.okafor@school.test")
    assert answer.location.startswith("/setup/mail?test=")
    assert "Sending a test to" in grace.get(answer.location).text
    assert grace.post("/setup/mail").location == "/setup"


def test_a_test_that_was_asked_for_elsewhere_stays_there(
    grace: Person, at: Callable[[Step], None], store: Store, clock: Clock
) -> None:
    at(Step.PEOPLE)
    store.choices.put(SERVER, "test", clock())
    assert grace.post("/alerts/mail/test", to="g.okafor@school.test").location.startswith("/alerts/mail?")


def test_a_key_that_is_nobodys_shows_no_test(grace: Person, at: Callable[[Step], None], store: Store) -> None:
    at(Step.MAIL)
    store.choices.put(SERVER, "test", 1.0)
    assert grace.get("/setup/mail?test=<script>").status_code == 200


def test_the_rules_are_words_and_say_where_nobody_would_be_told(
    grace: Person, at: Callable[[Step], None], store: Store
) -> None:
    at(Step.ALERTS)
    page = grace.get("/setup/alerts").text
    assert "Severe captures" in page
    assert "Designated safeguarding lead" in page
    assert "Nobody has that duty yet" in page
    assert "Mail is not set up" in page
    assert "Change this" not in page  # that is the lead's to decide
    assert grace.post("/setup/alerts").location == "/setup"
    assert Step.ALERTS in store.choices.get(FirstRun).done
