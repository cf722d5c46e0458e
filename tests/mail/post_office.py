"""A real mail server on loopback, which a test can make as unwilling as servers are."""

import asyncio
import base64
import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.running import free_ports

USER, PASSWORD, TOKEN = "box@school.test", "correct horse", "a-token"


def certificate(folder: Path, *names: str) -> tuple[Path, str]:
    """A self-made certificate with its key in one file, and the certificate's text."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of the tests")])
    now = dt.datetime.now(dt.UTC)
    alternatives: list[x509.GeneralName] = [x509.DNSName(one) for one in names]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([*alternatives, x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    text = made.public_bytes(serialization.Encoding.PEM)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "mail-server.pem"
    path.write_bytes(pem + text)
    return path, text.decode()


@dataclass
class PostOffice:
    """What it does with who and what comes. `answers` are given to the next mails, in order, instead of taking them;
    `unknown` are addresses that it does not have."""

    port: int
    certificate: str
    taken: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    signed_in: list[str] = field(default_factory=list)
    slow_seconds: float = 0.0

    async def handle_RCPT(  # noqa: N802  # as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 5.1.1 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # the same
        await asyncio.sleep(self.slow_seconds)
        if self.answers:
            return self.answers.pop(0)
        message = cast("EmailMessage", message_from_bytes(cast("bytes", envelope.content), policy=default))
        self.taken.append(message)
        self.to += envelope.rcpt_tos
        return "250 taken"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802  # the same
        """As Microsoft and Google do: a refusal is a challenge first, which wants an empty answer."""
        if base64.b64decode(args[1]).decode() == f"user={USER}\1auth=Bearer {TOKEN}\1\1":
            self.signed_in.append("token")
            return AuthResult(success=True)
        await server.challenge_auth(b'{"status":"400"}')
        return AuthResult(success=False, handled=False)

    def check(self, _server: SMTP, _session: Session, _envelope: Envelope, kind: str, given: Any) -> AuthResult:
        good = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        if good:
            self.signed_in.append(kind)
        return AuthResult(success=good, handled=False)


@contextmanager
def post_office(
    folder: Path, *, tls: bool = False, starttls: bool = True, names: tuple[str, ...] = ("localhost",), port: int = 0
) -> Iterator[PostOffice]:
    pem, text = certificate(folder, *names)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    office = PostOffice(port=port or free_port(), certificate=text)
    options: dict[str, Any] = {"ssl_context": context} if tls else {}
    if starttls and not tls:
        options |= {"tls_context": context, "require_starttls": True}
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=office.port,
        authenticator=office.check,
        auth_required=not tls,  # with implicit TLS it does not know that the line is secret
        auth_require_tls=not tls,
        decode_data=False,
        **options,
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def free_port() -> int:
    return free_ports(1)[0]
