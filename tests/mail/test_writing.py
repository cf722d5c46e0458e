"""Who gets what is tried for every duty in tests/core/test_alerts.py; here is what becomes of the other mails."""

import re

import pytest

from appliance.alerts.rules import How
from appliance.config import Home, School, Settings
from appliance.errors import MailError
from appliance.mail.outgoing import (
    CaptureMail,
    ConfideMail,
    DigestMail,
    GatheredMail,
    InvitationMail,
    NewMail,
    TestMail,
    Why,
)
from appliance.mail.server import MailServer
from appliance.mail.writing import Desk, Dropped, Written
from appliance.store import Store
from tests.mail.school import NOW, capture, enrol, letter, staff

SERVER = MailServer(host="smtp.school.test", sender="box@school.test", console="https://box.test")


def write(store: Store, mail: NewMail) -> Written | Dropped:
    store.outbox.add([mail], NOW)
    queued = store.outbox.claim(NOW)
    assert queued
    return Desk(store, Settings(school=School(name="St Mary’s"))).write(queued, SERVER, NOW)


def test_a_test_goes_to_the_address_that_was_typed(store: Store) -> None:
    written = write(store, NewMail(key="test/1", address="me@school.test", content=TestMail()))
    assert isinstance(written, Written)
    assert (written.to, written.message["Subject"]) == ("me@school.test", "Lollipop: mail works")
    assert "St Mary’s" in written.message.as_bytes().decode() or "St_Mary" in written.message.as_string()


def test_a_letter_goes_as_it_is(store: Store) -> None:
    written = write(store, letter(1))
    assert isinstance(written, Written)
    assert written.message.get_content() == "Hello.\n"


def test_a_mail_without_an_address_is_refused(store: Store) -> None:
    with pytest.raises(MailError):
        write(store, letter(1, ""))


def test_a_digest_of_what_somebody_may_no_longer_see_is_dropped(store: Store) -> None:
    enrol(store)
    number = staff(store, "teacher")["teacher"]
    content = DigestMail(how=How.DAILY, captures=(capture(store, 1, "amy"),))
    assert isinstance(write(store, NewMail(key="digest/1", account=number, content=content)), Dropped)


def test_of_what_came_within_an_hour_only_what_somebody_may_see_is_told(store: Store, home: Home) -> None:
    enrol(store)
    number = staff(store, "teacher")["teacher"]
    captures = (capture(store, 1, "ben"), capture(store, 2, "amy"))
    content = GatheredMail(captures=captures, why=Why.RULE, since=NOW)
    written = write(store, NewMail(key="gathered/1", account=number, content=content))
    assert isinstance(written, Written)
    assert written.message["Subject"] == "Lollipop: 1 more capture"
    unseen = GatheredMail(captures=captures[1:], why=Why.RULE, since=NOW)
    assert isinstance(write(store, NewMail(key="gathered/2", account=number, content=unseen)), Dropped)


def test_a_capture_that_is_gone_is_dropped(store: Store) -> None:
    number = staff(store, "lead")["lead"]
    mail = NewMail(key="capture/7", account=number, content=CaptureMail(capture=7))
    assert isinstance(write(store, mail), Dropped)


def test_names_outside_are_none(store: Store, home: Home) -> None:
    enrol(store)
    mail = NewMail(key="x", address="trust@example.org", content=CaptureMail(capture=capture(store, 1, "cem")))
    written = write(store, mail)
    assert isinstance(written, Written)
    assert "Cem" not in written.message.as_string()
    assert "https://box.test" not in written.message.as_string()


def invited(store: Store) -> int:
    return store.accounts.add("Ada Khan", "a.khan@school.test", "test", NOW)


def token_in(written: Written | Dropped) -> str:
    assert isinstance(written, Written)
    body = written.message.get_body(("plain",))
    assert body
    (token,) = re.findall(r"https://box\.test/sign-in/(\S+)", body.get_content())
    return str(token)


def test_an_invitation_holds_a_link_that_works_and_stands_nowhere_else(store: Store) -> None:
    number = invited(store)
    written = write(store, NewMail(key="invitation/1", account=number, content=InvitationMail()))
    link = store.sign_in.link(token_in(written), NOW)
    assert link
    assert link.account == number
    assert token_in(written) not in str(store.outbox.with_key("invitation/1"))


def test_a_second_try_of_an_invitation_ends_the_link_of_the_first(store: Store) -> None:
    number = invited(store)
    mails = [NewMail(key=f"invitation/{place}", account=number, content=InvitationMail()) for place in "12"]
    tokens = [token_in(write(store, mail)) for mail in mails]
    assert [store.sign_in.link(token, NOW) is not None for token in tokens] == [False, True]


def test_who_has_been_here_is_not_invited(store: Store) -> None:
    number = invited(store)
    store.proofs.set_password(number, "hash", 0, "test", NOW)
    written = write(store, NewMail(key="invitation/1", account=number, content=InvitationMail()))
    assert written == Dropped(why="They have chosen a password already.")


@pytest.mark.parametrize("urgent", [True, False])
def test_a_mail_about_confide_says_that_something_waits_and_no_more(store: Store, urgent: bool) -> None:
    number = staff(store, "lead")["lead"]
    written = write(store, NewMail(key="confide/1", account=number, content=ConfideMail(urgent=urgent)))
    assert isinstance(written, Written)
    text = written.message.as_string()
    assert "https://box.test/confide" in text
    assert ("now" in written.message["Subject"]) is urgent
    assert not re.search(r"report|child|pupil|child|told|Severe", text, re.IGNORECASE)
