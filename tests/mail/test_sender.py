"""From the outbox to a real mail server, which is not always willing."""

import itertools

import pytest
from msgspec.structs import replace

from appliance.config import Home
from appliance.mail.outgoing import Attachment, ConfideMail, Letter, MailState, NewMail, TestMail
from appliance.mail.server import Secrets, keep_secrets
from appliance.store import Store
from tests.mail.post_office import PASSWORD, PostOffice, post_office
from tests.mail.school import Clock, letter, sender, set_up

DAY = 86_400.0


def states(store: Store) -> list[str]:
    return [row["state"] for row in store._cases.rows("SELECT state FROM outbox ORDER BY id")]


def test_what_waits_is_sent_once_and_in_order(home: Home, store: Store, clock: Clock, office: PostOffice) -> None:
    set_up(home, store, office)
    assert store.outbox.add([letter(1), letter(2)], clock()) == 2
    assert store.outbox.add([letter(2)], clock()) == 0
    sending = sender(home, store, clock)
    sending.round()
    sending.round()
    assert [message["Subject"] for message in office.taken] == ["Letter 1", "Letter 2"]
    assert office.to == ["ash@school.test"] * 2
    assert states(store) == ["sent", "sent"]
    assert store.outbox.state().sent_at == clock()
    assert store.outbox.get(1) == replace(store.outbox.get(1), content=None)  # type: ignore[type-var]  # it is there


def test_without_a_server_everything_waits(home: Home, store: Store, clock: Clock) -> None:
    store.outbox.add([letter(1)], clock())
    sender(home, store, clock).round()
    assert (states(store), store.outbox.state().trouble) == (["waiting"], "")


def test_a_server_that_is_down_for_hours_gets_everything_when_it_is_back(
    home: Home, store: Store, clock: Clock, office: PostOffice, tmp_path: object
) -> None:
    set_up(home, store, office, port=1)
    store.outbox.add([letter(number) for number in range(3)], clock())
    sending = sender(home, store, clock)
    for _ in range(6 * 60):
        sending.round()
        clock.time += 60
    state = store.outbox.state()
    assert (state.waiting, state.refused, office.taken) == (3, (), [])
    assert "port 1 refuses connections" in state.trouble
    (incident,) = store.incidents.recent()
    assert incident.text.startswith("Mail cannot be sent, and waits.")
    set_up(home, store, office)
    sending.round()
    assert len(office.taken) == 3
    assert store.outbox.state().waiting == 0


def test_a_server_that_comes_back_by_itself_is_noticed_within_a_quarter_of_an_hour(
    home: Home, store: Store, clock: Clock, office: PostOffice
) -> None:
    set_up(home, store, office)
    office.answers = ["421 4.3.2 shutting down"] * 10
    store.outbox.add([letter(1)], clock())
    sending = sender(home, store, clock)
    for _ in range(200):
        sending.round()
        clock.time += 60
        if not office.answers:
            break
    assert states(store) == ["waiting"]
    back = clock()
    while states(store) == ["waiting"]:
        sending.round()
        clock.time += 60
    assert clock() - back <= 16 * 60


def test_greylisting_is_sat_out(home: Home, store: Store, clock: Clock, office: PostOffice) -> None:
    set_up(home, store, office)
    office.answers = ["451 4.7.1 try again later", "450 4.2.0 greylisted"]
    store.outbox.add([letter(1), letter(2)], clock())
    sending = sender(home, store, clock)
    sending.round()
    assert [message["Subject"] for message in office.taken] == []
    sending.round()
    assert office.taken == []
    clock.time += 61
    sending.round()
    assert [message["Subject"] for message in office.taken] == ["Letter 1", "Letter 2"]
    assert store.incidents.recent() == []


def test_a_mail_that_is_put_off_for_five_days_is_given_up_and_told(
    home: Home, store: Store, clock: Clock, office: PostOffice
) -> None:
    set_up(home, store, office)
    office.answers = ["450 4.2.0 mailbox full"] * 1000
    store.outbox.add([letter(1)], clock())
    sending = sender(home, store, clock)
    start, tries = clock(), []
    while states(store) == ["waiting"]:
        before = len(office.answers)
        sending.round()
        if len(office.answers) < before:
            tries.append(clock() - start)
        clock.time += 60
    assert tries[:5] == [0, 60, 180, 420, 900]
    assert max(later - earlier for earlier, later in itertools.pairwise(tries)) <= 4 * 3600
    assert 5 * DAY < clock() - start < 5.3 * DAY
    (refused,) = store.outbox.state().refused
    assert "could not be sent for five days" in refused.trouble
    assert "A mail was not delivered." in store.incidents.recent()[0].text
    office.answers = []
    assert store.outbox.again(refused.id, clock())
    sending.round()
    assert len(office.taken) == 1


def test_an_address_that_is_refused_does_not_hold_up_the_others(
    home: Home, store: Store, clock: Clock, office: PostOffice
) -> None:
    set_up(home, store, office)
    office.unknown = {"gone@school.test"}
    store.outbox.add([letter(1, "gone@school.test"), letter(2)], clock())
    sender(home, store, clock).round()
    assert states(store) == ["refused", "sent"]
    (refused,) = store.outbox.state().refused
    assert refused.trouble == (
        "The server does not take mail for this address. The server said: 550 5.1.1 no such person here"
    )
    assert refused.content == letter(1).content
    assert "550" in store.incidents.recent()[0].text
    assert store.outbox.put_away(refused.id)
    assert store.outbox.state().refused == ()


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("nobody", id="no address"),
        pytest.param("a@b\r\nBcc: all@school.test", id="a header in it"),
        pytest.param("zoë@school.test", id="more than ASCII"),
        pytest.param("a@b, c@d", id="two"),
    ],
)
def test_what_is_no_address_is_refused_here(
    home: Home, store: Store, clock: Clock, office: PostOffice, address: str
) -> None:
    set_up(home, store, office)
    store.outbox.add([letter(1, address), letter(2)], clock())
    sender(home, store, clock).round()
    assert states(store) == ["refused", "sent"]
    assert office.to == ["ash@school.test"]


