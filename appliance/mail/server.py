"""The school's mail server, as it is set up in the console; its secrets are kept apart."""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from appliance.config import Home
from appliance.errors import MailError
from appliance.keywords.files import write
from appliance.model import Frozen
from appliance.store.choices import Choice


class Security(StrEnum):
    """How the line is made secret. There is no way without. The words are stored."""

    STARTTLS = "starttls"
    TLS = "tls"


class SignInBy(StrEnum):
    """How the box proves who it is. The words are stored."""

    PASSWORD = "password"  # noqa: S105  # the word, not one
    MICROSOFT = "microsoft"
    NOTHING = "nothing"


class MailServer(Choice):
    """Where mail goes, and in whose name. Without a `host` nothing is sent.

    `certificate` is PEM text of an authority of the school's own that signed the server's; `tenant` and `client` are
    for `SignInBy.MICROSOFT`. `console` is where staff open the console, for links. Without `names`, no mail names
    a pupil.
    """

    SECTION: ClassVar[str] = "mail"

    host: str = ""
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 587
    security: Security = Security.STARTTLS
    sign_in: SignInBy = SignInBy.PASSWORD
    user: str = ""
    sender: str = ""
    sender_name: str = "Lollipop"
    tenant: str = ""
    client: str = ""
    certificate: str = ""
    console: str = ""
    names: bool = True

    @property
    def is_set_up(self) -> bool:
        return bool(self.host and self.sender)


class Secrets(Frozen):
    """Never shown, logged or put into the audit trail."""

    password: str = ""
    client_secret: str = ""

    def __repr__(self) -> str:
        return "Secrets(hidden)"


def keep_secrets(home: Home, secrets: Secrets) -> None:
    """In a file that only its owner reads. Raises LibraryError when the disk cannot."""
    for folder in (home.keys, home.mail_secrets.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write(home.mail_secrets, msgspec.json.encode(secrets), 0o600)


def secrets_of(home: Home) -> Secrets:
    """What was kept, or empty ones. Raises MailError."""
    try:
        return msgspec.json.decode(home.mail_secrets.read_bytes(), type=Secrets)
    except FileNotFoundError:
        return Secrets()
    except (OSError, msgspec.MsgspecError) as error:
        raise MailError("The password of the mail server cannot be read. Type it again under Alerts, Mail.") from error
