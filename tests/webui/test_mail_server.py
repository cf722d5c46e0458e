"""The mail server is set up, and its secrets stay where they are."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from appliance.config import Home
from appliance.duties import Duty
from appliance.mail.outgoing import OutboxState, TestMail
from appliance.mail.server import MailServer, Secrets, Security, SignInBy, secrets_of
from appliance.store import Store
from tests.webui.conftest import Clock, Person
from tests.webui.test_hostile_text import CORPUS, Reader
from webui.checks import mail_check

SignIn = Callable[..., Person]
GOOD = {
    "host": "smtp.school.test", "port": "587", "security": "starttls", "sign_in": "password",
    "user": "box@school.test", "password": "hush-hush", "sender": "box@school.test", "sender_name": "Lollipop",
    "console": "https://lollipop.school.test", "names": "y", "certificate": "", "tenant": "", "client": "",
    "client_secret": "",
}  # fmt: skip
MICROSOFT = GOOD | {
    "host": "smtp.office365.com", "sign_in": "microsoft", "password": "", "tenant": "t-1", "client": "c-1",
    "client_secret": "quiet-quiet",
}  # fmt: skip


@pytest.fixture
def office(sign_in: SignIn) -> Person:
    return sign_in(Duty.OFFICE)


def test_setting_it_up(office: Person, store: Store, home: Home) -> None:
    assert "Send me a test" not in office.get("/alerts/mail").text
    assert office.post("/alerts/mail", **GOOD).status_code == 303
    assert store.choices.get(MailServer) == MailServer(
        host="smtp.school.test", user="box@school.test", sender="box@school.test",
        console="https://lollipop.school.test",
    )  # fmt: skip
    assert secrets_of(home) == Secrets(password="hush-hush")
    page = office.get("/alerts/mail").text
    assert "Saved. Now send yourself a test." in page
    assert "A password is kept" in page
    assert "hush" not in page + office.get("/alerts").text
    assert "hush" not in str(store.audit.recent(50))
    assert "hush" not in str(store._cases.rows("SELECT value FROM choices")[0][0])


def test_presets(office: Person) -> None:
    assert "smtp.office365.com" in office.get("/alerts/mail?preset=microsoft").text
    assert "smtp.gmail.com" in office.get("/alerts/mail?preset=google").text
    assert office.get("/alerts/mail?preset=nonsense").status_code == 200


def test_the_password_is_kept_for_its_server_only(office: Person, store: Store, home: Home) -> None:
    office.post("/alerts/mail", **GOOD)
    assert office.post("/alerts/mail", **(GOOD | {"password": "", "port": "465", "security": "tls"})).status_code == 303
    assert store.choices.get(MailServer).security is Security.TLS
    assert secrets_of(home).password == "hush-hush"
    answer = office.post("/alerts/mail", **(GOOD | {"password": "", "host": "mail.elsewhere.test"}))
    assert answer.status_code == 422
    assert "It must be typed again" in answer.text
    # Nor by way of a server that asks for none.
    office.post("/alerts/mail", **(GOOD | {"password": "", "host": "mail.elsewhere.test", "sign_in": "nothing"}))
    assert secrets_of(home) == Secrets()
    again = office.post("/alerts/mail", **(GOOD | {"password": "", "host": "mail.elsewhere.test"}))
    assert again.status_code == 422


def test_microsofts_secret_as_well(office: Person, store: Store, home: Home) -> None:
    assert office.post("/alerts/mail", **MICROSOFT).status_code == 303
    assert store.choices.get(MailServer).sign_in is SignInBy.MICROSOFT
    assert secrets_of(home) == Secrets(client_secret="quiet-quiet")
    assert office.post("/alerts/mail", **(MICROSOFT | {"client_secret": ""})).status_code == 303
    assert office.post("/alerts/mail", **(MICROSOFT | {"client_secret": "", "tenant": "t-2"})).status_code == 422


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"host": ""}, "Give the server’s name"),
        ({"host": "smtp://x"}, "Give the server’s name"),
        ({"host": "a b"}, "Give the server’s name"),
        ({"port": "0"}, "Give a number from 1 to 65535"),
        ({"port": "x"}, "Not a valid integer"),
        ({"sender": "box"}, "Give a mail address"),
        ({"sender": "a@b.test\r\nBcc: c@d.test"}, "cannot be seen"),
        ({"user": ""}, "Give the user name"),
        ({"password": ""}, "Type the password"),
        ({"console": "javascript:alert(1)"}, "Give an address like"),
        ({"certificate": "-----BEGIN"}, "That is no certificate"),
        ({"security": "none"}, "Not a valid choice"),
        (MICROSOFT | {"tenant": "../x"}, "Copy the directory’s ID"),
        (MICROSOFT | {"client": ""}, "Copy the application’s ID"),
        (MICROSOFT | {"client_secret": ""}, "Copy the secret’s value"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    office: Person, store: Store, changed: dict[str, str], sentence: str
) -> None:
    answer = office.post("/alerts/mail", **(GOOD | changed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "hush-hush" not in answer.text
    assert not store.choices.get(MailServer).is_set_up


def test_a_test_is_sent_and_says_how_it_went(office: Person, store: Store, clock: Clock) -> None:
    office.post("/alerts/mail", **GOOD)
    answer = office.post("/alerts/mail/test", to="me@school.test")
    where = answer.headers["Location"]
    key = where.partition("test=")[2].partition("#")[0]
    page = office.get(where.partition("#")[0]).text
    assert "Sending a test to" in page
    assert f'hx-get="/alerts/mail/test/{key}"' in page
    (mail,) = store.outbox.waiting()
    assert (mail.address, mail.content) == ("me@school.test", TestMail())
    clock.time += 30
    assert "does not answer" in office.get(f"/alerts/mail/test/{key}").text
    store.outbox.refused(mail.id, clock(), "The server did not accept the password.")
    part = office.get(f"/alerts/mail/test/{key}").text
    assert "It did not work." in part
    assert "hx-get" not in part
    store.outbox.again(mail.id, clock())
    store.outbox.sent(mail.id, clock())
    assert "<strong>Sent.</strong>" in office.get(f"/alerts/mail/test/{key}").text
    assert store.audit.recent(1)[0].what == "test mail"


def test_a_test_needs_an_address_and_a_known_mark(office: Person, store: Store) -> None:
    office.post("/alerts/mail/test", to="me\r\nBcc: you")
    assert store.outbox.waiting() == ()
    assert office.get("/alerts/mail/test/made-up").status_code == 404
    assert office.get("/alerts/mail?test=made-up").status_code == 200


@pytest.mark.parametrize("duty", list(Duty))
def test_it_belongs_to_those_who_look_after_the_box(sign_in: SignIn, duty: Duty) -> None:
    person = sign_in(duty, "class-3b")
    may = duty in {Duty.DSL, Duty.DEPUTY, Duty.HEAD, Duty.OFFICE, Duty.IT}
    assert (person.get("/alerts/mail").status_code == 200) is may
    assert (person.post("/alerts/mail", **GOOD).status_code == 303) is may
    assert (person.post("/alerts/mail/test", to="a@b.test").status_code == 303) is may


@pytest.mark.parametrize("hostile", CORPUS)
def test_hostile_text_is_text(office: Person, hostile: str) -> None:
    Reader(office.post("/alerts/mail", **dict.fromkeys(GOOD, hostile)).text)


@pytest.mark.parametrize(
    ("waiting", "oldest", "is_set_up", "ok", "state"),
    [
        pytest.param(0, None, True, True, "nothing waits", id="all is well"),
        pytest.param(0, None, False, True, "not set up", id="not set up, and nothing to send"),
        pytest.param(3, 60.0, True, True, "nothing waits", id="put off a minute ago"),
        pytest.param(3, 3600.0, True, False, "3 waiting", id="waits for an hour"),
        pytest.param(1, 5.0, False, False, "1 waiting", id="an alert, and no server"),
    ],
)
def test_health_says_whether_mail_gets_through(
    waiting: int, oldest: float | None, is_set_up: bool, ok: bool, state: str
) -> None:
    since = None if oldest is None else 10_000.0 - oldest
    found = OutboxState(waiting=waiting, oldest_at=since, sent_at=None, trouble="", trouble_at=None, refused=())
    check = mail_check(found, is_set_up, 10_000.0)
    assert (check.ok, check.state) == (ok, state)


def test_health_says_that_a_mail_was_refused_of_which_nobody_may_hear_more() -> None:
    state = OutboxState(waiting=0, oldest_at=None, sent_at=None, trouble="", trouble_at=None, refused=())
    check = mail_check(replace(state, refused_unlisted=True), True, 10_000.0)
    assert (check.ok, check.state) == (False, "one not delivered")
    assert "Confide" not in check.text
