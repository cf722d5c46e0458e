"""Passkeys, with an authenticator of ours."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.proofs.passkeys import Site, asking, id_in, proves, registered, registering
from appliance.store.rows import NewPasskey, PasskeyRow
from tests.proofs.passkeys import PRESENT, Authenticator

SITE = Site(host="localhost", origin="http://localhost")


def yes(_: bytes) -> bool:
    return True


def no(_: bytes) -> bool:
    return False


def asked_to_make(known: tuple[bytes, ...] = ()) -> str:
    return registering(SITE, 1, "a.khan@school.test", "Ada Khan", known, b"challenge")


def kept(made: NewPasskey, count: int = 0) -> PasskeyRow:
    return PasskeyRow(
        id=made.id,
        account=1,
        public_key=made.public_key,
        sign_count=count,
        name="",
        host="localhost",
        since=1.0,
        last_at=None,
    )


@pytest.fixture
def device() -> Authenticator:
    return Authenticator()


@pytest.fixture
def passkey(device: Authenticator) -> PasskeyRow:
    made = registered(SITE, device.make(asked_to_make()), yes)
    assert made is not None
    return kept(made)


def test_a_passkey_is_made_and_proves_itself(device: Authenticator, passkey: PasskeyRow) -> None:
    answer = device.use(asking(SITE, (passkey.id,), b"challenge"))
    assert id_in(answer) == passkey.id == device.id
    assert proves(SITE, answer, passkey, yes) == 1


def test_browsers_are_asked_to_know_who_it_is_and_to_make_none_twice() -> None:
    options = json.loads(asked_to_make((b"old",)))
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert len(options["excludeCredentials"]) == 1
    assert json.loads(asking(SITE, (), b"challenge"))["userVerification"] == "required"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"origin": "https://evil.example"}, id="signed for another site"),
        pytest.param({"origin": "http://localhost:9999"}, id="another port"),
        pytest.param({"host": "evil.example"}, id="another name"),
        pytest.param({"type": "webauthn.other"}, id="another ceremony"),
    ],
)
def test_what_was_not_signed_for_us_proves_nothing(
    device: Authenticator, passkey: PasskeyRow, changes: dict[str, str]
) -> None:
    assert proves(SITE, device.use(asking(SITE, (), b"challenge"), **changes), passkey, yes) is None
    assert registered(SITE, Authenticator().make(asked_to_make(), **changes), yes) is None


def test_a_challenge_that_is_not_taken_proves_nothing(device: Authenticator, passkey: PasskeyRow) -> None:
    assert proves(SITE, device.use(asking(SITE, (), b"challenge")), passkey, no) is None
    assert registered(SITE, Authenticator().make(asked_to_make()), no) is None


def test_without_finger_face_or_pin_it_proves_nothing(device: Authenticator, passkey: PasskeyRow) -> None:
    device.flags = PRESENT
    assert proves(SITE, device.use(asking(SITE, (), b"challenge")), passkey, yes) is None
    assert registered(SITE, Authenticator(flags=PRESENT).make(asked_to_make()), yes) is None


def test_another_key_or_a_copy_proves_nothing(device: Authenticator, passkey: PasskeyRow) -> None:
    other = Authenticator(id=device.id)
    assert proves(SITE, other.use(asking(SITE, (), b"challenge")), passkey, yes) is None
    counted = kept(NewPasskey(id=passkey.id, public_key=passkey.public_key, sign_count=0), count=7)
    assert proves(SITE, device.use(asking(SITE, (), b"challenge")), counted, yes) is None


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "x",
        "[]",
        "1",
        "{}",
        "null",
        '{"id": 1}',
        '{"id":"YQ","rawId":"YQ","type":"public-key","response":{}}',
        "\x00",
    ],
)
def test_what_is_no_answer_proves_nothing(passkey: PasskeyRow, answer: str) -> None:
    assert id_in(answer) == b""
    assert proves(SITE, answer, passkey, yes) is None
    assert registered(SITE, answer, yes) is None


@settings(max_examples=150, deadline=None)
@given(where=st.integers(0, 2000), byte=st.characters(max_codepoint=255), making=st.booleans())
def test_a_bent_answer_is_refused_without_a_fault(where: int, byte: str, making: bool) -> None:
    device = Authenticator()
    made = registered(SITE, device.make(asked_to_make()), yes)
    assert made is not None
    answer = device.make(asked_to_make()) if making else device.use(asking(SITE, (), b"challenge"))
    at = where % len(answer)
    bent = f"{answer[:at]}{byte}{answer[at + 1 :]}"
    registered(SITE, bent, yes)
    proves(SITE, bent, kept(made), yes)
    id_in(bent)
