"""Setting up the second step."""

import html
import re

import pyotp
import pytest
from flask import Flask
from webauthn.helpers import bytes_to_base64url

from appliance.store import Store
from tests.proofs.passkeys import PRESENT, Authenticator
from tests.webui.conftest import Clock, Person
from tests.webui.given import Account, account, come_in, password
from tests.webui.test_signin import asked_of
from webui.factors import qr


@pytest.fixture
def ada(app: Flask, stranger: Person, clock: Clock) -> Account:
    """Signed in, without a second step."""
    ada = account(app, clock, second=False)
    answer = password(stranger)
    assert answer.status_code == 303
    stranger.token = answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    return ada


def shown(person: Person) -> dict[str, str]:
    """The secret of the page, and how its form brings it back."""
    page = person.get("/account/app").text
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    sealed = re.search(r'name="sealed" value="([^"]+)"', page)
    assert secret
    assert sealed
    return {"secret": secret[1].replace(" ", ""), "sealed": html.unescape(sealed[1])}


def codes_in(text: str) -> list[str]:
    return re.findall(r"<code>(\w{4}-\w{4})</code>", text)


def test_nothing_else_opens_before_it(stranger: Person, ada: Account) -> None:
    for path in ("/captures", "/account", "/", "/accounts"):
        assert stranger.get(path).headers["Location"] == "/account/second-step"
    page = stranger.get("/account/second-step").text
    assert "Use an app" in page
    assert "Use a passkey" in page
    assert 'aria-label="Main"' not in page


def test_an_app_then_codes_then_everything(stranger: Person, ada: Account, store: Store, clock: Clock) -> None:
    given = shown(stranger)
    code = pyotp.TOTP(given["secret"]).at(int(clock()))
    answer = stranger.post("/account/app", sealed=given["sealed"], code=code)
    assert answer.status_code == 200
    assert len(set(codes_in(answer.text))) == 10
    assert store.proofs.codes_left(ada.number) == 10
    assert stranger.get("/captures").status_code != 303
    sealed, _ = store.proofs.app(ada.number)
    assert given["secret"].encode() not in sealed
    assert store.proofs.take_step(ada.number, int(clock() // 30)) is False


def test_a_recovery_code_that_was_shown_signs_in(stranger: Person, ada: Account, clock: Clock, app: Flask) -> None:
    given = shown(stranger)
    code = pyotp.TOTP(given["secret"]).at(int(clock()))
    shown_codes = codes_in(stranger.post("/account/app", sealed=given["sealed"], code=code).text)
    other = Person(app.test_client())
    password(other)
    answer = other.client.post(
        "/sign-in/code", data={"code": shown_codes[3].lower()}, headers={"Origin": "http://localhost"}
    )
    assert answer.headers["Location"] == "/"
    assert "9 left" in other.get("/account").text


def test_wrong_digits_come_back_with_the_same_picture(stranger: Person, ada: Account, store: Store) -> None:
    given = shown(stranger)
    answer = stranger.post("/account/app", sealed=given["sealed"], code="12345")
    assert answer.status_code == 422
    assert "do not fit" in answer.text
    assert given["secret"] in answer.text.replace(" ", "")
    assert not store.proofs.has_second(ada.number)


@pytest.mark.parametrize("sealed", ["", "x", "AAAA", "ÿ"])
def test_a_secret_that_is_not_ours_is_not_taken(stranger: Person, ada: Account, store: Store, sealed: str) -> None:
    assert stranger.post("/account/app", sealed=sealed, code="123456").headers["Location"] == "/account/app"
    assert not store.proofs.has_second(ada.number)


def test_the_picture_holds_the_address_and_no_style(app: Flask) -> None:
    drawn = qr("otpauth://totp/x?secret=ABC&issuer=<script>")
    assert drawn.startswith("<svg")
    assert "script" not in drawn
    assert "style" not in drawn


def test_a_passkey_then_codes_then_everything(stranger: Person, ada: Account, store: Store) -> None:
    options = asked_of(stranger.get("/account/passkey").text)
    answer = stranger.post("/account/passkey", credential=Authenticator().make(options), name="  my   phone ")
    assert len(codes_in(answer.text)) == 10
    assert [one.name for one in store.proofs.passkeys(ada.number)] == ["my phone"]
    assert "my phone" in stranger.get("/account").text


def test_a_passkey_that_does_not_know_its_person_is_not_taken(stranger: Person, ada: Account, store: Store) -> None:
    options = asked_of(stranger.get("/account/passkey").text)
    answer = stranger.post("/account/passkey", credential=Authenticator(flags=PRESENT).make(options), name="x")
    assert (answer.status_code, "was not made" in answer.text) == (422, True)
    assert stranger.post("/account/passkey", credential="", name="x").status_code == 422
    assert stranger.post("/account/passkey", credential="", name="x\u202e").status_code == 422
    assert not store.proofs.has_second(ada.number)


def test_an_answer_for_somebody_else_is_not_taken(
    app: Flask, stranger: Person, ada: Account, store: Store, clock: Clock
) -> None:
    box = app.extensions["lollipop"]
    options = asked_of(stranger.get("/account/passkey").text)
    mine = options.replace(asked_challenge(options), other_challenge(box.door.challenges.new("register 99", clock())))
    assert stranger.post("/account/passkey", credential=Authenticator().make(mine)).status_code == 422


def asked_challenge(options: str) -> str:
    found = re.search(r'"challenge": ?"([^"]+)"', options)
    assert found
    return found[1]


def other_challenge(challenge: bytes) -> str:
    return bytes_to_base64url(challenge)


def test_several_and_their_end(stranger: Person, app: Flask, clock: Clock, store: Store) -> None:
    ada = account(app, clock)
    come_in(stranger, ada)
    assert "only second step" in follow(stranger, stranger.post("/account/app/remove"))
    for name in ("phone", "laptop"):
        device = Authenticator()
        stranger.post(
            "/account/passkey", credential=device.make(asked_of(stranger.get("/account/passkey").text)), name=name
        )
    page = stranger.get("/account").text
    assert page.index("Passkey: <bdi>phone") < page.index("Passkey: <bdi>laptop")
    assert "no longer opens" in follow(stranger, stranger.post("/account/app/remove"))
    keys = [html.unescape(key) for key in re.findall(r'name="passkey" value="([^"]+)"', stranger.get("/account").text)]
    assert "no longer opens" in follow(stranger, stranger.post("/account/passkey/remove", passkey=keys[0]))
    assert "only second step" in follow(stranger, stranger.post("/account/passkey/remove", passkey=keys[1]))
    assert "was gone already" in follow(stranger, stranger.post("/account/passkey/remove", passkey="x"))
    assert len(codes_in(stranger.post("/account/codes").text)) == 10
    assert stranger.get("/account/second-step").headers["Location"] == "/account"


def follow(person: Person, answer: object) -> str:
    return person.get("/account").text


def test_whoever_came_by_a_link_of_the_box_has_none_to_set_up(adult: Person) -> None:
    assert adult.get("/account/app").status_code == 404
    assert adult.get("/account/passkey").status_code == 404
    assert adult.post("/account/codes").status_code == 404
