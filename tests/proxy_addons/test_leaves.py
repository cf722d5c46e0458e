"""The certificates that clients are shown: made for the right name, by the school's authority, and not without end."""

import ipaddress
import socket
import ssl
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import DNSName, IPAddress, SubjectAlternativeName
from cryptography.x509.verification import PolicyBuilder, Store
from OpenSSL import crypto

from appliance import ca
from appliance.ca import Authority
from appliance.config import Home
from appliance.errors import CaError
from proxy_addons import leaves as module
from proxy_addons.leaves import MOST_HOSTS, RENEW_AFTER, Leaves
from tests.proxy_addons.conftest import Running

LONG = ".".join(["a" * 60, "b" * 60, "c" * 60, "example"])


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return ca.make(Home(tmp_path_factory.mktemp("school")), "Test School", datetime.now(UTC))


def names_of(leaf: crypto.X509) -> tuple[SubjectAlternativeName, bool]:
    found = leaf.to_cryptography().extensions.get_extension_for_class(SubjectAlternativeName)
    return found.value, found.critical


@pytest.mark.parametrize(
    ("host", "name"),
    [
        pytest.param("a.example", DNSName("a.example"), id="a name"),
        pytest.param("localhost", DNSName("localhost"), id="a name without a dot"),
        pytest.param("my_site.example", DNSName("my_site.example"), id="an underscore"),
        pytest.param("münchen.example", DNSName("xn--mnchen-3ya.example"), id="an umlaut"),
        pytest.param("xn--mnchen-3ya.example", DNSName("xn--mnchen-3ya.example"), id="an umlaut as it is sent"),
        pytest.param("10.1.2.3", IPAddress(ipaddress.ip_address("10.1.2.3")), id="IPv4"),
        pytest.param("2001:db8::1", IPAddress(ipaddress.ip_address("2001:db8::1")), id="IPv6"),
        pytest.param(LONG, DNSName(LONG), id="longer than a common name may be"),
    ],
)
def test_a_leaf_is_for_its_host_and_for_no_other(school: Authority, host: str, name: x509.GeneralName) -> None:
    leaf = Leaves(school).of(host)
    names, critical = names_of(leaf)
    assert list(names) == [name]
    common = leaf.get_subject().CN
    assert common == (None if host == LONG else host)
    assert critical == (common is None), "where no name stands in the subject, RFC 5280 wants this one critical"


@pytest.mark.parametrize("host", ["", "a..example", "x" * 64 + ".example", "."])
def test_what_is_no_host_has_no_leaf(school: Authority, host: str) -> None:
    with pytest.raises(CaError):
        Leaves(school).of(host)


def test_a_strict_verifier_accepts_it_for_its_name_only(school: Authority) -> None:
    leaf = Leaves(school).of("a.example").to_cryptography()
    leaf.verify_directly_issued_by(school.certificate)
    builder = PolicyBuilder().store(Store([school.certificate]))
    with pytest.raises(x509.verification.VerificationError):
        builder.build_server_verifier(DNSName("b.example")).verify(leaf, [])


def test_devices_that_are_a_day_behind_accept_it_and_browsers_find_it_short_enough(school: Authority) -> None:
    leaf = Leaves(school).of("a.example").to_cryptography()
    now = datetime.now(UTC)
    assert leaf.not_valid_before_utc < now - timedelta(days=1)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc < timedelta(days=200)
    assert leaf.not_valid_after_utc > now + RENEW_AFTER, "it must not end while it is still given from memory"


def test_the_key_is_the_workers_own(school: Authority) -> None:
    """A key that leaks from a worker's memory must not sign for the school, nor outlive the worker."""
    one, other = Leaves(school), Leaves(school)
    keys = [
        leaf.to_cryptography().public_key()
        for leaf in (one.of("a.example"), one.of("b.example"), other.of("a.example"))
    ]
    assert keys[0] == keys[1] == one.key.public_key()
    assert keys[0] != keys[2]
    assert school.certificate.public_key() not in keys
    assert isinstance(one.key, ec.EllipticCurvePrivateKey)


