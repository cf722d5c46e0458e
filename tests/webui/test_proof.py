"""Proving once more who one is, before evidence is opened or an account changed."""

import re

import pytest
from flask import Flask

from appliance.store import Store
from tests.proofs.passkeys import Authenticator
from tests.webui.conftest import ORIGIN, Clock, Person
from tests.webui.given import PASSWORD, Account, account, come_in
from tests.webui.test_signin import asked_of
from webui.security import PROOF_SECONDS


@pytest.fixture
def ada(app: Flask, stranger: Person, clock: Clock) -> Account:
    """Signed in half an hour ago."""
    ada = account(app, clock)
    come_in(stranger, ada)
    clock.time += PROOF_SECONDS
    return ada


def test_a_page_asks_and_comes_back_to_itself(stranger: Person, ada: Account) -> None:
    asked = stranger.get("/account/app")
    assert (asked.status_code, asked.headers["Location"]) == (303, "/prove?to=/account/app")
    page = stranger.get(asked.headers["Location"]).text
    assert "Is it still you?" in page
    answer = stranger.post("/prove", to="/account/app", proof=PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/app")
    assert stranger.get("/account/app").status_code == 200


def test_a_form_does_nothing_and_comes_back_to_its_page_with_a_sentence(
    stranger: Person, ada: Account, store: Store
) -> None:
    answer = stranger.client.post(
        "/account/codes",
        data={"csrf": re.findall(r'name="csrf" value="(\w+)"', stranger.get("/account").text)[0]},
        headers={"Origin": ORIGIN, "Referer": f"{ORIGIN}/account"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/prove?to=/account&again=1")
    assert store.proofs.codes_left(ada.number) == 0
    stranger.get(answer.headers["Location"])
    back = stranger.post("/prove", to="/account", again="y", proof=ada.code)
    assert back.headers["Location"] == "/account"
    assert "please do that once more" in stranger.get("/account").text


def test_htmx_leaves_its_page_for_the_question(stranger: Person, ada: Account) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": f"{ORIGIN}/account?x=1"}
    answer = stranger.get("/account/app", **headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/prove?to=/account?x%3D1")


@pytest.mark.parametrize("proof", ["wrong", "000000", "", "7KQ2-M9XA", "x" * 500])
def test_what_does_not_fit_proves_nothing(stranger: Person, ada: Account, proof: str) -> None:
    answer = stranger.post("/prove", to="/account/app", proof=proof)
    assert answer.status_code == 422
    assert 'value="/account/app"' in answer.text
    assert stranger.get("/account/app").status_code == 303


def test_guessing_waits(stranger: Person, ada: Account, clock: Clock) -> None:
    for _ in range(3):
        stranger.post("/prove", proof="wrong")
    assert "Please wait 10 seconds" in stranger.post("/prove", proof=PASSWORD).text
    clock.time += 11
    assert stranger.post("/prove", proof=PASSWORD).status_code == 303


def test_a_passkey_proves_it_but_nobody_elses(
    app: Flask, stranger: Person, ada: Account, store: Store, clock: Clock
) -> None:
    device = Authenticator()
    stranger.post("/prove", proof=PASSWORD)
    stranger.post("/account/passkey", credential=device.make(asked_of(stranger.get("/account/passkey").text)))
    clock.time += PROOF_SECONDS
    page = stranger.get("/prove?to=/account/app").text
    other = asked_of(stranger.get("/sign-in").text)
    assert stranger.post("/prove", credential=device.use(other)).status_code == 422
    assert stranger.post("/prove", credential=device.use(asked_of(page)), to="/account/app").status_code == 303
    assert stranger.get("/account/app").status_code == 200


def test_a_foreign_page_is_not_returned_to(stranger: Person, ada: Account) -> None:
    assert 'name="to" value="/"' in stranger.get("/prove?to=https://evil.example/").text
    assert stranger.post("/prove", to="//evil.example", proof=PASSWORD).headers["Location"] == "/"


def test_a_link_of_the_box_is_its_own_proof(adult: Person, clock: Clock) -> None:
    clock.time += PROOF_SECONDS + 1
    assert adult.post("/accounts", name="Ada Khan", mail="a@school.test").status_code == 200
