"""Microsoft's sign-in, with msal itself and a made-up Microsoft at the other end."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from appliance.mail.server import MailServer, Secrets, SignInBy
from appliance.mail.token import Tokens, xoauth2
from appliance.mail.trouble import MailServerError

TENANT, CLIENT = "11111111-2222-3333-4444-555555555555", "99999999-8888-7777-6666-555555555555"
SERVER = MailServer(host="smtp.office365.com", sign_in=SignInBy.MICROSOFT, tenant=TENANT, client=CLIENT)


@dataclass
class Answer:
    status_code: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise OSError(self.text)


@dataclass
class Microsoft:
    """What msal asks with: it answers as Microsoft's sign-in does."""

    refuse: str = ""
    away: bool = False
    asked: list[str] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)

    def get(self, url: str, **_: Any) -> Answer:
        if self.away:
            raise ConnectionError("no route")
        base = f"https://login.microsoftonline.com/{TENANT}"
        found = {
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "issuer": f"{base}/v2.0",
        }
        return Answer(200, json.dumps(found)) if TENANT in url else Answer(400, '{"error": "invalid_tenant"}')

    def post(self, url: str, data: dict[str, str] | None = None, **_: Any) -> Answer:
        self.asked.append(url)
        self.sent.append(data or {})
        if self.refuse:
            return Answer(401, json.dumps({"error": self.refuse, "error_description": "AADSTS7000215"}))
        token = f"token-{len(self.asked)}"
        return Answer(200, json.dumps({"token_type": "Bearer", "expires_in": 3599, "access_token": token}))

    def close(self) -> None:
        pass


def test_a_token_is_asked_for_once_and_kept() -> None:
    microsoft = Microsoft()
    tokens = Tokens(microsoft)
    assert [tokens.get(SERVER, Secrets(client_secret="s")) for _ in range(3)] == ["token-1"] * 3
    (sent,) = microsoft.sent
    assert (sent["grant_type"], sent["client_id"], sent["client_secret"]) == ("client_credentials", CLIENT, "s")
    assert "https://outlook.office365.com/.default" in sent["scope"]


def test_a_token_that_was_refused_or_of_another_secret_is_not_used_again() -> None:
    tokens = Tokens(Microsoft())
    assert tokens.get(SERVER, Secrets(client_secret="s")) == "token-1"
    assert tokens.get(SERVER, Secrets(client_secret="new")) == "token-2"
    tokens.forget()
    assert tokens.get(SERVER, Secrets(client_secret="new")) == "token-3"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("invalid_client", "did not accept the client secret"),
        ("unauthorized_client", "does not know this application"),
        ("something\x1b[2Jnew", "gave no token"),
    ],
)
def test_why_there_is_no_token(error: str, sentence: str) -> None:
    with pytest.raises(MailServerError, match=sentence) as caught:
        Tokens(Microsoft(refuse=error)).get(SERVER, Secrets(client_secret="hush"))
    assert "\x1b" not in str(caught.value)
    assert "hush" not in str(caught.value)


def test_microsoft_is_away() -> None:
    with pytest.raises(MailServerError, match="cannot be reached"):
        Tokens(Microsoft(away=True)).get(SERVER, Secrets(client_secret="s"))


def test_what_is_said_to_the_server() -> None:
    assert xoauth2("box@school.test", "t") == "user=box@school.test\1auth=Bearer t\1\1"