def test_a_leaf_cannot_sign_another(school: Authority) -> None:
    constraints = (
        Leaves(school).of("a.example").to_cryptography().extensions.get_extension_for_class(x509.BasicConstraints)
    )
    assert (constraints.value.ca, constraints.critical) == (False, True)


# --- what is remembered ---


class Counted:
    """The real authority, and which hosts it signed for."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self.signed: list[str] = []

    def sign(self, host: str, key: ec.EllipticCurvePublicKey, now: datetime) -> x509.Certificate:
        self.signed.append(host)
        return self._authority.sign(host, key, now)


def counted(school: Authority) -> tuple[Leaves, list[str]]:
    authority = Counted(school)
    return Leaves(authority), authority.signed  # type: ignore[arg-type]  # it signs, which is all that is asked of it


def test_a_host_is_signed_for_once(school: Authority) -> None:
    leaves, signed = counted(school)
    assert leaves.of("a.example") is leaves.of("a.example")
    assert signed == ["a.example"]


def test_a_client_that_asks_for_ever_new_hosts_does_not_fill_the_memory(
    school: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_HOSTS <= 10_000, "a leaf takes some kilobytes"
    monkeypatch.setattr(module, "MOST_HOSTS", 10)
    leaves, signed = counted(school)
    leaves.of("often.example")
    for number in range(30):
        leaves.of(f"{number}.example")
        leaves.of("often.example")
    assert signed.count("often.example") == 1, "what is used stays"
    leaves.of("29.example")
    assert signed.count("29.example") == 1
    leaves.of("0.example")
    assert signed.count("0.example") == 2, "what was not asked for longest was forgotten"


def test_what_failed_is_not_remembered(school: Authority) -> None:
    leaves, signed = counted(school)
    for _ in range(2):
        with pytest.raises(CaError):
            leaves.of("a..example")
    assert len(signed) == 2


def test_a_worker_that_runs_for_months_shows_no_leaf_that_has_ended(
    school: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaves, signed = counted(school)
    begun = datetime.now(UTC)
    first = leaves.of("a.example")
    monkeypatch.setattr(module, "today", lambda: begun + RENEW_AFTER - timedelta(hours=1))
    assert leaves.of("a.example") is first
    monkeypatch.setattr(module, "today", lambda: begun + RENEW_AFTER + timedelta(hours=1))
    second = leaves.of("a.example")
    assert second is leaves.of("a.example")
    assert len(signed) == 2
    ends = second.to_cryptography().not_valid_after_utc
    assert ends > first.to_cryptography().not_valid_after_utc + RENEW_AFTER


# --- through a worker ---


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("a.example", id="a name"),
        pytest.param("my_site.example", id="an underscore"),
        pytest.param("10.1.2.3", id="IPv4"),
        pytest.param("2001:db8::1", id="IPv6"),
        pytest.param(LONG, id="a long name"),
        pytest.param("xn--mnchen-3ya.example", id="an umlaut"),
    ],
)
def test_a_real_client_trusts_it_and_our_certificate_alone(worker: Running, host: str, tmp_path: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(worker.ca))
    with closing(tunnel(worker, host)) as tcp, trusting.wrap_socket(tcp, server_hostname=host) as tls:
        assert tls.version() == "TLSv1.3"
    with closing(tunnel(worker, host)) as tcp, pytest.raises(ssl.SSLCertVerificationError):
        ssl.create_default_context().wrap_socket(tcp, server_hostname=host)


def tunnel(worker: Running, host: str) -> socket.socket:
    tcp = socket.create_connection(("127.0.0.1", worker.port), 5)
    authority = f"[{host}]" if ":" in host else host
    tcp.sendall(f"CONNECT {authority}:443 HTTP/1.1\r\nHost: {authority}:443\r\n\r\n".encode())
    assert b"200" in tcp.recv(1000)
    return tcp
