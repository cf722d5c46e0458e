import smtplib
import socket
import ssl

import pytest

from appliance.mail.trouble import MailRefusedError, MailServerError, TryLaterError, connecting, sending, signing_in


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "name smtp.school.test was not found"),
        (TimeoutError(), "does not answer"),
        (ConnectionRefusedError(), "refuses connections"),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), "does not speak TLS as asked"),
        (smtplib.SMTPConnectError(554, b"go away"), "The server said: 554 go away"),
        (smtplib.SMTPServerDisconnected("x"), "ended the connection"),
        (OSError(101, "Network is unreachable"), "cannot be reached: Network is unreachable"),
    ],
)
def test_why_there_is_no_line(error: Exception, words: str) -> None:
    assert words in str(connecting(error, "smtp.school.test", 587))


def test_a_server_that_went_away_while_signing_in() -> None:
    assert "ended the connection" in str(signing_in(smtplib.SMTPServerDisconnected("x")))
    assert "Try another one" in str(signing_in(smtplib.SMTPNotSupportedError("x")))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"unknown")}), MailRefusedError),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"later")}), TryLaterError),
        (smtplib.SMTPSenderRefused(451, b"later", "me"), TryLaterError),
        (smtplib.SMTPSenderRefused(553, b"not yours", "me"), MailServerError),
        (smtplib.SMTPDataError(554, b"spam"), MailRefusedError),
        (smtplib.SMTPDataError(452, b"full"), TryLaterError),
        (smtplib.SMTPDataError(421, b"bye"), MailServerError),
        (smtplib.SMTPServerDisconnected("x"), MailServerError),
        (BrokenPipeError(), MailServerError),
    ],
)
def test_what_a_failure_means(error: Exception, kind: type[Exception]) -> None:
    assert type(sending(error, "me@school.test")) is kind
