"""Signing in to Microsoft 365 with an application's own token instead of a password (XOAUTH2)."""

from typing import Any

import msal

from appliance import unseen
from appliance.mail.server import MailServer, Secrets
from appliance.mail.trouble import MailServerError

_SCOPE = "https://outlook.office365.com/.default"
_TIMEOUT = 15.0


class Tokens:
    """Keeps the token until it runs out. `http` is what msal asks with: by default a requests.Session."""

    def __init__(self, http: Any = None) -> None:
        self._http = http
        self._of: tuple[str, str, str] | None = None
        self._application: Any = None

    def get(self, server: MailServer, secrets: Secrets) -> str:
        """Raises MailServerError."""
        try:
            answer = self._for(server, secrets).acquire_token_for_client(scopes=[_SCOPE])
        except OSError as error:
            raise MailServerError("Microsoft’s sign-in cannot be reached. It is tried again by itself.") from error
        except ValueError as error:
            raise MailServerError("Microsoft does not know this directory (tenant). Copy its ID again.") from error
        if "access_token" not in answer:
            raise MailServerError(_refused(answer))
        return str(answer["access_token"])

    def forget(self) -> None:
        """The server did not like the token: the next one is a new one."""
        self._of = None

    def _for(self, server: MailServer, secrets: Secrets) -> Any:
        wanted = (server.tenant, server.client, secrets.client_secret)
        if self._of != wanted:
            self._application = msal.ConfidentialClientApplication(
                server.client,
                authority=f"https://login.microsoftonline.com/{server.tenant}",
                client_credential=secrets.client_secret,
                instance_discovery=False,
                http_client=self._http,
                timeout=_TIMEOUT,
            )
            self._of = wanted
        return self._application


def xoauth2(user: str, token: str) -> str:
    """The first answer in SASL's XOAUTH2: developers.google.com/workspace/gmail/imap/xoauth2-protocol"""
    return f"user={user}\1auth=Bearer {token}\1\1"


_SENTENCES = {
    "invalid_client": "Microsoft did not accept the client secret. Make a new one there, and type its value here.",
    "unauthorized_client": "Microsoft does not know this application (client ID) in this directory.",
    "invalid_scope": "The application may not send mail yet: give it the permission SMTP.SendAsApp at Microsoft.",
}


def _refused(answer: dict[str, Any]) -> str:
    code = str(answer.get("error", ""))
    return _SENTENCES.get(code) or f"Microsoft gave no token ({unseen.one_line(code, 60) or 'no reason given'})."
