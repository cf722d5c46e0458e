"""The school's own certificate authority: made once, kept 0600, and replaced with an overlap.

`ca.pem` signs now. `next.pem` is the one that follows: devices learn both during the overlap, and from its date on (or
once it is activated by hand) it signs instead. Leaf certificates carry a key of their own, never the authority's.
"""

import ipaddress
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from appliance import modes
from appliance.config import Home
from appliance.errors import CaError
from appliance.model import Frozen

OVERLAP = timedelta(days=30)
CA_LIFE = timedelta(days=3650)
LEAF_LIFE = timedelta(days=190)  # with the backdating below 200 days: Chrome and Apple refuse longer ones from 2026
BACKDATE = timedelta(days=2)  # devices with a clock that is behind still accept a new certificate

_LONGEST_NAME = 64  # X.520's bound for a common name
_SIGNS_FROM = re.compile(rb"^Signs-From: (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Authority:
    """A key that signs, its certificate, and the moment from which it may."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    signs_from: datetime

    def sign(self, host: str, key: ec.EllipticCurvePublicKey, now: datetime, *others: str) -> x509.Certificate:
        """A leaf certificate for host names or addresses. Raises CaError for what is neither."""
        names = x509.SubjectAlternativeName([_general_name(one) for one in (host, *others)])
        short = len(host) < _LONGEST_NAME
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)] if short else [])
        return (
            _builder(subject, self.certificate.subject, key, now, LEAF_LIFE)
            .add_extension(names, critical=not short)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_authority_key_identifier(self.certificate), critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()


class Shown(Frozen):
    """What a person may know of an authority. `fingerprint` is SHA-256 in pairs of hex digits."""

    name: str
    fingerprint: str
    valid_from: str
    valid_until: str
    signs: bool
    signs_from: str


def make(home: Home, school: str, now: datetime) -> Authority:
    """Make the school's authority. Raises CaError if there is one: it is never overwritten."""
    authority = _create(school, now, signs_from=now)
    try:
        _write_new(_current(home), _to_file(authority))
    except FileExistsError as error:
        raise CaError("There is a certificate authority already; `lollipop ca rotate` replaces it.") from error
    return authority


def load(home: Home, now: datetime) -> Authority:
    """The authority that signs at `now`. Raises CaError if none was made, or a file is broken."""
    following = _read(_next(home))
    if following and following.signs_from <= now:
        return following
    current = _read(_current(home))
    if current is None:
        raise CaError("There is no certificate authority yet; `lollipop run` makes it.")
    return current


def ensure(home: Home, school: str, now: datetime) -> Authority:
    """Load the authority, or make it the first time. Two processes that start at once end with the same one."""
    if not _current(home).exists():
        with suppress(CaError):
            make(home, school, now)
    return load(home, now)


def show(home: Home, now: datetime) -> tuple[Shown, ...]:
    """Every authority that devices should trust now, the one that signs first."""
    signing = load(home, now).certificate
    return tuple(_shown(authority, authority.certificate == signing) for authority in _trusted(home, now))


def export(home: Home, now: datetime) -> str:
    """What to install on devices: the certificates as PEM, no key. During an overlap both."""
    return "".join(authority.pem() for authority in _trusted(home, now))


def rotate(home: Home, school: str, now: datetime, overlap: timedelta = OVERLAP) -> Authority:
    """Make the authority that follows; it signs after `overlap`, when devices have learnt it.

    Raises CaError while another one waits.
    """
    load(home, now)
    _retire(home, now)
    following = _create(school, now, signs_from=now + overlap)
    try:
        _write_new(_next(home), _to_file(following))
    except FileExistsError as error:
        raise CaError("The next certificate authority is waiting already; activate it first.") from error
    return following


def activate(home: Home) -> Authority:
    """Let the next authority sign from now on, before its date. Raises CaError if none waits."""
    following = _read(_next(home))
    if following is None:
        raise CaError("There is no next certificate authority; `lollipop ca rotate` makes one.")
    _next(home).replace(_current(home))
    _sync(home.ca)
    return following


def _retire(home: Home, now: datetime) -> None:
    """Once the next one signs by its date, it is the current one."""
    following = _read(_next(home))
    if following and following.signs_from <= now:
        activate(home)


def _trusted(home: Home, now: datetime) -> list[Authority]:
    signing = load(home, now).certificate
    both = [authority for authority in (_read(_current(home)), _read(_next(home))) if authority]
    return sorted(both, key=lambda authority: authority.certificate != signing)


def _create(school: str, now: datetime, signs_from: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    label = f"{school} Lollipop {now:%Y-%m}"
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, label[-_LONGEST_NAME:]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, school[:_LONGEST_NAME]),
        ]
    )
    certificate = (
        _builder(name, name, key.public_key(), now, CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_may_sign(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate, signs_from.replace(microsecond=0))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATE)
        .not_valid_after(now + life)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )


def _may_sign() -> x509.KeyUsage:
    uses = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(**uses, key_cert_sign=True, crl_sign=True)


def _authority_key_identifier(authority: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return _dns_name(host)


def _dns_name(host: str) -> x509.DNSName:
    if not host:
        raise CaError("No certificate without a host name.")
    try:
        return x509.DNSName(host.encode("idna").decode())
    except ValueError as error:  # UnicodeError is one
        raise CaError(f"No certificate for {host!r}: not a host name.") from error


# --- files ---------------------------------------------------------------------------------------------------------


def _current(home: Home) -> Path:
    return home.ca / "ca.pem"


def _next(home: Home) -> Path:
    return home.ca / "next.pem"


def _to_file(authority: Authority) -> bytes:
    key = authority.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return f"Signs-From: {authority.signs_from.isoformat()}\n".encode() + key + authority.pem().encode()


def _read(path: Path) -> Authority | None:
    try:
        return _from_file(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise CaError(f"{path.name} cannot be read: {error}") from error


def _from_file(content: bytes) -> Authority:
    date = _SIGNS_FROM.search(content)
    key = serialization.load_pem_private_key(content, None)
    if date is None or not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("not a certificate authority of ours")
    certificate = x509.load_pem_x509_certificate(content)
    if certificate.public_key() != key.public_key():
        raise ValueError("key and certificate do not belong together")
    return Authority(key, certificate, datetime.fromisoformat(date[1].decode()))


def _write_new(path: Path, content: bytes) -> None:
    """All of it or nothing, and never over a file that stands there (FileExistsError)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, modes.of_file(path.parent)), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
        _sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _shown(authority: Authority, signs: bool) -> Shown:
    certificate = authority.certificate
    return Shown(
        name=_common_name(certificate.subject),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
        valid_from=_date(certificate.not_valid_before_utc),
        valid_until=_date(certificate.not_valid_after_utc),
        signs=signs,
        signs_from=_date(authority.signs_from),
    )


def _common_name(name: Iterable[x509.NameAttribute[str | bytes]]) -> str:
    return next((str(part.value) for part in name if part.oid == NameOID.COMMON_NAME), "")


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
