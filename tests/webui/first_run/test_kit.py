"""The sheet for the safe: what stands on it, and that codes stand nowhere else."""

from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from appliance import audit_head, ca
from appliance.config import Home
from appliance.first_run import FirstRun, Step
from appliance.store import Store
from tests.webui.conftest import Clock, Person
from webui.fresh_codes import KEPT_SECONDS

ED25519_BYTES = 32
CODES = ("7KQ2-M9XA", "AWGW-HM7H")


@pytest.fixture
def with_codes(app: Flask, grace: Person, store: Store, clock: Clock) -> Person:
    """Grace, who was shown recovery codes a moment ago."""
    (account,) = store.accounts.all()
    app.extensions["lollipop"].fresh_codes.keep(account.number, CODES, clock())
    return grace


def sheet(person: Person) -> str:
    answer = person.get("/setup/recovery-kit.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    (page,) = PdfReader(BytesIO(answer.data)).pages
    return " ".join(page.extract_text().split())


def test_it_holds_codes_fingerprint_and_key_on_one_page(with_codes: Person, home: Home) -> None:
    ca.ensure(home, "St Aidan’s", datetime.now(UTC))
    home.certificate.write_text(ca.export(home, datetime.now(UTC)), encoding="ascii")
    text = sheet(with_codes)
    assert [code for code in CODES if code not in text] == []
    assert "http://localhost/" in text
    (shown,) = ca.show(home, datetime.now(UTC))
    assert shown.fingerprint in text.replace(" ", "")
    key = audit_head.public_key(home)
    assert key in text.replace(" ", "")
    assert len(b64decode(key, validate=True)) == ED25519_BYTES


def test_who_looks_later_is_told_how_to_make_new_codes(with_codes: Person, clock: Clock) -> None:
    clock.time += KEPT_SECONDS - 1
    assert "Your recovery codes stand on it" in with_codes.get("/setup/recovery-kit").text
    clock.time += 2
    assert "Make new ones" in with_codes.get("/setup/recovery-kit").text


def test_without_codes_and_certificate_it_says_so(grace: Person) -> None:
    text = sheet(grace)
    assert "None are printed here" in text
    assert "The certificate could not be read" in text


def test_the_boxs_link_prints_nobodys_codes(with_codes: Person, adult: Person) -> None:
    assert [code for code in CODES if code in sheet(adult)] == []


def test_once_it_is_put_away_the_codes_are_gone(with_codes: Person, at: Callable[[Step], None], store: Store) -> None:
    at(Step.KIT)
    answer = with_codes.post("/setup/recovery-kit")
    assert answer.status_code == 422
    assert "Tick this once" in answer.text
    assert with_codes.post("/setup/recovery-kit", printed="y").location == "/setup"
    assert Step.KIT in store.choices.get(FirstRun).done
    assert "Make new ones" in with_codes.get("/setup/recovery-kit").text


def test_it_wants_a_proof_not_long_ago(grace: Person, clock: Clock) -> None:
    clock.time += 31 * 60
    assert "/prove" in grace.get("/setup/recovery-kit.pdf").location


def test_printing_stands_in_the_audit_trail_without_the_codes(with_codes: Person, store: Store) -> None:
    sheet(with_codes)
    entries = store.audit.recent()
    assert entries[0].what == "recovery kit printed"
    assert not [one for one in entries for code in CODES if code in f"{one.what} {one.object}"]
