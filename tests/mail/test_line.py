"""The line to the server is secret, or there is none."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.mail.line import Line
from appliance.mail.server import MailServer, Secrets, Security, SignInBy
from appliance.mail.token import Tokens
from appliance.mail.trouble import MailServerError
from tests.mail.post_office import PASSWORD, TOKEN, USER, PostOffice, post_office


class FixedTokens(Tokens):
    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token
        self.forgotten = 0

    def get(self, _server: MailServer, _secrets: Secrets) -> str:
        return self.token

    def forget(self) -> None:
        self.forgotten += 1


def server(office: PostOffice, **changed: object) -> MailServer:
    values = {"host": "localhost", "port": office.port, "user": USER, "sender": USER, "certificate": office.certificate}
    return MailServer(**(values | changed))  # type: ignore[arg-type]  # as given


def opened(where: MailServer, secrets: Secrets | None = None, tokens: Tokens | None = None) -> None:
    with Line(where, secrets or Secrets(password=PASSWORD), tokens or Tokens()):
        pass


@contextmanager
def recording(answers: list[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """A server that says these lines, whatever it hears, and keeps what it heard."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            talk, _ = listener.accept()
            with talk:
                talk.settimeout(5)
                for line in answers:
                    talk.sendall(line + b"\r\n")
                    if not (said := talk.recv(1000)):
                        return
                    heard.append(said)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join(5)


def test_nothing_is_said_to_a_server_without_tls(office: PostOffice) -> None:
    with recording([b"220 hello", b"250-plain\r\n250 AUTH PLAIN LOGIN", b"250 more"]) as (port, heard):
        with pytest.raises(MailServerError, match="offers no secret line, so nothing was sent"):
            opened(server(office, port=port))
        said = b"".join(heard)
    assert b"AUTH" not in said
    assert PASSWORD.encode() not in said


def test_who_takes_starttls_out_of_the_answer_learns_nothing(office: PostOffice) -> None:
    with recording([b"220 hello", b"250 STARTTLS", b"454 TLS not available"]) as (port, heard):
        with pytest.raises(MailServerError):
            opened(server(office, port=port))
        assert not any(b"AUTH" in said or b"MAIL" in said for said in heard)


@pytest.mark.parametrize("tls", [False, True], ids=["STARTTLS", "TLS"])
def test_a_certificate_of_another_name_is_not_taken(tmp_path: Path, tls: bool) -> None:
    security = Security.TLS if tls else Security.STARTTLS
    with (
        post_office(tmp_path, tls=tls, names=("mail.elsewhere.test",)) as office,
        pytest.raises(MailServerError, match="The certificate of localhost cannot be trusted"),
    ):
        opened(server(office, security=security))
    assert office.signed_in == []


def test_a_certificate_that_nobody_vouches_for_is_not_taken(office: PostOffice) -> None:
    with pytest.raises(MailServerError, match="cannot be trusted"):
        opened(server(office, certificate=""))
    assert office.signed_in == []


def test_a_certificate_that_is_none_is_told(office: PostOffice) -> None:
    with pytest.raises(MailServerError, match="certificate as given cannot be read"):
        opened(server(office, certificate="-----BEGIN"))


def test_the_ports_the_wrong_way_round(office: PostOffice) -> None:
    with pytest.raises(MailServerError, match="Port 587 goes with STARTTLS, 465 with TLS"):
        opened(server(office, security=Security.TLS))


@pytest.mark.parametrize(
    ("password", "good"), [pytest.param(PASSWORD, True, id="right"), pytest.param("x", False, id="wrong")]
)
def test_signing_in_by_password(office: PostOffice, password: str, good: bool) -> None:
    if good:
        opened(server(office), Secrets(password=password))
    else:
        with pytest.raises(MailServerError, match="did not accept the user name and password"):
            opened(server(office), Secrets(password=password))
    assert bool(office.signed_in) is good


@pytest.mark.parametrize(
    ("token", "good"), [pytest.param(TOKEN, True, id="right"), pytest.param("old", False, id="no longer good")]
)
def test_signing_in_by_token(office: PostOffice, token: str, good: bool) -> None:
    tokens, where = FixedTokens(token), server(office, sign_in=SignInBy.MICROSOFT)
    if good:
        opened(where, tokens=tokens)
    else:
        with pytest.raises(MailServerError, match="did not accept"):
            opened(where, tokens=tokens)
    assert (office.signed_in, tokens.forgotten) == ((["token"], 0) if good else ([], 1))


def test_a_server_that_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch, office: PostOffice) -> None:
    monkeypatch.setattr("appliance.mail.line.TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(MailServerError, match="does not answer"):
        opened(server(office, port=silent.getsockname()[1]))


def test_what_a_server_says_is_only_text(office: PostOffice) -> None:
    with recording([b"554 \x1b[2J<script>\xe2\x80\xaenope"]) as (port, _), pytest.raises(MailServerError) as caught:
        opened(server(office, port=port))
    assert "⟨U+001B⟩[2J<script>⟨U+202E⟩nope" in str(caught.value)
