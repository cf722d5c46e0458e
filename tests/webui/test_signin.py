"""Signing in by each way, and out."""

import dataclasses
import json
import re

import msgspec
import pytest
from flask import Flask

from appliance.config import Console
from appliance.duties import Duty
from appliance.first_run import FIRST_STICK
from appliance.store import Store
from tests.proofs.passkeys import Authenticator
from tests.webui.conftest import ORIGIN, Clock, Person
from tests.webui.given import MAIL, PASSWORD, Account, account, come_in, password, send


@pytest.fixture
def link(store: Store, clock: Clock) -> str:
    return f"/sign-in/{store.sign_in.new_link(clock(), 900)}"


@pytest.fixture
def ada(app: Flask, clock: Clock) -> Account:
    return account(app, clock)


def redeem(person: Person, link: str, base: str = ORIGIN) -> str:
    """Press the button; the cookie that was set, or nothing."""
    answer = person.client.post(link, headers={"Origin": base}, base_url=base)
    return answer.headers.get("Set-Cookie", "")


def told(store: Store) -> list[str]:
    return [entry.what for entry in reversed(store.audit.recent())]


def test_a_look_at_the_link_does_not_use_it_up(stranger: Person, link: str) -> None:
    for _ in range(3):
        assert 'method="post"' in stranger.get(link).text
        stranger.client.head(link)
    assert redeem(stranger, link)
    assert stranger.get("/accounts").status_code == 200


def test_signing_in_and_out_is_written_down(stranger: Person, link: str, store: Store) -> None:
    cookie = redeem(stranger, link)
    stranger.token = cookie.partition("=")[2].partition(";")[0]
    stranger.post("/sign-out")
    assert [(entry.what, entry.object) for entry in store.audit.recent()] == [
        ("signed out", "127.0.0.1"),
        ("signed in", "127.0.0.1"),
    ]


def test_a_link_works_once(stranger: Person, link: str) -> None:
    assert redeem(stranger, link)
    stranger.client.delete_cookie("lollipop")
    answer = stranger.client.post(link, headers={"Origin": ORIGIN})
    assert answer.status_code == 403
    assert "no longer works" in answer.text
    assert stranger.get(link).status_code == 403
    assert stranger.get("/accounts").status_code == 401


def test_a_link_gets_too_old(stranger: Person, link: str, clock: Clock) -> None:
    clock.time += 901
    assert redeem(stranger, link) == ""


def test_another_site_cannot_press_the_button(stranger: Person, link: str) -> None:
    assert stranger.client.post(link, headers={"Origin": "https://evil.example"}).status_code == 403
    assert redeem(stranger, link)


