"""Who a device is to its school."""

from pathlib import Path

from nacl.signing import VerifyKey

from appliance.helpers.protocol import Challenge, to_sign
from endpoint.desktop.service.identity import Enrolment, Identity

CHALLENGE = Challenge(school="elm", nonce=b"n" * 32)


def test_the_key_stays_and_signs_for_the_code_and_then_for_the_id(tmp_path: Path) -> None:
    identity = Identity(tmp_path / "state")
    signed = to_sign("elm", "CODE", identity.key, CHALLENGE.nonce)
    VerifyKey(identity.key).verify(signed, identity.answer(CHALLENGE, "CODE"))
    identity.keep(Enrolment(helper="h1", school="elm"))
    again = Identity(tmp_path / "state")
    assert (again.key, again.helper) == (identity.key, "h1")
    signed = to_sign("elm", "h1", identity.key, CHALLENGE.nonce)
    VerifyKey(identity.key).verify(signed, again.answer(CHALLENGE, "CODE"))


def test_another_school_is_not_accepted_once_there_is_one(tmp_path: Path) -> None:
    identity = Identity(tmp_path)
    assert identity.accepts("oak")
    identity.keep(Enrolment(helper="h1", school="elm"))
    assert identity.accepts("elm")
    assert not identity.accepts("oak")


def test_a_device_that_was_sent_away_needs_another_code(tmp_path: Path) -> None:
    identity = Identity(tmp_path)
    assert not identity.may_knock("")
    assert identity.may_knock("CODE")
    identity.keep(Enrolment(helper="h1", school="elm"))
    assert identity.may_knock("")
    identity.forget("CODE")
    again = Identity(tmp_path)
    assert again.enrolment is None
    assert not again.may_knock("CODE")
    assert again.may_knock("NEW")


def test_the_folder_is_the_systems_alone(tmp_path: Path) -> None:
    Identity(tmp_path / "state")
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state" / "device.key").stat().st_mode & 0o777 == 0o600
