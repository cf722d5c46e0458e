"""What is put into the outbox: what a mail is about. It is written out when it is sent, with what its recipient may see
by then."""

from enum import StrEnum

from appliance.alerts.rules import How
from appliance.errors import MailError
from appliance.model import Frozen, Tagged

MOST_ATTACHED = 5 * 1024 * 1024
KEPT_TRYING = 5 * 86_400.0
"""Seconds after which a mail that could not be sent is given up."""


class MailState(StrEnum):
    """How far a mail is. The words are stored.

    `waiting` → `sending` → `sent`; back to `waiting` when it has to be tried again, or when the process ended in
    between; `refused` by the server for good, or given up; `dropped` because its recipient may no longer see it.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    DROPPED = "dropped"


class Why(StrEnum):
    """Why somebody is told of a capture. The words are stored."""

    RULE = "rule"
    UNOPENED = "unopened"
    ESCALATED = "escalated"


class CaptureMail(Tagged):
    """About one capture. `by` is who escalated it, `minutes` how long nobody opened it."""

    capture: int
    why: Why = Why.RULE
    by: str = ""
    minutes: int = 0


class DigestMail(Tagged):
    """About several, by their ids; `more` counts those that are left out of the list."""

    how: How
    captures: tuple[int, ...]
    more: int = 0


class GatheredMail(Tagged):
    """About those captures of one person that came after the first few of an hour, which began at `since`; `more`
    counts those that are left out of the list."""

    captures: tuple[int, ...]
    why: Why
    since: float
    more: int = 0


class InvitationMail(Tagged):
    """To an account: a link by which its person chooses a password. The link is made when the mail is sent, so that it
    stands nowhere in the store."""


class ConfideMail(Tagged):
    """To a reader: something waits in Confide. It says nothing of what, of whom, or when. `urgent`: it would not wait.
    It stands in no list that others read."""

    urgent: bool = False


class TestMail(Tagged):
    """From the settings of mail. It is tried once."""

    __test__ = False  # for pytest


class Attachment(Frozen):
    """`kind` is a media type such as `application/pdf`."""

    name: str
    kind: str
    content: bytes


class Letter(Tagged):
    """A mail that is written already. Whoever queues it has seen to it that its recipient may read it."""

    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        if sum(len(one.content) for one in self.attachments) > MOST_ATTACHED:
            raise MailError(f"More than {MOST_ATTACHED // 1024**2} MB cannot be sent by mail.")


Content = CaptureMail | DigestMail | GatheredMail | InvitationMail | ConfideMail | TestMail | Letter


class NewMail(Frozen):
    """To an account, or where that is None to an address outside the console. A second one of the same `key`, such as
    `capture/12/severe/account/3`, is the same mail, and is not sent again."""

    key: str
    content: Content
    account: int | None = None
    address: str = ""


class QueuedMail(Frozen):
    """A mail in the outbox. `token` is the part of its Message-ID before the @: every try carries the same. `trouble`
    is what went wrong last, in a sentence, or empty."""

    id: int
    token: str
    account: int | None
    address: str
    kind: str
    content: Content | None
    queued_at: float
    state: MailState
    tries: int
    next_at: float
    last_at: float | None
    trouble: str


class OutboxState(Frozen):
    """`waiting` and `oldest_at` are of mails not sent yet. `trouble` is the last thing that went wrong with one
    that waits or was refused, at `trouble_at`. `refused_unlisted`: one was refused of which nothing else is said."""

    waiting: int
    oldest_at: float | None
    sent_at: float | None
    trouble: str
    trouble_at: float | None
    refused: tuple[QueuedMail, ...]
    refused_unlisted: bool = False