def test_a_mail_that_was_broken_off_comes_again_under_the_same_id(
    home: Home, store: Store, clock: Clock, office: PostOffice
) -> None:
    set_up(home, store, office)
    store.outbox.add([letter(1)], clock())
    claimed = store.outbox.claim(clock())
    assert claimed
    assert states(store) == ["sending"]
    assert store.outbox.claim(clock()) is None
    sender(home, store, clock).round()
    (message,) = office.taken
    assert message["Message-ID"] == f"<{claimed.token}@school.test>"
    assert states(store) == ["sent"]


def test_an_attachment_arrives_whole(home: Home, store: Store, clock: Clock, office: PostOffice) -> None:
    set_up(home, store, office)
    pdf = bytes(range(256)) * 4000
    content = Letter(
        subject="Weekly report", text="Here it is.", attachments=(Attachment("report.pdf", "application/pdf", pdf),)
    )
    store.outbox.add([NewMail(key="report/1", address="head@school.test", content=content)], clock())
    sender(home, store, clock).round()
    (part,) = office.taken[0].iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("report.pdf", "application/pdf")
    assert part.get_payload(decode=True) == pdf


# --- the test from the settings -----------------------------------------------------------------------------------


def outcome(store: Store, sending: object, clock: Clock) -> str:
    store.outbox.add([NewMail(key=f"test/{clock()}", address="me@school.test", content=TestMail())], clock())
    sending.round()  # type: ignore[attr-defined]  # a Sender
    mail = store.outbox.with_key(f"test/{clock()}")
    assert mail
    assert mail.state in {MailState.SENT, MailState.REFUSED}
    return mail.trouble or mail.state.value


def test_a_test_says_at_once_what_is_wrong(
    home: Home, store: Store, clock: Clock, office: PostOffice, tmp_path: object
) -> None:
    sending = sender(home, store, clock)
    assert outcome(store, sending, clock) == "No mail server is set up yet."
    clock.time += 1
    set_up(home, store, office)
    assert outcome(store, sending, clock) == "sent"
    clock.time += 1
    keep_secrets(home, Secrets(password="wrong"))
    assert "did not accept the user name and password" in outcome(store, sending, clock)
    clock.time += 1
    set_up(home, store, office, host="no-such-name.invalid")
    assert "The name no-such-name.invalid was not found" in outcome(store, sending, clock)
    clock.time += 1
    set_up(home, store, office, certificate="")
    assert "The certificate of localhost cannot be trusted" in outcome(store, sending, clock)
    clock.time += 1
    office.unknown = {"me@school.test"}
    set_up(home, store, office)
    assert "does not take mail for this address" in outcome(store, sending, clock)
    assert store.incidents.recent() == []
    assert store.outbox.state().refused == ()


def test_a_test_goes_while_the_server_is_left_alone(home: Home, store: Store, clock: Clock, office: PostOffice) -> None:
    set_up(home, store, office)
    office.answers = ["421 later"]
    store.outbox.add([letter(1)], clock())
    sending = sender(home, store, clock)
    sending.round()
    assert outcome(store, sending, clock) == "sent"
    assert states(store)[0] == "waiting"


def test_the_password_is_nowhere_but_in_its_file(home: Home, store: Store, clock: Clock, office: PostOffice) -> None:
    set_up(home, store, office)
    store.outbox.add([letter(1)], clock())
    sender(home, store, clock).round()
    secret = home.mail_secrets
    assert secret.stat().st_mode & 0o777 == 0o600
    for path in home.root.rglob("*"):
        if path.is_file() and path != secret:
            assert PASSWORD.encode() not in path.read_bytes(), path


def test_implicit_tls(home: Home, store: Store, clock: Clock, tmp_path: object) -> None:
    with post_office(tmp_path, tls=True) as office:  # type: ignore[arg-type]  # pytest's path
        set_up(home, store, office, security="tls")
        store.outbox.add([letter(1)], clock())
        sender(home, store, clock).round()
        assert [message["Subject"] for message in office.taken] == ["Letter 1"]


def test_a_mail_about_confide_that_is_refused_is_told_without_to_whom(
    home: Home, store: Store, clock: Clock, office: PostOffice
) -> None:
    set_up(home, store, office)
    office.answers = ["550 5.1.1 a.lead@school.test: no such person"]
    number = store.accounts.add("A Lead", "a.lead@school.test", "test", clock())
    before = store.outbox.state()
    store.outbox.add([NewMail(key="confide/1", account=number, content=ConfideMail())], clock())
    sender(home, store, clock).round()
    assert store.outbox.state() == replace(before, refused_unlisted=True)
    (incident,) = store.incidents.recent()
    assert incident.text == "A mail was not delivered. Look under Accounts whether all addresses are right."
    rows = store._cases.rows("SELECT trouble FROM outbox")
    assert [row["trouble"] for row in rows] == [""]
