"""What goes wrong with mail, in words for somebody who runs no mail server."""

import smtplib
import socket
import ssl

from appliance import unseen
from appliance.errors import MailError

_LONGEST_SAID = 160
_PERMANENT = 500
_GOING_AWAY = 421


class MailServerError(MailError):
    """Nothing can be sent now, whichever mail it is."""


class TryLaterError(MailError):
    """The server will not take this mail yet."""


class MailRefusedError(MailError):
    """The server will never take this mail."""


def said(code: int, text: bytes | str) -> str:
    """A server's own words, harmless to the eye."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"The server said: {code} {unseen.one_line(words, _LONGEST_SAID)}"


_CONNECTING: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "The name {host} was not found. Look whether it is spelt right."),
    (
        ssl.SSLCertVerificationError,
        "The certificate of {host} cannot be trusted ({said}). Look at the server’s name, or give its certificate.",
    ),
    (ssl.SSLError, "{where} does not speak TLS as asked. Port 587 goes with STARTTLS, 465 with TLS."),
    (TimeoutError, "{where} does not answer. Look at the port, or ask whether a firewall closes it."),
    (ConnectionRefusedError, "{where} refuses connections. Look at the port."),
    (smtplib.SMTPNotSupportedError, "{where} offers no secret line, so nothing was sent. Try port 465 with TLS."),
    (smtplib.SMTPResponseException, "{where} did not let us in. {said}"),
    (smtplib.SMTPServerDisconnected, "{where} ended the connection. Look at the port, and whether TLS fits it."),
    (Exception, "{where} cannot be reached: {said}."),
)


def connecting(error: Exception, host: str, port: int) -> MailServerError:
    """Why there is no line to the server, and what to do."""
    cause = error.__context__ if isinstance(error.__context__, TimeoutError) else error  # smtplib wraps it
    sentence = next(sentence for kind, sentence in _CONNECTING if isinstance(cause, kind))
    return MailServerError(sentence.format(host=host, where=f"{host}, port {port}", said=_reason(error)))


def _reason(error: Exception) -> str:
    match error:
        case smtplib.SMTPResponseException():
            return said(error.smtp_code, error.smtp_error)
        case ssl.SSLCertVerificationError():
            return unseen.one_line(error.verify_message, 80)
        case OSError(strerror=str(words)):
            return unseen.one_line(words, 80)
        case _:
            return type(error).__name__


def signing_in(error: smtplib.SMTPException) -> MailServerError:
    match error:
        case smtplib.SMTPNotSupportedError():
            return MailServerError("The server does not take this way of signing in. Try another one.")
        case smtplib.SMTPResponseException():
            return MailServerError(
                "The server did not accept the user name and password, or whatever signs in. "
                f"Type them again. {said(error.smtp_code, error.smtp_error)}"
            )
        case _:
            return MailServerError("The server ended the connection while we signed in.")


def sending(error: Exception, sender: str) -> MailError:
    """What a failure after signing in means for this mail, or for all."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            code, text = next(iter(recipients.values()), (_PERMANENT, b""))
            return _refusal(code, text, "The server does not take mail for this address")
        case smtplib.SMTPSenderRefused():
            if error.smtp_code < _PERMANENT:
                return TryLaterError(f"The server asks to try again later. {said(error.smtp_code, error.smtp_error)}")
            return MailServerError(
                f"The server does not let us send as {sender}. Look at the sender’s address. "
                f"{said(error.smtp_code, error.smtp_error)}"
            )
        case smtplib.SMTPResponseException():
            return _refusal(error.smtp_code, error.smtp_error, "The server refused the mail")
        case _:
            return MailServerError("The connection broke while a mail was sent.")


def _refusal(code: int, text: bytes | str, sentence: str) -> MailError:
    if code == _GOING_AWAY:
        return MailServerError(f"The server has no time now. {said(code, text)}")
    if code >= _PERMANENT:
        return MailRefusedError(f"{sentence}. {said(code, text)}")
    return TryLaterError(f"The server asks to try again later. {said(code, text)}")