def test_the_cookie_is_closed_to_scripts_and_other_sites(stranger: Person, link: str) -> None:
    cookie = redeem(stranger, link)
    assert cookie.startswith("lollipop=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_bound_to_the_host(stranger: Person, link: str) -> None:
    cookie = redeem(stranger, link, base="https://localhost")
    assert cookie.startswith("__Host-lollipop=")
    assert {"Secure", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_signing_out_ends_the_session_everywhere(adult: Person, stranger: Person) -> None:
    stranger.client.set_cookie("lollipop", adult.token)
    assert stranger.get("/accounts").status_code == 200
    assert adult.post("/sign-out").status_code == 303
    assert adult.get("/accounts").status_code == 401
    assert stranger.get("/accounts").status_code == 401


def test_a_link_made_at_the_box_reads_no_pupil_once_there_is_a_lead(
    stranger: Person, link: str, app: Flask, clock: Clock
) -> None:
    redeem(stranger, link)
    assert stranger.get("/bans").status_code == 200
    account(app, clock)
    for path in ("/captures", "/captures/1", "/bans", "/live"):
        assert stranger.get(path).status_code == 403
    assert stranger.get("/accounts").status_code == 200


def test_password_and_code_open_the_page_that_was_asked_for(stranger: Person, ada: Account, store: Store) -> None:
    asked = stranger.get("/accounts?x=1")
    assert asked.status_code == 401
    assert 'name="to" value="/accounts?x=1"' in asked.text
    assert password(stranger, to="/accounts?x=1").headers["Location"] == "/sign-in/code"
    assert stranger.get("/accounts").status_code == 401
    answer = send(stranger, "/sign-in/code", code=ada.code)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/accounts?x=1")
    assert stranger.get("/accounts").status_code == 200
    assert told(store)[-1] == "signed in"


def test_a_foreign_address_is_not_returned_to(stranger: Person, ada: Account) -> None:
    password(stranger, to="https://evil.example/x")
    assert send(stranger, "/sign-in/code", code=ada.code).headers["Location"] == "/"


@pytest.mark.parametrize(
    ("mail", "given"),
    [
        pytest.param(MAIL, "wrong", id="wrong password"),
        pytest.param("nobody@school.test", PASSWORD, id="nobody's mail address"),
        pytest.param("", "", id="nothing"),
        pytest.param(MAIL, "x" * 300, id="too long"),
        pytest.param("'; DROP TABLE accounts; --", "'", id="SQL"),
    ],
)
def test_what_does_not_fit_comes_back_with_the_mail_address_and_without_the_password(
    stranger: Person, ada: Account, mail: str, given: str
) -> None:
    answer = password(stranger, given, mail)
    assert answer.status_code == 422
    assert "That does not fit. Please try again." in answer.text
    assert len(re.findall(r'name="password"[^>]*value=', answer.text)) == 0
    assert stranger.get("/accounts").status_code == 401


def test_after_wrong_tries_the_page_says_how_long_to_wait(stranger: Person, ada: Account, clock: Clock) -> None:
    for _ in range(3):
        answer = password(stranger, "wrong")
    assert (answer.status_code, "Please wait 10 seconds" in answer.text) == (429, True)
    assert password(stranger).status_code == 429
    clock.time += 10
    assert password(stranger).status_code == 303


def test_somebody_elses_guesses_do_not_keep_her_out_of_her_own_browser(
    app: Flask, stranger: Person, ada: Account
) -> None:
    come_in(stranger, ada)
    stranger.post("/sign-out")
    other = Person(app.test_client())
    for _ in range(8):
        answer = other.client.post(
            "/sign-in",
            data={"mail": MAIL, "password": "guess"},
            headers={"Origin": ORIGIN},
            environ_base={"REMOTE_ADDR": "10.0.0.66"},
        )
    assert answer.status_code == 429
    assert password(Person(app.test_client())).status_code == 429
    come_in(stranger, ada)
    assert stranger.get("/accounts").status_code == 200


def test_the_second_step_cannot_be_reached_or_passed_without_the_password(stranger: Person, ada: Account) -> None:
    assert stranger.get("/sign-in/code").headers["Location"] == "/sign-in"
    assert send(stranger, "/sign-in/code", code=ada.code).headers["Location"] == "/sign-in"
    assert stranger.get("/accounts").status_code == 401


def test_the_second_step_waits_ten_minutes(stranger: Person, ada: Account, clock: Clock) -> None:
    password(stranger)
    assert "The six digits that your app shows now" in stranger.get("/sign-in/code").text
    clock.time += 601
    assert send(stranger, "/sign-in/code", code=ada.code).headers["Location"] == "/sign-in"


@pytest.mark.parametrize("code", ["000000", "", "x", "7KQ2-M9XA", "\u202e"])
def test_a_wrong_code_opens_nothing(stranger: Person, ada: Account, code: str) -> None:
    password(stranger)
    answer = send(stranger, "/sign-in/code", code=code)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert stranger.get("/accounts").status_code == 401


def test_the_browser_is_known_afterwards_by_a_cookie_of_its_own(stranger: Person, ada: Account) -> None:
    password(stranger, base="https://localhost")
    answer = send(stranger, "/sign-in/code", base="https://localhost", code=ada.code)
    cookies = {one.partition("=")[0]: one for one in answer.headers.getlist("Set-Cookie")}
    assert {"__Host-lollipop", "__Host-lollipop-known"} <= set(cookies)
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookies["__Host-lollipop-known"].split("; "))


def test_an_account_that_ends_signs_nobody_in(stranger: Person, ada: Account, store: Store, clock: Clock) -> None:
    password(stranger)
    store.accounts.end(ada.number, "test", clock())
    assert send(stranger, "/sign-in/code", code=ada.code).headers.get("Location") != "/"
    assert stranger.get("/accounts").status_code == 401
    assert password(stranger).status_code == 422


def asked_of(page: str) -> str:
    """What a page asks a passkey."""
    found = re.search(r'data-passkey="([^"]*)"', page)
    assert found
    return found[1].replace("&#34;", '"')


@pytest.fixture
def device(stranger: Person, ada: Account) -> Authenticator:
    """Hers, set up."""
    device = Authenticator()
    come_in(stranger, ada)
    credential = device.make(asked_of(stranger.get("/account/passkey").text))
    assert stranger.post("/account/passkey", credential=credential, name="phone").status_code == 303
    stranger.post("/sign-out")
    return device


def test_a_passkey_signs_in_by_itself(stranger: Person, device: Authenticator) -> None:
    page = stranger.get("/sign-in?to=/accounts").text
    assert json.loads(asked_of(page))["userVerification"] == "required"
    answer = send(stranger, "/sign-in/passkey", credential=device.use(asked_of(page)), to="/accounts")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/accounts")
    assert stranger.get("/accounts").status_code == 200


def test_a_passkey_is_a_second_step(stranger: Person, device: Authenticator) -> None:
    password(stranger, to="/accounts")
    page = stranger.get("/sign-in/code").text
    assert len(json.loads(asked_of(page))["allowCredentials"]) == 1
    answer = send(stranger, "/sign-in/passkey", credential=device.use(asked_of(page)))
    assert answer.headers["Location"] == "/accounts"


def test_a_passkeys_answer_is_taken_once_and_not_too_late(
    stranger: Person, device: Authenticator, clock: Clock
) -> None:
    credential = device.use(asked_of(stranger.get("/sign-in").text))
    assert send(stranger, "/sign-in/passkey", credential=credential).status_code == 303
    assert send(stranger, "/sign-in/passkey", credential=credential).status_code == 422
    late = device.use(asked_of(stranger.get("/sign-in").text))
    clock.time += 601
    assert send(stranger, "/sign-in/passkey", credential=late).status_code == 422


@pytest.mark.parametrize("credential", ["", "x", "{}"])
def test_what_no_passkey_signed_opens_nothing(stranger: Person, ada: Account, credential: str) -> None:
    answer = send(stranger, "/sign-in/passkey", credential=credential)
    assert answer.status_code == 422
    assert "That passkey does not fit" in answer.text


def test_a_passkey_of_an_ended_account_opens_nothing(
    stranger: Person, device: Authenticator, ada: Account, store: Store, clock: Clock
) -> None:
    credential = device.use(asked_of(stranger.get("/sign-in").text))
    store.accounts.end(ada.number, "test", clock())
    assert send(stranger, "/sign-in/passkey", credential=credential).status_code == 422


@pytest.mark.parametrize(
    ("base", "offered"),
    [
        ("http://localhost:8000", True),
        ("https://lollipop.lan", True),
        ("http://lollipop.lan", False),
        ("http://127.0.0.1:8000", False),
        ("https://[::1]:8000", False),
    ],
)
def test_passkeys_are_offered_where_browsers_have_them(
    stranger: Person, ada: Account, base: str, offered: bool
) -> None:
    page = stranger.client.get("/sign-in", base_url=base).text
    assert ("data-passkey" in page) is offered


def test_an_invitation_leads_to_a_password_a_second_step_and_codes(
    app: Flask, stranger: Person, store: Store, clock: Clock
) -> None:
    number = account(app, clock, Duty.TEACHER, second=False).number
    path = f"/sign-in/{store.sign_in.new_link(clock(), 900, number)}"
    page = stranger.get(path).text
    assert "Welcome" in page
    assert MAIL in page
    refused = send(stranger, path, password="AdaKhan123456")
    assert (refused.status_code, "easily guessed" in refused.text) == (422, True)
    answer = send(stranger, path, password="four other words entirely")
    assert answer.headers["Location"] == "/account/second-step"
    assert stranger.get("/captures").headers["Location"] == "/account/second-step"
    assert "An app on your phone" in stranger.get("/account/second-step").text
    assert stranger.get(path).status_code == 403
    assert send(stranger, path, password="four other words again").status_code == 403


def test_a_reset_keeps_the_second_step(stranger: Person, ada: Account, store: Store, clock: Clock) -> None:
    path = f"/sign-in/{store.sign_in.new_link(clock(), 900, ada.number)}"
    assert send(stranger, path, password="four other words entirely").headers["Location"] == "/sign-in/code"
    assert stranger.get("/accounts").status_code == 401
    assert send(stranger, "/sign-in/code", code=ada.code).status_code == 303
    assert stranger.get("/accounts").status_code == 200
    assert password(Person(stranger.client.application.test_client())).status_code == 422


def test_before_anybody_has_an_account_the_page_says_how_to_begin(stranger: Person) -> None:
    page = stranger.get("/sign-in").text
    assert "lollipop sign-in" in page
    assert 'name="password"' not in page


def test_a_note_for_one_person_is_not_shown_to_the_next(adult: Person) -> None:
    """Who signs out before it was shown takes it along."""
    adult.post("/log/saved", name="Amy Ash")
    adult.post("/sign-out")
    assert "Amy Ash" not in adult.get("/sign-in").text


def test_a_new_box_says_what_a_stick_is_for(app: Flask, stranger: Person, store: Store) -> None:
    assert FIRST_STICK not in stranger.get("/sign-in").text, "this is no box"
    where = app.extensions["lollipop"]
    settings = msgspec.structs.replace(where.settings, console=Console(tls_port=4443))
    app.extensions["lollipop"] = dataclasses.replace(where, settings=settings)
    assert FIRST_STICK in stranger.get("/sign-in").text
    store.accounts.add("Ada", "ada@school.test", "test", 1.0)
    assert FIRST_STICK not in stranger.get("/sign-in").text
