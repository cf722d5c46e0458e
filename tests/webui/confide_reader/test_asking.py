"""Mails of the settings: to whom they go, once a day, and what they do not say."""

import pytest

from appliance.mail.outgoing import Letter
from appliance.mail.server import MailServer
from appliance.store import Store
from tests.webui.confide_reader.school import WORDS, School
from tests.webui.conftest import Clock

MAIL = MailServer(host="mail.school.test", sender="lollipop@school.test", console="https://box.school.test/")


@pytest.fixture
def with_mail(store: Store) -> None:
    store.choices.put(MAIL, "test", 0.0)


@pytest.mark.usefixtures("with_mail")
def test_who_has_no_key_is_asked_once_a_day(school: School, store: Store, clock: Clock) -> None:
    lead = school.sign_in(school.lead)
    for _ in range(2):
        assert lead.post("/confide/settings/ask", account=str(school.head)).status_code == 303
    (mail,) = store.outbox.waiting()
    assert mail.account == school.head
    assert isinstance(mail.content, Letter)
    assert "Hana Blum" in mail.content.text
    assert "Lena Hart asks you" in mail.content.text
    assert "https://box.school.test/confide/settings/key" in mail.content.text
    assert "is asked by mail" in lead.get("/confide/settings/who").text
    clock.time += 86_400
    lead = school.sign_in(school.lead)
    lead.post("/confide/settings/ask", account=str(school.head))
    assert len(store.outbox.waiting()) == 2


def test_without_mail_it_says_what_to_tell_them(school: School, store: Store) -> None:
    lead = school.sign_in(school.lead)
    lead.post("/confide/settings/ask", account=str(school.head))
    assert "Mail is not set up. Tell Hana Blum: sign in" in lead.get("/confide/settings/who").text
    assert store.outbox.waiting() == ()


@pytest.mark.usefixtures("with_mail")
def test_who_has_a_key_is_not_asked(school: School, store: Store) -> None:
    school.tell()
    lead = school.sign_in(school.lead)
    lead.post("/confide/settings/ask", account=str(school.teacher))
    assert "has a passphrase already" in lead.get("/confide/settings/who").text
    assert store.outbox.waiting() == ()
    assert WORDS not in lead.get("/confide/settings/who").text


@pytest.mark.usefixtures("with_mail")
@pytest.mark.parametrize("account", ["", "0", "999999", "-1", "1e3", "x" * 5000, "<b>", "٣"])
def test_nobody_else_is_written_to(school: School, store: Store, account: str) -> None:
    lead = school.sign_in(school.lead)
    assert lead.post("/confide/settings/ask", account=account).status_code == 404
    assert lead.post("/confide/settings/ask", account=str(school.outsider)).status_code == 404
    assert store.outbox.waiting() == ()
