import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from appliance import ca
from appliance.config import Home
from appliance.errors import CaError

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.make()
    return made


def test_the_authority_names_the_school_and_may_only_sign_leaves(home: Home) -> None:
    certificate = ca.make(home, "St Anne's Primary", NOW).certificate
    assert "St Anne's Primary" in certificate.subject.rfc4514_string()
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"


def test_the_key_is_readable_by_its_owner_only(home: Home) -> None:
    ca.make(home, "School", NOW)
    assert stat.S_IMODE((home.ca / "ca.pem").stat().st_mode) == 0o600
    assert [path.name for path in home.ca.iterdir()] == ["ca.pem"]


def test_it_is_never_overwritten(home: Home) -> None:
    first = ca.make(home, "School", NOW)
    with pytest.raises(CaError, match="already"):
        ca.make(home, "School", NOW)
    assert ca.load(home, NOW).certificate == first.certificate


def test_processes_that_start_at_once_share_one(home: Home) -> None:
    made: list[bytes] = []

    def start() -> None:
        made.append(ca.ensure(home, "School", NOW).certificate.signature)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1


def test_a_missing_authority_is_said_in_words(home: Home) -> None:
    with pytest.raises(CaError, match="no certificate authority"):
        ca.load(home, NOW)


@pytest.mark.parametrize("content", [pytest.param(b"", id="empty"), pytest.param(b"Signs-From: x\n", id="no key")])
def test_a_broken_file_is_named(home: Home, content: bytes) -> None:
    (home.ca / "ca.pem").write_bytes(content)
    with pytest.raises(CaError, match=r"ca\.pem"):
        ca.load(home, NOW)


def test_a_leaf_has_its_own_key_and_lives_under_200_days(home: Home) -> None:
    authority = ca.make(home, "School", NOW)
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    leaf = authority.sign("www.example.org", key, NOW)
    leaf.verify_directly_issued_by(authority.certificate)
    assert leaf.public_key() == key
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc < timedelta(days=200)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["www.example.org"]


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7"])
def test_an_address_gets_a_leaf_too(home: Home, address: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    leaf = ca.make(home, "School", NOW).sign(address, key, NOW)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(found) for found in names.get_values_for_type(x509.IPAddress)] == [address]


def test_a_name_too_long_for_a_subject_stands_in_the_alternative_name(home: Home) -> None:
    host = f"{'a' * 60}.example.org"
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    leaf = ca.make(home, "School", NOW).sign(host, key, NOW)
    assert leaf.subject.rfc4514_string() == ""
    assert leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).critical


@pytest.mark.parametrize("host", ["", "a..b", "x" * 64 + ".org"])
def test_what_is_no_host_name_gets_no_leaf(home: Home, host: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    with pytest.raises(CaError):
        ca.make(home, "School", NOW).sign(host, key, NOW)


def test_rotation_overlaps_before_the_next_one_signs(home: Home) -> None:
    first = ca.make(home, "School", NOW)
    following = ca.rotate(home, "School", NOW, timedelta(days=10))
    during, after = NOW + timedelta(days=9), NOW + timedelta(days=11)
    assert ca.load(home, during).certificate == first.certificate
    assert ca.load(home, after).certificate == following.certificate
    assert ca.export(home, during) == first.pem() + following.pem()
    assert [shown.signs for shown in ca.show(home, during)] == [True, False]
    assert "PRIVATE" not in ca.export(home, during)


def test_only_one_waits_at_a_time_until_its_date(home: Home) -> None:
    ca.make(home, "School", NOW)
    second = ca.rotate(home, "School", NOW, timedelta(days=10))
    with pytest.raises(CaError, match="waiting"):
        ca.rotate(home, "School", NOW)
    ca.rotate(home, "School", NOW + timedelta(days=11))
    assert ca.load(home, NOW + timedelta(days=12)).certificate == second.certificate


def test_the_next_one_can_be_activated_early(home: Home) -> None:
    ca.make(home, "School", NOW)
    with pytest.raises(CaError, match="no next"):
        ca.activate(home)
    following = ca.rotate(home, "School", NOW)
    ca.activate(home)
    assert ca.load(home, NOW).certificate == following.certificate
    assert len(ca.show(home, NOW)) == 1
