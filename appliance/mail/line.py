"""The line to the school's mail server: secret, with the certificate checked, before anything is said on it."""

import contextlib
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from typing import Self

from appliance.mail.server import MailServer, Secrets, Security, SignInBy
from appliance.mail.token import Tokens, xoauth2
from appliance.mail.trouble import MailServerError, connecting, sending, signing_in

TIMEOUT = 15.0


class Line:
    """Open while it is used in a `with`. Opening raises MailServerError."""

    def __init__(self, server: MailServer, secrets: Secrets, tokens: Tokens) -> None:
        self._server = server
        self._secrets = secrets
        self._tokens = tokens

    def __enter__(self) -> Self:
        self._smtp = self._connected()
        try:
            self._sign_in()
        except BaseException:
            self._smtp.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self._smtp.quit()
        self._smtp.close()

    def send(self, message: EmailMessage, to: str) -> None:
        """When this returns, the server has taken it. Raises TryLaterError, MailRefusedError, MailServerError."""
        try:
            self._smtp.sendmail(self._server.sender, [to], message.as_bytes(policy=SMTP))
        except (smtplib.SMTPException, OSError) as error:
            raise sending(error, self._server.sender) from error

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        try:
            context = _trust(server.certificate)
            if server.security is Security.TLS:
                return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
            smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        except (smtplib.SMTPException, OSError) as error:
            raise connecting(error, server.host, server.port) from error
        try:
            smtp.starttls(context=context)
        except (smtplib.SMTPException, OSError) as error:
            smtp.close()
            raise connecting(error, server.host, server.port) from error
        return smtp

    def _sign_in(self) -> None:
        server = self._server
        try:
            match server.sign_in:
                case SignInBy.PASSWORD:
                    self._smtp.login(server.user or server.sender, self._secrets.password)
                case SignInBy.MICROSOFT:
                    self._sign_in_by_token(self._tokens.get(server, self._secrets))
                case SignInBy.NOTHING:
                    self._smtp.ehlo_or_helo_if_needed()
        except smtplib.SMTPException as error:
            raise signing_in(error) from error
        except OSError as error:
            raise connecting(error, server.host, server.port) from error

    def _sign_in_by_token(self, token: str) -> None:
        first = xoauth2(self._server.user or self._server.sender, token)

        def answer(challenge: bytes | None = None) -> str:
            """To a challenge, which is the reason of a refusal, an empty one: then the server says no."""
            return "" if challenge else first

        self._smtp.ehlo_or_helo_if_needed()
        try:
            self._smtp.auth("XOAUTH2", answer)
        except smtplib.SMTPException:
            self._tokens.forget()
            raise


def _trust(certificate: str) -> ssl.SSLContext:
    """The system's authorities and, where it is given, the school's own. Raises MailServerError."""
    context = ssl.create_default_context()
    if certificate:
        try:
            context.load_verify_locations(cadata=certificate)
        except (ssl.SSLError, ValueError) as error:
            raise MailServerError("The server’s certificate as given cannot be read. Copy it again.") from error
    return context
